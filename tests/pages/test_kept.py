"""What was typed survives signing in again, screen by screen: typed, ended, clicked, signed in, back in its field."""

from dataclasses import replace
from datetime import timedelta

import pytest

from recovery.domain.access import Role
from recovery.domain.catalogue import Severity
from recovery.domain.identifiers import as_text
from recovery.domain.notes import NoteKind
from recovery.services import clinics as clinic_settings
from recovery.services.entry.visiting import Way, open_session
from recovery.services.staff import staff_accounts
from recovery.services.staff.inviting import StaffEntry
from tests.pages.conftest import file_of, keys, of_treatment, open_page, said


@pytest.fixture
def ada(watched):
    """With a severe report, and so an alert."""
    ada = watched.enrol(days_ago=9)
    watched.report(ada, 8, redness=4)
    return ada


def end(practice, visitor):
    """Let a session have ended by itself."""
    with practice.office.store.writing() as db:
        sql = "UPDATE session SET expires_at = created_at WHERE token_hash = ?"
        db.conn.execute(sql, (visitor.session,))


def again(practice, visitor):
    """Sign the same account in again."""
    with practice.office.store.writing() as db:
        return open_session(db, visitor, way=Way.PASSWORD, device="", now=practice.now)[1].session


def kept(practice):
    with practice.office.store.reading() as db:
        return [row["screen"] for row in db.conn.execute("SELECT screen FROM kept_entry").fetchall()]


def interrupted(practice, visitor, tab, click):
    """End the session, click, and see that the screen is gone and its fields are kept."""
    end(practice, visitor)
    tab.button(key=click).click().run()
    assert not tab.exception
    assert not tab.title, "nothing is shown to whoever's session has ended"
    (screen,) = kept(practice)
    return screen


def back(practice, visitor, page, /, still=(), **query):
    tab = open_page(again(practice, visitor), page, **query)
    assert "What you had typed is back" in said(tab)
    assert kept(practice) == list(still)
    return tab


def test_a_note_about_a_patient(watched, ada):
    key = f"note_{as_text(ada.treatment_id)}"
    tab = open_page(watched.clinician.session, "patient", **of_treatment(ada))
    tab.text_area(key=key).input("Called: no fever")
    screen = interrupted(watched, watched.clinician, tab, "write_note")
    assert screen == f"patient?treatment={as_text(ada.treatment_id)}"
    other = watched.enrol(name="Bea Other")
    elsewhere = open_page(again(watched, watched.clinician), "patient", **of_treatment(other))
    assert "What you had typed is back" not in said(elsewhere)
    tab = back(watched, watched.clinician, "patient", still=[screen], **of_treatment(ada))
    assert tab.text_area(key=key).value == "Called: no fever"
    tab.button(key="discard_given_back").click().run()
    assert tab.text_area(key=key).value == ""
    assert "What you had typed is back" not in said(tab)
    assert kept(watched) == []


def test_a_note_that_is_not_sent_waits_on_its_patients_page_alone(watched, ada):
    key, about = f"note_{as_text(ada.treatment_id)}", f"patient?treatment={as_text(ada.treatment_id)}"
    tab = open_page(watched.clinician.session, "patient", **of_treatment(ada))
    tab.segmented_control(key=f"kind_{as_text(ada.treatment_id)}").set_value(NoteKind.CALL).run()
    tab.text_area(key=key).input("Called: no fever").run()
    assert kept(watched) == [about]
    for other in ({**of_treatment(ada), "enter": "report"}, of_treatment(watched.enrol(name="Bea Other"))):
        tab.query_params.clear()
        for name, value in other.items():
            tab.query_params[name] = value
        assert not tab.run().exception
        assert kept(watched) == [about]
    fresh = open_page(watched.clinician.session, "patient", **of_treatment(ada))
    assert fresh.text_area(key=key).value == "Called: no fever"
    assert fresh.segmented_control(key=f"kind_{as_text(ada.treatment_id)}").value is NoteKind.CALL
    fresh.button(key="write_note").click().run()
    assert (fresh.exception.values, fresh.text_area(key=key).value, kept(watched)) == ([], "", [])


