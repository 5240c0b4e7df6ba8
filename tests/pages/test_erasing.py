"""Erasing on the person's page, what is shown of the erased, and what their phone shows at its next click."""

import pytest

from recovery.domain.identifiers import as_text
from recovery.domain.worklist import Choice, View
from recovery.services.alerts import triaging
from recovery.services.people import erasing
from tests.pages.conftest import keys, labels, of_person, of_treatment, open_page, said
from tests.whole_record import CLOSING, WORDS, whole_record


@pytest.fixture
def whole(practice):
    return whole_record(practice.watching())


def erased(practice, whole):
    return erasing.erase(
        practice.office,
        practice.clinician,
        patient_id=whole.patient_id,
        code_typed=whole.who.patient.code,
        now=practice.now,
    ).patient


def confirm(tab, whole, code):
    tab.text_input(key=f"erase_code_{as_text(whole.patient_id)}").set_value(code)
    return tab.button(key="erase_patient").click().run()


def test_it_says_what_goes_and_stays_and_wants_the_code(practice, whole):
    tab = open_page(practice.clinician.session, "people", **of_person(whole.who))
    shown = said(tab)
    for words in ("This cannot be undone.", "Gone for good:", "Stays, without a name:", "1 open recovery", "Backups"):
        assert words in shown, words
    confirm(tab, whole, "P-00000")
    assert "Not erased. That is not this patient's code" in tab.error[0].value
    assert WORDS[0] in said(open_page(practice.clinician.session, "people", **of_person(whole.who)))


def test_with_the_code_the_page_shows_who_was_erased_and_offers_nothing_more(practice, whole):
    tab = open_page(practice.clinician.session, "people", **of_person(whole.who))
    confirm(tab, whole, whole.who.patient.code.lower())
    assert not tab.error
    assert not tab.exception
    assert tab.title[0].value == "Erased patient"
    shown = said(tab)
    assert "Erased on " in shown
    assert "erase_patient" not in keys(tab)
    assert [word for word in (*WORDS, whole.who.patient.code) if word in shown] == []


def test_the_address_of_the_form_that_changes_them_shows_what_is_left(practice, whole):
    erased(practice, whole)
    tab = open_page(practice.clinician.session, "people", **of_person(whole.who), edit="yes")
    assert "save_patient" not in keys(tab)
    assert "Treatments" in [header.value for header in tab.header]


def test_their_recovery_shows_the_coded_course_alone(practice, whole):
    before = said(open_page(practice.clinician.session, "patient", **of_treatment(whole.who)))
    assert [word for word in WORDS if word in before]
    erased(practice, whole)
    tab = open_page(practice.clinician.session, "patient", **of_treatment(whole.who))
    shown = said(tab)
    assert tab.title[0].value == "Erased patient"
    assert "Only coded figures are left." in shown
    assert "All reports" in shown
    assert not {"write_note", "reopen_treatment", "close_treatment", "print_summary"} & keys(tab)
    assert [word for word in WORDS if word in shown] == []
    assert not tab.exception


def test_no_list_names_them_any_more(practice, whole):
    left = erased(practice, whole)
    for page in ("people", "worklist"):
        tab = open_page(practice.clinician.session, page)
        assert not [label for label in labels(tab) if "Erased" in label or left.code in label], page
    for view in View:
        order = triaging.order(practice.office, practice.clinician, choice=Choice(view=view), now=practice.now)
        assert whole.who.treatment_id not in order


@pytest.mark.parametrize("page", ["report", "my_recovery", "my_data"])
def test_the_next_click_on_their_phone_ends_the_page_without_an_error(page, practice, whole):
    tab = open_page(whole.who.visitor.session, page)
    assert tab.title
    erased(practice, whole)
    tab.run()
    assert not tab.exception
    assert not tab.error
    assert said(tab) == ""


def test_what_was_typed_when_it_happened_is_not_kept(practice, whole):
    tab = open_page(whole.who.visitor.session, "report")
    tab.button(key="understand").click().run()
    erased(practice, whole)
    tab.text_area(key="note").set_value(CLOSING).run()
    assert not tab.exception
    with practice.office.store.reading() as db:
        assert db.conn.execute("SELECT count(*) FROM draft").fetchone()[0] == 0
