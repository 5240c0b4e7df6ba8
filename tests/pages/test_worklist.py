"""The clinician's list: who stands where, and in which words."""

import pytest

from recovery.services.reviewing import PAGE
from tests.pages.conftest import labels, open_page, said


@pytest.fixture
def see(practice):
    return lambda **query: open_page(practice.clinician.session, "worklist", **query)


def names(tab):
    return [label.partition(" ")[0] for label in labels(tab)[2:]]


def test_an_empty_list_says_what_will_appear_and_leads_there(see):
    tab = see()
    assert "No open recovery." in said(tab)
    assert labels(tab)[-1] == "Enrol a patient"


def test_the_most_urgent_stands_first_with_its_reason(see, practice):
    practice.enrol(name="Never Reported", days_ago=2)
    practice.report(practice.enrol(name="Fine", days_ago=3), 3)
    practice.report(practice.enrol(name="Past", days_ago=12), 12, redness=1)
    flagged = practice.enrol(name="Flagged", days_ago=1)
    tab = open_page(flagged.visitor.session, "report")
    tab.button_group(key="red_flags").set_value(["pus"]).run()
    tab.button(key="review_report").click().run()
    tab.button(key="send_report").click().run()

    shown = see()
    assert names(shown)[:2] == ["Flagged", "Past"]
    assert sorted(names(shown)[2:]) == ["Fine", "Never"]
    text = said(shown)
    assert "4 open, the most urgent first." in text
    for words in ("Warning sign today", "1 side effect past the band", "redness mild", "Nothing present"):
        assert words in text
    assert "No report yet" in text
    assert "**day 12** · last report today · 1 past the band · Derma roller, face · Cleo Clinician" in text


def test_a_procedure_to_come_counts_down(see, practice):
    practice.enrol(name="Early Bird", days_ago=-1)
    practice.enrol(name="Later Bird", days_ago=-5)
    text = said(see())
    assert "procedure in 1 day ·" in text
    assert "procedure in 5 days ·" in text


def test_names_are_shown_as_they_were_entered(see, practice):
    practice.enrol(name="[click](http://evil.example) <b>x</b> :red[y] $z$")
    label = labels(see())[2]
    assert all(sign in label for sign in (r"\]\(", r"\<b\>", r"\:red\[", r"\$z\$"))


def test_a_long_list_is_paged_by_address(see, practice):
    for number in range(PAGE + 2):
        practice.enrol(name=f"Patient{number:02}")
    first, second = see(), see(page="2")
    assert (len(names(first)), len(names(second))) == (PAGE, 2)
    assert not set(names(first)) & set(names(second))


def test_a_page_past_the_end_shows_the_first(see, practice):
    practice.enrol()
    assert names(see(page="7")) == ["Ada"]