def test_a_note_that_cannot_be_kept_now_is_kept_by_the_next_run(watched, ada, locked):
    tab = open_page(watched.clinician.session, "patient", **of_treatment(ada))
    tab.text_area(key=f"note_{as_text(ada.treatment_id)}").input("half a wo")
    with locked():
        assert not tab.run().exception
    assert kept(watched) == []
    tab.run()
    assert kept(watched) == [f"patient?treatment={as_text(ada.treatment_id)}"]


def test_a_report_by_phone(watched, ada):
    tab = open_page(watched.clinician.session, "patient", **of_treatment(ada), enter="report")
    tab.selectbox(key=f"for_day_{as_text(ada.treatment_id)}").select(7).run()
    tab.pills(key="noticed").set_value(["redness", "itching"]).run()
    tab.segmented_control(key="severity_redness").set_value(Severity.MODERATE)
    tab.text_area(key="note").input("Itches at night")
    interrupted(watched, watched.clinician, tab, "enter_this_report")
    tab = back(watched, watched.clinician, "patient", **of_treatment(ada), enter="report")
    assert tab.selectbox(key=f"for_day_{as_text(ada.treatment_id)}").value == 7
    assert tab.pills(key="noticed").value == ["redness", "itching"]
    assert tab.segmented_control(key="severity_redness").value is Severity.MODERATE
    assert tab.text_area(key="note").value == "Itches at night"
    tab.segmented_control(key="severity_itching").set_value(Severity.MILD).run()
    tab.button(key="enter_this_report").click().run()
    assert "The report of day 7 is entered." in said(tab)
    assert "What you had typed is back" not in said(tab)


def test_why_a_recovery_can_be_closed(watched, ada):
    key = f"closing_note_{as_text(ada.treatment_id)}"
    tab = open_page(watched.clinician.session, "patient", **of_treatment(ada))
    tab.text_area(key=key).input("Healed well")
    interrupted(watched, watched.clinician, tab, "close_treatment")
    tab = back(watched, watched.clinician, "patient", **of_treatment(ada))
    assert "why the recovery can be closed" in said(tab)
    assert tab.text_area(key=key).value == "Healed well"


def test_the_note_of_a_step_on_the_worklist(watched, ada):
    row = {"row": as_text(ada.treatment_id), "step": "close"}
    key = f"attending_note_{row['row']}"
    tab = open_page(watched.clinician.session, "worklist", **row)
    tab.text_area(key=key).input("Reached her")
    screen = interrupted(watched, watched.clinician, tab, "attending_send")
    assert screen == f"worklist?row={row['row']}"
    assert back(watched, watched.clinician, "worklist", **row).text_area(key=key).value == "Reached her"


def test_a_patient_about_to_be_enrolled(practice):
    tab = open_page(practice.clinician.session, "people", enrol="yes")
    tab.text_input(key="patient_name").input("Vera New")
    tab.text_input(key="patient_contact").input("555 0199")
    tab.number_input(key="patient_year").set_value(1970)
    interrupted(practice, practice.clinician, tab, "enrol_patient")
    tab = back(practice, practice.clinician, "people", enrol="yes")
    assert tab.text_input(key="patient_name").value == "Vera New"
    assert tab.text_input(key="patient_contact").value == "555 0199"
    assert tab.number_input(key="patient_year").value == 1970
    tab.button(key="discard_given_back").click().run()
    assert not tab.exception
    assert tab.text_input(key="patient_name").value == ""
    assert "What you had typed is back" not in said(tab)


def areas(tab, form, treatment_id):
    return tab.button_group(key=f"{form}_areas_{as_text(treatment_id)}")


