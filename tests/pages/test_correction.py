"""Correcting a treatment on screen: said first, confirmed after; and a report on its way stays on its date."""

from datetime import timedelta

import pytest

from recovery.domain.catalogue import Severity
from recovery.domain.identifiers import as_text
from recovery.services.people import correcting
from recovery.services.people.enrolling import TreatmentEntry
from recovery.services.recoveries import reviewing
from recovery.ui.session import now as clock
from tests.pages.conftest import keys, of_person, of_treatment, open_page, said
from tests.pages.test_report import notice


@pytest.fixture
def practice(practice):
    return practice.watching()


@pytest.fixture
def reported(practice, patient):
    """Mild redness on the four days so far."""
    for day in range(4):
        practice.report(patient, day, redness=1)
    return patient


def unfold(practice, patient, page="people", query=of_person):
    tab = open_page(practice.clinician.session, page, **query(patient))
    tab.session_state[f"correct_{as_text(patient.treatment_id)}"] = True
    return tab.run()


def field(tab, patient, name):
    key = f"{name}_{as_text(patient.treatment_id)}"
    return next(element for element in tab.main if getattr(element, "key", None) == key)


def enter_date(tab, patient, *, earlier):
    date = patient.treatment.procedure - timedelta(days=earlier)
    return field(tab, patient, "corrected_date").set_value(date).run()


def confirm(tab, patient):
    return field(tab, patient, "do_correct").click().run()


def recovery(practice, patient):
    return reviewing.recovery(practice.office, practice.clinician, treatment_id=patient.treatment_id, now=clock())


def days(practice, patient):
    return list(recovery(practice, patient).reports)


def correct(practice, patient, *, earlier, method=None):
    """As somebody else does it meanwhile."""
    now = recovery(practice, patient).treatment
    entry = TreatmentEntry(
        method or now.method, now.areas, now.procedure - timedelta(days=earlier), now.clinician.account_id
    )
    correcting.correct(
        practice.office, practice.clinician, treatment_id=now.treatment_id, entry=entry, seen=now,
        reason="entered wrongly", now=clock(),
    )  # fmt: skip


@pytest.mark.parametrize(("page", "query"), [("people", of_person), ("patient", of_treatment)])
def test_what_it_does_is_said_first_and_done_when_it_is_confirmed(page, query, practice, reported):
    tab = unfold(practice, reported, page, query)
    assert "is said before you confirm it" in said(tab)
    enter_date(tab, reported, earlier=5)
    assert "4 reports move 5 days later: day 0 becomes day 5 … day 3 becomes day 8" in said(tab).replace("\\", "")
    assert "Redness, seen until day 8, is then past its band" in said(tab).replace("\\", "")
    assert "Opens: Redness mild on day 8, 1 day past its band" in said(tab).replace("\\", "")
    assert days(practice, reported) == [0, 1, 2, 3]
    confirm(tab, reported)
    assert not tab.exception
    assert days(practice, reported) == [5, 6, 7, 8]
    assert f"do_correct_{as_text(reported.treatment_id)}" not in keys(tab)


def test_what_cannot_be_is_said_in_place_of_the_button(practice, reported):
    tab = enter_date(unfold(practice, reported), reported, earlier=-2)
    assert "2 reports would lie before the procedure" in said(tab)
    assert f"do_correct_{as_text(reported.treatment_id)}" not in keys(tab)


def test_what_changed_since_it_was_said_is_said_again_before_anything_is_done(practice, reported):
    tab = enter_date(unfold(practice, reported), reported, earlier=2)
    practice.report(reported, 3, redness=2, now=clock())
    confirm(tab, reported)
    assert "Not corrected. Somebody has changed this treatment or reported since" in said(tab)
    assert days(practice, reported) == [0, 1, 2, 3]
    confirm(tab, reported)
    assert days(practice, reported) == [2, 3, 4, 5]


def test_a_corrected_treatment_takes_another_correction(practice, reported):
    tab = enter_date(unfold(practice, reported), reported, earlier=2)
    confirm(tab, reported)
    tab.session_state[f"correct_{as_text(reported.treatment_id)}"] = True
    tab.run()
    assert field(tab, reported, "corrected_date").value == reported.treatment.procedure - timedelta(days=2)
    field(tab, reported, "corrected_method").set_value("laser").run()
    confirm(tab, reported)
    assert recovery(practice, reported).treatment.method == "laser"


def test_a_clinician_who_has_left_stays_chosen(practice, reported):
    bea = practice.colleague()
    with practice.office.store.writing() as db:
        db.conn.execute("UPDATE treatment SET clinician_id = ?", (bea.subject_id,))
        db.conn.execute("UPDATE account SET disabled = 1 WHERE account_id = ?", (bea.subject_id,))
    tab = enter_date(unfold(practice, reported), reported, earlier=1)
    confirm(tab, reported)
    assert recovery(practice, reported).treatment.clinician.account_id == bea.subject_id


def test_one_more_treatment_says_that_the_patient_is_asked_for_both(practice, patient):
    tab = open_page(practice.clinician.session, "people", **of_person(patient))
    assert "The patient will be asked for both" in said(tab).replace("\\", "")


@pytest.mark.parametrize("step", ["filling in", "looking over"])
def test_a_patients_report_on_its_way_stays_on_its_date(step, practice, patient):
    tab = open_page(patient.visitor.session, "report")
    tab.selectbox(key="report_day").set_value(2).run()
    notice(tab, itching=Severity.MILD)
    if step == "looking over":
        tab.button(key="review_report").click().run()
    correct(practice, patient, earlier=4)
    if step == "filling in":
        tab.button(key="review_report").click().run()
    tab.button(key="send_report").click().run()
    assert not tab.exception
    assert days(practice, patient) == [6]
    assert recovery(practice, patient).reports[6].worst.side_effect == "itching"


def test_a_report_by_phone_on_its_way_stays_on_its_date(practice, patient):
    tab = open_page(practice.clinician.session, "patient", **of_treatment(patient), enter="report")
    tab.selectbox(key=f"for_day_{as_text(patient.treatment_id)}").set_value(2).run()
    notice(tab, itching=Severity.MILD)
    correct(practice, patient, earlier=4)
    tab.button(key="enter_this_report").click().run()
    assert not tab.exception
    assert days(practice, patient) == [6]


def test_a_form_that_holds_an_area_which_was_taken_away_asks_anew(practice, patient):
    tab = open_page(patient.visitor.session, "report")
    notice(tab, itching=Severity.SEVERE)
    tab.button_group(key="area_itching").set_value("neck").run()
    now = recovery(practice, patient).treatment
    correcting.correct(
        practice.office, practice.clinician, treatment_id=now.treatment_id, seen=now, reason="entered wrongly",
        entry=TreatmentEntry(now.method, ("face", "hands"), now.procedure, now.clinician.account_id), now=clock(),
    )  # fmt: skip
    tab.run()
    assert not tab.exception
    tab.button_group(key="area_itching").set_value("hands").run()
    tab.button(key="review_report").click().run()
    tab.button(key="send_report").click().run()
    (report,) = recovery(practice, patient).reports.values()
    assert report.worst.area == "hands"
