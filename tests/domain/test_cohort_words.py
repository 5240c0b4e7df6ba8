"""Groups, days and bands in words, and the one band of several methods."""

from dataclasses import replace

import pytest

from recovery.domain.cohort_bands import band_of_methods
from recovery.domain.cohort_choice import ComparedBy
from recovery.domain.groups import Group
from recovery.domain.months import Month
from recovery.domain.resolution import NEVER, Interval
from recovery.domain.wording.cohort import (
    HOW_TO_READ,
    borrowed_by,
    by_days,
    group_name,
    months_in_words,
    narrowed_by,
    too_few,
)
from recovery.services.groups.cohort_numbers import Picture

GROUP = Group(Month(2026, 3), Month(2026, 5))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (None, "not known"),
        (Interval(5, 6), "day 6"),
        (Interval(5, 8), "between day 6 and 8"),
        (Interval(9, NEVER), "later than day 9"),
    ],
)
def test_the_days_by_which_half_were_clear(found, said):
    assert by_days(found) == said


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("2026-03", "2026-03", "March 2026"),
        ("2026-03", "2026-05", "March to May 2026"),
        ("2025-03", "2026-05", "March 2025 to May 2026"),
    ],
)
def test_a_period(since, until, said):
    assert months_in_words(Month.read(since), Month.read(until)) == said


def test_what_narrows_a_group_and_what_it_is_called_beside_others(guide):
    catalogue, staff = guide.catalogue, {7: "Dr Noor"}
    assert narrowed_by(GROUP, catalogue, staff) == []
    narrow = Group(*(GROUP.since, GROUP.until), "laser", 7, "face", "20-29", "III")
    assert narrowed_by(narrow, catalogue, staff) == ["Laser", "Dr Noor", "face", "aged 20 to 29", "skin type III"]
    assert [group_name(narrow, by, catalogue, staff) for by in ComparedBy] == ["Laser", "Dr Noor", "March to May 2026"]


def test_every_picture_says_in_two_sentences_how_to_read_it():
    assert set(HOW_TO_READ) == set(Picture)
    assert {words.count(". ") for words in HOW_TO_READ.values()} == {1}


@pytest.mark.parametrize(
    ("narrowed", "helps"), [(True, "choose a longer period"), (False, "reported of 11 treatments")]
)
def test_too_few_says_how_many_it_takes_and_what_helps(narrowed, helps):
    said = too_few("Redness", limit=11, narrowed=narrowed)
    assert said.startswith("Fewer than 11 treatments of this choice had redness")
    assert helps in said


def test_methods_that_share_a_band_have_it_together_and_others_the_one_that_ends_last(guide):
    own = guide.band(method="laser", side_effect="redness")
    others = ("rf_microneedling", "ultrasound", "laser")
    assert band_of_methods(guide, [None], "redness") == (
        guide.band(method="derma_roller", side_effect="redness"),
        False,
        others,
    )
    longer = replace(own, to_day=own.to_day + 3, borrowed=False)
    other = replace(guide, bands={**guide.bands, ("laser", "redness"): longer})
    assert band_of_methods(other, [None], "redness") == (longer, True, others[:2])
    assert band_of_methods(other, ["laser"], "redness") == (longer, False, ())
    assert band_of_methods(other, ["ultrasound", "derma_roller"], "redness").band.to_day == own.to_day


def test_it_is_said_which_methods_borrow_a_band(guide):
    assert borrowed_by(["rf_microneedling", "ultrasound", "laser"], guide.catalogue) == (
        "The band is the guide's for derma rolling, borrowed for RF microneedling, ultrasound and laser until the "
        "practice sets its own."
    )