def on_people(patient):
    return {"patient": as_text(patient.patient.patient_id)}


@pytest.mark.parametrize(("page", "query"), [("people", on_people), ("patient", of_treatment)])
def test_a_correction_on_its_way(page, query, watched, ada):
    of = as_text(ada.treatment_id)
    tab = open_page(watched.clinician.session, page, **query(ada))
    tab.session_state[f"correct_{of}"] = True
    tab.run()
    earlier = ada.treatment.procedure - timedelta(days=2)
    tab.date_input(key=f"corrected_date_{of}").set_value(earlier).run()
    interrupted(watched, watched.clinician, tab, f"do_correct_{of}")
    tab = back(watched, watched.clinician, page, **query(ada))
    assert "What you had typed is back: the correction" in said(tab)
    assert tab.date_input(key=f"corrected_date_{of}").value == earlier
    tab.button(key="discard_given_back").click().run()
    assert (tab.exception.values, f"corrected_date_{of}" in keys(tab)) == ([], False)
    tab.session_state[f"correct_{of}"] = True
    assert tab.run().date_input(key=f"corrected_date_{of}").value == ada.treatment.procedure


def test_a_treatment_about_to_be_added(practice, patient):
    of = patient.patient.patient_id
    tab = open_page(practice.clinician.session, "people", **on_people(patient))
    areas(tab, "added", of).set_value(["hands"])
    tab.selectbox(key=f"added_method_{as_text(of)}").set_value("laser")
    interrupted(practice, practice.clinician, tab, "add_treatment_button")
    tab = back(practice, practice.clinician, "people", **on_people(patient))
    assert areas(tab, "added", of).value == ["hands"]
    assert tab.selectbox(key=f"added_method_{as_text(of)}").value == "laser"
    tab.button(key="discard_given_back").click().run()
    assert (tab.exception.values, areas(tab, "added", of).value) == ([], [])


def test_the_reason_of_a_change_of_the_guidance(practice):
    change = {"change": "band/laser/redness"}
    tab = open_page(practice.manager.session, "guidance", **change)
    tab.number_input(key="guidance_to_day").set_value(12)
    tab.button(key="guidance_try").click().run()
    tab.text_area(key="guidance_reason").set_value("Our own count")
    interrupted(practice, practice.manager, tab, "guidance_save")
    tab = back(practice, practice.manager, "guidance", **change)
    assert tab.number_input(key="guidance_to_day").value == 12
    tab.button(key="guidance_try").click().run()
    assert tab.text_area(key="guidance_reason").value == "Our own count"


def test_entries_of_the_clinic_come_back_and_undo_nothing_that_a_colleague_changed(practice):
    tab = open_page(practice.manager.session, "administration", part="Clinic")
    tab.text_input(key="clinic_entry_name").input("Corner")
    interrupted(practice, practice.manager, tab, "save_clinic")
    clinic_settings.change_clinic(practice.office, {"phone": "112"}, now=practice.now)
    tab = back(practice, practice.manager, "administration", part="Clinic")
    assert tab.text_input(key="clinic_entry_name").value == "Corner"
    tab.button(key="save_clinic").click().run()
    assert practice.office.the_clinic() == replace(practice.clinic, name="Corner", phone="112")
    assert "What you had typed is back" not in said(tab)


def test_the_same_entry_of_the_clinic_is_not_put_over_a_colleagues(practice):
    tab = open_page(practice.manager.session, "administration", part="Clinic")
    tab.text_input(key="clinic_entry_phone").input("911")
    interrupted(practice, practice.manager, tab, "save_clinic")
    clinic_settings.change_clinic(practice.office, {"phone": "112"}, now=practice.now)
    tab = back(practice, practice.manager, "administration", part="Clinic")
    tab.button(key="save_clinic").click().run()
    assert "Somebody else changed this" in tab.error[0].value
    assert practice.office.the_clinic() == replace(practice.clinic, phone="112")
    tab.button(key="discard_given_back").click().run()
    assert (tab.exception.values, tab.text_input(key="clinic_entry_phone").value) == ([], "112")


