"""What one looks at, as it stands in an address and back."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.domain.clinic import SKIN_TYPES
from recovery.domain.cohort_choice import (
    PERIODS,
    CohortChoice,
    ComparedBy,
    as_query,
    choice_from,
    earlier,
    passed_over,
    read_choice,
)
from recovery.domain.groups import AGE_BANDS, Group
from recovery.domain.identifiers import as_text
from recovery.domain.months import Month
from recovery.errors import InvalidInput

EVERYTHING = Group(Month(2024, 3), Month(2026, 11))

MONTHS = st.builds(Month, st.integers(1900, 2100), st.integers(1, 12))

METHODS, AREAS = ("derma_roller", "rf_microneedling", "ultrasound", "laser"), ("face", "neck", "hands")

COMPARISONS = st.one_of(
    st.just((None, ())),
    st.lists(st.sampled_from(METHODS), max_size=4, unique=True).map(lambda some: (ComparedBy.METHOD, tuple(some))),
    st.lists(st.integers(1, 2**62), max_size=4, unique=True).map(
        lambda some: (ComparedBy.CLINICIAN, tuple(as_text(who) for who in some))
    ),
    st.sampled_from(sorted(PERIODS)).map(lambda one: (ComparedBy.PERIOD, (one,))),
)


@given(
    choice=st.builds(
        CohortChoice,
        side_effect=st.sampled_from(["redness", "itching", "numbness"]),
        method=st.none() | st.sampled_from(METHODS),
        clinician_id=st.none() | st.integers(1, 2**62),
        area=st.none() | st.sampled_from(AREAS),
        age_band=st.none() | st.sampled_from(AGE_BANDS),
        skin_type=st.none() | st.sampled_from(SKIN_TYPES),
        since=st.none() | MONTHS,
        until=st.none() | MONTHS,
    ),
    comparison=COMPARISONS,
)
def test_every_choice_comes_back_from_its_address(choice, comparison, guide):
    choice = replace(choice, compare=comparison[0], among=comparison[1])
    assert read_choice(as_query(choice), guide.catalogue) == choice
    assert passed_over(as_query(choice), choice) == ()


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"effect": "boredom"}, "no side effect"),
        ({"method": "magic"}, "no method"),
        ({"clinician": "7"}, "no such clinician"),
        ({"area": "tail"}, "no area"),
        ({"age": "20"}, "no age band"),
        ({"skin": "VII"}, "Skin types are"),
        ({"since": "2026"}, "is no month"),
        ({"until": "2026-13"}, "is no month"),
        ({"compare": "luck"}, "compared by one of"),
        ({"among": "laser"}, "say by what"),
        ({"compare": "method", "among": "laser,magic"}, "no method"),
        ({"compare": "clinician", "among": "7"}, "no such clinician"),
        ({"compare": "clinician", "among": ",".join(map(as_text, range(1, 6)))}, "at most 4 groups"),
        ({"compare": "period", "among": "decades"}, "Periods are one of"),
    ],
)
def test_what_is_no_choice_is_refused_for_a_file_and_passed_over_by_the_page(query, says, guide):
    with pytest.raises(InvalidInput, match=says):
        read_choice(query, guide.catalogue)
    choice = choice_from(query, guide.catalogue)
    assert replace(choice, compare=None) == CohortChoice(guide.catalogue.active[0].slug)
    assert passed_over(query, choice) == (list(query)[-1],)


@pytest.mark.parametrize(
    ("since", "until", "months"),
    [
        (None, None, ("2024-03", "2026-11")),
        ("2025-01", None, ("2025-01", "2026-11")),
        (None, "2025-01", ("2024-03", "2025-01")),
        (None, "2020-01", ("2020-01", "2020-01")),
        ("2027-01", None, ("2027-01", "2027-01")),
    ],
)
def test_an_open_end_reaches_as_far_as_the_record(since, until, months):
    choice = CohortChoice("redness", since=since and Month.read(since), until=until and Month.read(until))
    group = choice.group(EVERYTHING)
    assert (str(group.since), str(group.until)) == months


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(InvalidInput, match="ends before it begins"):
        CohortChoice("redness", since=Month(2026, 2), until=Month(2026, 1)).group(EVERYTHING)


@pytest.mark.parametrize(
    ("name", "periods"),
    [
        ("half_years", [("2025-12", "2026-05"), ("2026-06", "2026-11")]),
        ("quarters", [("2025-12", "2026-02"), ("2026-03", "2026-05"), ("2026-06", "2026-08"), ("2026-09", "2026-11")]),
        ("years", [("2024-12", "2025-11"), ("2025-12", "2026-11")]),
    ],
)
def test_periods_follow_each_other_up_to_the_last_month_chosen(name, periods):
    groups = CohortChoice("redness", method="laser", compare=ComparedBy.PERIOD, among=(name,)).compared(EVERYTHING)
    assert [(str(group.since), str(group.until)) for group in groups] == periods
    assert {group.method for group in groups} == {"laser"}
    assert all(one.until.next == other.since for one, other in pairwise(groups))


def test_groups_keep_all_that_is_chosen_but_what_tells_them_apart():
    choice = CohortChoice(
        "redness", method="laser", area="face", compare=ComparedBy.METHOD, among=("ultrasound", "derma_roller")
    )
    groups = choice.compared(EVERYTHING)
    assert [(group.method, group.area) for group in groups] == [("ultrasound", "face"), ("derma_roller", "face")]
    assert choice.widest().compared(EVERYTHING)[0].area is None
    assert replace(choice, compare=None).compared(EVERYTHING) == ()


def test_months_before_the_calendar_began_are_its_first():
    assert earlier(Month(1, 2), 5) == Month(1, 1)
    assert earlier(Month(2026, 1), 1) == Month(2025, 12)
