"""What patients agree to, and what their card says."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from recovery.domain.clinic import Staff, Treatment
from recovery.domain.wording import on_date
from recovery.domain.wording.card import greeting, how_often, lines, message, what_is_asked
from recovery.domain.wording.consent import Change, changes, statement, whole
from tests.conftest import a_clinic

UNWATCHED = a_clinic()
WATCHED = replace(UNWATCHED, watched=True, watched_when="on weekdays from 9 to 17")
TODAY = date(2026, 7, 15)

SAID = [
    (UNWATCHED, "Clinicians of Corner Skin see what you report"),
    (UNWATCHED, "Nobody at the practice looks at these reports"),
    (WATCHED, "not read in real time. The practice looks at them on weekdays from 9 to 17"),
    (UNWATCHED, "call +1 901 555 0100; in an emergency 911"),
    (UNWATCHED, "kept for 10 years after your last treatment"),
    (replace(UNWATCHED, kept_for_years=1), "kept for 1 year after"),
    (UNWATCHED, "Somebody you trust may fill this in"),
    (UNWATCHED, "Download all of it"),
    (UNWATCHED, "ask the practice to erase it"),
]


@pytest.mark.parametrize(("clinic", "said"), SAID)
def test_the_statement_says_what_somebody_agrees_to(clinic, said):
    assert said in whole(clinic)


def test_what_is_kept_is_all_that_is_shown():
    shown = [text for heading, said in statement(WATCHED) for text in (heading, said)]
    assert all(text in whole(WATCHED) for text in [*shown, "I agree"])


@pytest.mark.parametrize("change", [{"kept_for_years": 9}, {"phone": "15"}, {"watched_when": "never"}, {"name": "B"}])
def test_whatever_a_patient_would_read_otherwise_makes_other_words(change):
    assert whole(replace(WATCHED, **change)) != whole(WATCHED)


LOOKED_AT, NOT_LOOKED_AT = dict(statement(WATCHED))["When"], dict(statement(UNWATCHED))["When"]

CHANGED = [
    pytest.param(whole(WATCHED), WATCHED, (), id="nothing"),
    pytest.param(whole(WATCHED), UNWATCHED, (Change("When", NOT_LOOKED_AT, LOOKED_AT),), id="nobody looks any more"),
    pytest.param(f"{whole(UNWATCHED)}\nPhotos: None.", UNWATCHED, (Change("Photos", "", "None."),), id="said no more"),
    pytest.param(
        whole(UNWATCHED).replace(f"When: {NOT_LOOKED_AT}\n", ""),
        UNWATCHED,
        (Change("When", NOT_LOOKED_AT, ""),),
        id="said for the first time",
    ),
]


@pytest.mark.parametrize(("agreed_to", "clinic", "found"), CHANGED)
def test_what_changed_since_somebody_agreed_is_told_from_what_did_not(agreed_to, clinic, found):
    assert changes(clinic, agreed_to) == found


def test_it_can_be_read_in_some_twenty_seconds():
    """At the 238 words a minute that adults read in silence (Brysbaert 2019, Journal of Memory and Language 109)."""
    assert len(whole(WATCHED).split()) / 238 * 60 < 24


def a_treatment(method="derma_roller", *, days_ago=0, closed=False):
    closed_on = TODAY if closed else None
    return Treatment(1, 2, method, ("face",), TODAY - timedelta(days=days_ago), Staff(3, "Cleo"), closed_on)


def test_the_card_names_every_side_effect_that_is_asked_for(guide):
    said = what_is_asked(guide)
    assert said.startswith("Seven short questions: ")
    assert all(effect.name.lower() in said for effect in guide.catalogue.active)


OFTEN = [
    pytest.param([a_treatment()], ["Once a day, from 15 July 2026 (day 0) until {last} (day {day})."], id="one"),
    pytest.param([a_treatment(closed=True)], [], id="closed"),
    pytest.param([a_treatment(days_ago=300)], [], id="long ago"),
    pytest.param([], [], id="none"),
    pytest.param(
        [a_treatment(), a_treatment()],
        ["Once a day, from 15 July 2026 (day 0) until {last} (day {day})."],
        id="twice one",
    ),
]


@pytest.mark.parametrize(("treatments", "said"), OFTEN)
def test_the_card_says_until_when_a_report_is_asked_for(treatments, said, guide):
    day = guide.last_due_day("derma_roller")
    last = on_date(TODAY + timedelta(days=day))
    found = how_often(treatments, guide=guide, today=TODAY)
    assert found == [line.format(day=day, last=last) for line in said]


def test_the_card_says_who_looks_and_about_the_pin(guide):
    said = " ".join(lines(WATCHED, [a_treatment()], guide=guide, today=TODAY, works_until=date(2026, 10, 13)))
    for words in (
        "The link works until 13 October 2026",
        "shows and sends your reports",
        "choose a PIN of six digits",
        "under a minute",
        "The practice looks at them on weekdays",
    ):
        assert words in said


SHOWN = [
    pytest.param([], date(2026, 10, 13), None, id="nothing entered"),
    pytest.param([a_treatment(), a_treatment(closed=True)], date(2026, 10, 13), None, id="one open"),
    pytest.param([a_treatment(closed=True)], date(2026, 10, 13), "14 August 2026", id="closed today"),
    pytest.param([a_treatment(closed=True)], date(2026, 8, 1), "1 August 2026", id="the link ends before"),
]


@pytest.mark.parametrize(("treatments", "works_until", "shown"), SHOWN)
def test_a_card_for_who_has_nothing_open_asks_for_nothing(treatments, works_until, shown, guide):
    said = " ".join(lines(WATCHED, treatments, guide=guide, today=TODAY, works_until=works_until))
    assert ("short questions" in said) == ("tell us how" in greeting("Ada", treatments)) == (shown is None)
    assert ("sends your reports" in said) == (shown is None)
    if shown:
        assert f"Your recovery is closed: this link shows it until {shown}." in said


def test_words_come_along_with_a_link_that_is_sent():
    said = message(UNWATCHED, "Anna", [], "https://a.example/p/x")
    assert said.startswith("Hello Anna, this is your personal link from Corner Skin: it asks once a day how your skin")
    assert "Keep it for yourself. Questions? Call +1 901 555 0100." in said
    assert said.endswith("\nhttps://a.example/p/x")