def test_a_form_that_nothing_was_changed_in_is_not_kept(practice):
    for query in ({"part": "Clinic"}, {"account": as_text(practice.clinician.subject_id)}):
        visitor = replace(practice.manager, session=again(practice, practice.manager))
        tab = open_page(visitor.session, "administration", **query)
        end(practice, visitor)
        tab.run()
        assert kept(practice) == []


def test_an_account_on_its_way_comes_back_and_undoes_nothing_that_a_colleague_changed(practice):
    of, both = practice.clinician.subject_id, [Role.CLINICIAN, Role.MANAGER]
    key, query = as_text(of), {"account": as_text(of)}
    tab = open_page(practice.manager.session, "administration", **query)
    tab.text_input(key=f"account_login_{key}").input("other@example.com")
    tab.pills(key=f"account_roles_{key}").set_value(both)
    interrupted(practice, practice.manager, tab, "save_account")
    tab = back(practice, practice.manager, "administration", **query)
    assert tab.text_input(key=f"account_login_{key}").value == "other@example.com"
    assert tab.pills(key=f"account_roles_{key}").value == both
    seen = StaffEntry("Cleo Clinician", "clinician@example.com", frozenset({Role.CLINICIAN}))
    staff_accounts.change(
        practice.office, practice.manager, account_id=of, entry=replace(seen, name="Clea"), seen=seen, now=practice.now
    )
    tab.button(key="save_account").click().run()
    assert "Somebody else changed this account" in tab.error[0].value
    assert tab.text_input(key=f"account_name_{key}").value == "Clea"
    assert tab.text_input(key=f"account_login_{key}").value == "clinician@example.com"
    tab.button(key="save_account").click().run()
    assert staff_accounts.one(practice.office, practice.manager, account_id=of, now=practice.now).entry == replace(
        seen, name="Clea"
    )


def test_a_click_on_another_screen_keeps_what_was_typed_on_this_one(watched, ada):
    tab = open_page(watched.clinician.session, "patient", **of_treatment(ada))
    tab.text_area(key=f"note_{as_text(ada.treatment_id)}").input("half a wo")
    end(watched, watched.clinician)
    tab.query_params.clear()
    tab.switch_page(str(file_of("people"))).run()
    assert kept(watched) == [f"patient?treatment={as_text(ada.treatment_id)}"]


@pytest.mark.parametrize("nothing", ["", "   ", "\n"])
def test_where_nothing_was_typed_nothing_is_kept(nothing, watched, ada):
    tab = open_page(watched.clinician.session, "patient", **of_treatment(ada))
    tab.text_area(key=f"note_{as_text(ada.treatment_id)}").input(nothing)
    end(watched, watched.clinician)
    tab.run()
    assert kept(watched) == []


def test_a_session_that_a_manager_ended_gets_nothing_more_and_keeps_nothing(watched, ada):
    tab = open_page(watched.clinician.session, "patient", **of_treatment(ada))
    tab.text_area(key=f"note_{as_text(ada.treatment_id)}").input("half a wo")
    with watched.office.store.writing() as db:
        db.conn.execute("DELETE FROM session WHERE token_hash = ?", (watched.clinician.session,))
    tab.button(key="write_note").click().run()
    assert (kept(watched), keys(tab), said(tab)) == ([], set(), "")


def test_a_database_that_cannot_be_written_leads_out_all_the_same(watched, ada, locked):
    tab = open_page(watched.clinician.session, "patient", **of_treatment(ada))
    tab.text_area(key=f"note_{as_text(ada.treatment_id)}").input("half a wo")
    end(watched, watched.clinician)
    with locked():
        tab.run()
    assert (tab.exception.values, said(tab)) == ([], "")
