"""The trail in Administration: filters, pages, words; and refusals of screens in it."""

import re
from datetime import timedelta

import pytest

from recovery.domain.identifiers import as_text
from recovery.domain.wording import on_date
from recovery.services.audit.trail import PAGE
from recovery.services.recoveries import looking
from recovery.store import audit
from recovery.store.audit import Actor
from tests.pages.conftest import keys, of_treatment, open_page, said


@pytest.fixture
def see(practice):
    return lambda: open_page(practice.manager.session, "administration", part="Trail")


def text(tab):
    """What stands in the table, without its marks."""
    return re.sub("<[^>]+>", " ", said(tab))


def test_rows_are_told_in_words_and_patients_without_names(practice, patient, see):
    looking.look(practice.office, practice.clinician, treatment_id=patient.treatment_id, now=practice.now)
    shown = text(see())
    assert "Opened a patient" in shown
    assert f"{patient.patient.code}, treated on {on_date(patient.treatment.procedure)}" in shown
    assert "Cleo Clinician" in shown
    assert practice.clinician.session[:12] in shown
    assert "Method: Derma roller" in shown
    assert "Areas: Face, Neck" in shown
    assert "a treatment by the date that it has now" in shown
    assert not any(secret in shown for secret in ("Ada", "555 0100"))


def test_filters_choose_rows(practice, patient, see):
    tab = see()
    tab.selectbox(key="trail_kind").select("signing in").run()
    assert "Enrolled a patient" not in text(tab)
    assert "Signed in" in text(tab)
    tab.selectbox(key="trail_kind").select(None).run()
    tab.text_input(key="trail_about").input(patient.patient.code).run()
    assert "Enrolled a patient" in text(tab)
    assert "Set the clinic up" not in text(tab)
    tab.text_input(key="trail_about").input("nobody").run()
    assert "No patient here has this code" in tab.error[0].value
    assert not tab.exception


def test_the_sign_that_a_patient_reads_of_somebody_leads_to_their_rows(practice, see):
    sign = f"staff {as_text(practice.clinician.subject_id)[:4]}…"
    assert f"Cleo Clinician ({sign})" in see().selectbox(key="trail_who").options
    account = as_text(practice.clinician.subject_id)
    assert sign in said(open_page(practice.manager.session, "administration", account=account))


def test_the_table_says_how_many_rows_it_has(practice, patient, see):
    tab = see()
    tab.text_input(key="trail_about").input(patient.patient.code).run()
    rows = said(tab).count("<tr><td")
    assert f"{rows} rows of the trail, the newest first" in text(tab)


def test_no_row_in_a_choice_says_what_to_do(see):
    tab = see()
    tab.selectbox(key="trail_kind").select("exports").run()
    assert "No rows in this choice" in said(tab)


def test_pages_are_turned_back_and_forth(practice, see):
    with practice.office.store.writing() as db:
        for number in range(PAGE + 5):
            audit.add(db, clinic_id=1, now=practice.now, actor=Actor("staff:1"), action=f"did {number}", subject="x")
    tab = see()
    first = text(tab)
    assert f"Did {PAGE + 4}" in first
    tab.button(key="trail_older").click().run()
    assert "Did 4" in text(tab)
    assert f"Did {PAGE + 4}" not in text(tab)
    tab.button(key="trail_newer").click().run()
    assert text(tab) == first
    assert "trail_newer" not in keys(tab)


def test_what_somebody_wrote_is_no_markup(practice, see):
    with practice.office.store.writing() as db:
        audit.add(
            db, clinic_id=1, now=practice.now, actor=Actor("<b>x</b>"), action="<i>did</i>", subject="<u>x</u>",
            details={"<s>a</s>": ["<s>b</s>", "<s>c</s>"]},
        )  # fmt: skip
    table = said(see())
    assert not any(f"<{mark}>" in table for mark in "bius")


def test_a_row_that_somebody_changed_is_shown_as_it_stands(practice, patient, see):
    with practice.office.store.writing() as db:
        db.conn.execute("DROP TRIGGER audit_is_never_changed")
        db.conn.execute("UPDATE audit SET at = '<b>x', details = 'y' WHERE seq = 2")
    tab = see()
    assert "not readable, row 2: &lt;b&gt;x" in said(tab)
    assert "Details not readable, row 2: y" in said(tab)
    assert "Enrolled a patient" in text(tab)
    assert not tab.exception


def refusals(practice):
    sql = "SELECT actor, session, subject FROM audit WHERE action = 'was refused' ORDER BY seq"
    with practice.office.store.reading() as db:
        return [tuple(row) for row in db.conn.execute(sql).fetchall()]


def test_a_screen_that_refuses_somebody_says_so_in_the_trail(practice, patient):
    for _ in range(3):
        open_page(practice.clinician.session, "administration")
        open_page(patient.visitor.session, "patient", **of_treatment(patient))
    assert refusals(practice) == [
        (*audit.actor(practice.clinician), "screen:administration"),
        (*audit.actor(patient.visitor), "screen:patient"),
    ]


def test_an_address_of_another_clinics_patient_says_so_too(practice, other_clinic):
    stranger = other_clinic.enrol(name="Eva Elsewhere")
    tab = open_page(practice.clinician.session, "patient", **of_treatment(stranger))
    assert tab.error
    assert refusals(practice) == [(*audit.actor(practice.clinician), "screen:patient")]


def test_a_member_of_staff_is_warned_and_can_stay(practice):
    with practice.office.store.writing() as db:
        before = (practice.now - timedelta(minutes=27)).isoformat()[:19] + "Z"
        sql = "UPDATE session SET last_seen_at = ? WHERE token_hash = ?"
        db.conn.execute(sql, (before, practice.manager.session))
    tab = open_page(practice.manager.session, "administration")
    assert "You will be signed out" not in said(tab), "opening a page is a click"


@pytest.mark.parametrize(("before_end", "says"), [(4, "in 4 minutes"), (1, "in 1 minute:"), (6, None)])
def test_the_absolute_end_is_announced(before_end, says, practice):
    with practice.office.store.writing() as db:
        opened = practice.now - timedelta(hours=12) + timedelta(minutes=before_end, seconds=2)
        sql = "UPDATE session SET created_at = ? WHERE token_hash = ?"
        db.conn.execute(sql, (opened.isoformat()[:19] + "Z", practice.clinician.session))
    tab = open_page(practice.clinician.session, "people")
    assert ("You will be signed out" in said(tab)) is (says is not None)
    assert says is None or says in said(tab)
    assert ("sign_in_again" in keys(tab)) is (says is not None)


def test_patients_are_not_warned(practice, patient):
    assert "session_ending" not in keys(open_page(patient.visitor.session, "report"))
