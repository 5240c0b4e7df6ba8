"""What a clinician does on a patient's page: alerts, notes, a visit, a report by phone, and the end."""

import re
import time
from datetime import UTC, datetime, timedelta

import pytest

from recovery.domain.alerts import Step
from recovery.domain.catalogue import Severity
from recovery.domain.handling import Move
from recovery.domain.identifiers import as_text
from recovery.domain.notes import LONGEST_NOTE, NoteEntry
from recovery.domain.report import Draft
from recovery.services.alerts import attending
from recovery.services.people import closing
from recovery.services.recoveries import looking, noting, reporting
from recovery.ui.components.patient import courses as patient_courses
from tests.pages.conftest import keys, labels, of_treatment, open_page, said

HOSTILE = "</p></article><script>alert(1)</script> **x** :red[y] [z](http://evil.example) שלום"
ESCAPED = "&lt;/p&gt;&lt;/article&gt;&lt;script&gt;alert(1)&lt;/script&gt; **x** :red[y] [z](http://evil.example) שלום"


@pytest.fixture
def patient(watched):
    """On day 9: redness past its band since day 8, a warning sign and the wish for a call today."""
    patient = watched.enrol(days_ago=9)
    watched.report(patient, 8, redness=1)
    draft = Draft(9, {"redness": 1}, red_flags=("pus",), wants_call=True, note=HOSTILE)
    reporting.submit(
        watched.office, patient.visitor, treatment_id=patient.treatment_id, draft=draft, now=watched.now
    )  # fmt: skip
    return patient


@pytest.fixture
def see(watched):
    return lambda who, visitor=None: open_page((visitor or watched.clinician).session, "patient", **of_treatment(who))


@pytest.fixture
def record(watched, patient):
    return lambda: looking.record(
        watched.office, watched.clinician, treatment_id=patient.treatment_id, now=watched.now
    )  # fmt: skip


def test_open_alerts_say_why_since_when_who_and_by_which_guidance(see, patient, record):
    tab = see(patient)
    shown = said(tab)
    assert {f"alert_{as_text(alert.alert_id)}" for alert in record().open_alerts} <= keys(tab)
    assert len(record().open_alerts) == 3
    assert "Warning sign today: pus, oozing or a bad smell" in shown
    assert "Redness mild today, 2 days past its band" in shown
    assert shown.count(f"Day 9: “{ESCAPED}”") == 1
    assert "nobody has it yet" in shown
    assert "Day 8: Redness mild yesterday, 1 day past its band (by guidance 1, band to day 7)" in shown
    assert "Opened by the reports" in shown


def test_the_banners_do_not_say_again_what_an_alert_says(see, patient):
    tab = see(patient)
    assert not tab.error
    assert {warning.proto.title for warning in tab.warning} <= {""}


def test_where_nobody_watches_there_are_banners_and_no_alerts(practice, see):
    with practice.office.store.writing() as db:
        db.conn.execute("UPDATE clinic SET watched = 0")
    patient = practice.enrol(days_ago=9)
    draft = Draft(9, red_flags=("pus",), wants_call=True)
    reporting.submit(
        practice.office, patient.visitor, treatment_id=patient.treatment_id, draft=draft, now=practice.now
    )  # fmt: skip
    tab = see(patient)
    assert (tab.error[0].proto.title, tab.warning[0].proto.title) == ("Warning sign", "Asked for a call")
    assert "does not watch reports" in said(tab)
    assert "Alerts" not in [header.value for header in tab.header]


def test_one_tap_takes_all_alerts_and_one_takes_it_back(see, patient, record):
    tab = see(patient)
    tab.button(key="take_all").click().run()
    assert {alert.holding.account_id for alert in record().alerts} == {_me(record)}
    assert "Taken for Ada Example" in said(tab)
    assert "Cleo Clinician has it" in said(tab)
    tab.button(key="take_back").click().run()
    assert {alert.holding.account_id for alert in record().alerts} == {None}
    assert "Cleo Clinician took back" in said(tab)


def test_a_lone_alert_has_its_steps_in_its_card(see, watched):
    alone = watched.enrol(days_ago=9)
    draft = Draft(9, red_flags=("pus",))
    reporting.submit(watched.office, alone.visitor, treatment_id=alone.treatment_id, draft=draft, now=watched.now)
    tab = see(alone)
    assert tab.button(key="take_all").label == "I take it"
    assert "With this one" not in [menu.label for menu in tab.menu_button]
    in_order = [getattr(each, "key", None) or getattr(each, "value", "") for each in tab.main]
    said_at = next(at for at, each in enumerate(in_order) if "Warning sign today" in str(each) and "badge" in str(each))
    assert said_at < in_order.index("take_all")


def _me(record):
    return next(account for account, name in record().staff.items() if name == "Cleo Clinician")


def test_the_second_of_two_clinicians_is_told(see, watched, patient, record):
    mine, beas = see(patient), see(patient, watched.colleague())
    beas.button(key="take_all").click().run()
    taken = record().alerts
    mine.button(key="take_all").click().run()
    assert "Bea Noor was quicker" in mine.warning[0].value
    assert record().alerts == taken
    assert "Bea Noor has it" in said(mine)


def test_past_alerts_are_folded_read_on_demand_and_opened_again_with_a_note(see, watched, patient, record):
    seen = {alert.alert_id: alert.version for alert in record().open_alerts}
    attending.attend(
        watched.office, watched.clinician, seen=seen, move=Move(Step.CLOSED, note=HOSTILE), now=watched.now
    )  # fmt: skip
    tab, key = see(patient), of_treatment(patient)["treatment"]
    assert "No alert is open." in said(tab)
    assert "alert(1)" not in said(tab).replace(ESCAPED, "")  # only where the patient wrote it
    tab.session_state[f"past_alerts_{key}"] = True
    tab.run()
    assert f"Cleo Clinician closed it: {ESCAPED}" in said(tab)
    tab.button(key=f"reopen_{key}").click().run()
    assert "opening it again needs one" in tab.error[0].value
    tab.text_area(key=f"reopening_note_{key}").input("It came back.").run()
    tab.button(key=f"reopen_{key}").click().run()
    assert len(record().open_alerts) == 1
    assert not tab.exception


def test_the_page_says_what_is_new_since_the_last_look(see, watched, patient):
    assert "Your first look at this recovery." in said(see(patient))
    bea = watched.colleague()
    noting.write_note(
        watched.office, bea, treatment_id=patient.treatment_id, entry=NoteEntry("call", "x", day=9),
        now=watched.now + timedelta(minutes=1),
    )  # fmt: skip
    tab = see(patient)
    assert "**Since you looked on " in said(tab)
    assert "1 note by Bea Noor." in said(tab)
    tab.run()
    assert "1 note by Bea Noor." in said(tab), "running the page again is no new look"
    with watched.office.store.reading() as db:
        sql = "SELECT count(*) FROM audit WHERE action = 'opened a patient' AND subject LIKE 'treatment:%'"
        assert db.conn.execute(sql).fetchone()[0] == 2  # enrolling opened the person


def test_nothing_new_is_said_too(see, watched, patient):
    see(patient)
    with watched.office.store.writing() as db:
        db.conn.execute("UPDATE look SET looked_at = '2099-01-01T00:00:00Z'")
    assert "Nothing new since you looked on " in said(see(patient))


def test_what_comes_in_while_the_page_is_drawn_is_new_at_the_next_look(see, watched, patient, monkeypatch):
    def meanwhile(*shown):
        watched.report(patient, 7, now=datetime.now(UTC), redness=2)
        time.sleep(1)  # looks are kept to the second
        draw(*shown)

    draw = patient_courses.patient_courses
    with monkeypatch.context() as once:
        once.setattr(patient_courses, "patient_courses", meanwhile)
        assert not see(patient).exception
    assert re.search(r"looked on .*reports? \(days? 7", said(see(patient)).replace("\\", ""))


def test_a_page_that_cannot_keep_the_look_is_shown_all_the_same(see, patient, locked):
    see(patient)  # the server has opened the database before
    with locked():
        tab = see(patient)
    assert tab.title[0].value == "Ada Example"
    assert not tab.error
    assert labels(tab)[-1] == "The patient's details and personal link"
    assert "you looked on" in said(tab)


def test_a_note_is_written_once_and_stands_as_it_was_typed(see, patient, record):
    tab, key = see(patient), of_treatment(patient)["treatment"]
    tab.segmented_control(key=f"kind_{key}").set_value("call").run()
    tab.text_area(key=f"note_{key}").input(HOSTILE).run()
    tab.button(key="write_note").click().run()
    (note,) = record().notes
    assert (note.kind, note.text, note.day) == ("call", HOSTILE, 9)
    assert said(tab).count(ESCAPED) == 4, "the clinician's; the patient's in its report, among the notes, by its alert"
    assert HOSTILE not in said(tab)
    assert tab.text_area(key=f"note_{key}").value == ""


@pytest.mark.parametrize(("text", "says"), [("", "The note is empty"), ("x" * (LONGEST_NOTE + 1), "4,000 fit")])
def test_a_note_that_cannot_be_stays_in_the_field(text, says, see, *, patient, record):
    tab, key = see(patient), of_treatment(patient)["treatment"]
    tab.text_area(key=f"note_{key}").input(text).run()
    tab.button(key="write_note").click().run()
    assert says in tab.error[0].value
    assert tab.text_area(key=f"note_{key}").value == text
    assert record().notes == ()


def test_what_is_typed_about_one_patient_is_not_there_for_the_next(see, watched, patient):
    other = watched.enrol(name="Bea Other")
    tab = see(patient)
    tab.text_area(key=f"note_{of_treatment(patient)['treatment']}").input("Half a word").run()
    tab.query_params["treatment"] = of_treatment(other)["treatment"]
    tab.run()
    assert tab.title[0].value == "Bea Other"
    assert "Half a word" not in [area.value for area in tab.text_area]


def test_a_grade_at_a_visit_stands_in_the_notes_and_changes_no_course(see, patient, record):
    tab, key = see(patient), of_treatment(patient)["treatment"]
    before = record().recovery
    tab.segmented_control(key=f"kind_{key}").set_value("visit").run()
    tab.selectbox(key=f"graded_{key}").select("redness").run()
    tab.segmented_control(key=f"grade_{key}_redness").set_value(Severity.SEVERE).run()
    tab.selectbox(key=f"visit_day_{key}").select(8).run()
    tab.button(key="write_note").click().run()
    assert "Redness graded severe by clinician, at a visit" in said(tab)
    (note,) = record().notes
    assert (note.day, int(note.grade.severity)) == (8, 3)
    after = record().recovery
    assert (after.reports, after.findings) == (before.reports, before.findings)


def test_notes_are_found_by_their_words_over_all_treatments(see, watched, patient):
    write = {"treatment_id": patient.treatment_id, "now": watched.now}
    for text in ("José called back", "No answer", *(f"Note {n}" for n in range(6))):
        noting.write_note(watched.office, watched.clinician, **write, entry=NoteEntry("note", text, day=9))
    tab, key = see(patient), of_treatment(patient)["treatment"]
    assert sum(f"Note {n}" in said(tab) for n in range(6)) + ("José" in said(tab)) + ("No answer" in said(tab)) == 5
    tab.toggle(key=f"every_notes_{key}").set_value(True).run()
    assert all(text in said(tab) for text in ("José called back", "No answer", "Note 0"))
    tab.text_input(key=f"find_note_{key}").input("jose").run()
    assert "José called back" in said(tab)
    assert "No answer" not in said(tab)
    assert "None with these words." in said(tab)


def test_a_report_by_phone_is_entered_with_the_patients_form_and_marked(see, patient, record):
    tab, key = see(patient), of_treatment(patient)["treatment"]
    tab.button(key="enter_report").click().run()
    assert tab.title[0].value == "Report by phone: Ada Example"
    assert tab.text_area(key="note").value == HOSTILE, "begins with what was reported for the day"
    tab.selectbox(key=f"for_day_{key}").select(7).run()
    assert tab.text_area(key="note").value == ""
    tab.pills(key="noticed").set_value(["redness"]).run()
    tab.button(key="enter_this_report").click().run()
    assert "say how bad it was" in tab.error[0].value
    tab.segmented_control(key="severity_redness").set_value(Severity.MODERATE).run()
    tab.button(key="enter_this_report").click().run()
    assert tab.title[0].value == "Ada Example"
    assert "The report of day 7 is entered." in said(tab)
    assert record().recovery.reports[7].entered_by == _me(record)
    assert said(tab).count("entered by Cleo Clinician") == 1


def test_what_was_typed_by_phone_stays_when_the_day_is_put_right(see, patient, watched):
    tab, key = see(patient), of_treatment(patient)["treatment"]
    tab.button(key="enter_report").click().run()
    tab.selectbox(key=f"for_day_{key}").select(6).run()
    tab.text_area(key="note").input("Told me so.").run()
    tab.selectbox(key=f"for_day_{key}").select(5).run()
    assert tab.text_area(key="note").value == "Told me so."
    tab.query_params["treatment"] = of_treatment(watched.enrol(name="Bea Other"))["treatment"]
    tab.run()
    assert tab.title[0].value == "Report by phone: Bea Other"
    assert tab.text_area(key="note").value == ""
    tab.button(key="leave_report").click().run()
    assert tab.title[0].value == "Bea Other"


@pytest.mark.parametrize(("days_ago", "closed"), [(-2, False), (3, True)], ids=["before the procedure", "closed"])
def test_no_report_is_offered_where_none_is_taken(days_ago, closed, see, *, watched):
    patient = watched.enrol(days_ago=days_ago)
    if closed:
        closing.close_treatment(
            watched.office, watched.clinician, treatment_id=patient.treatment_id, now=watched.now
        )  # fmt: skip
    assert "enter_report" not in keys(see(patient))
    tab = open_page(watched.clinician.session, "patient", **of_treatment(patient), enter="report")
    assert "takes no report now" in said(tab)
    assert "enter_this_report" not in keys(tab)


def test_closing_says_what_is_open_and_asks_why(see, patient, record):
    tab, key = see(patient), of_treatment(patient)["treatment"]
    assert "Still open: 3 alerts." in tab.warning[0].value
    tab.button(key="close_treatment").click().run()
    assert "closing needs one" in tab.error[0].value
    tab.text_area(key=f"closing_note_{key}").input("All well.").run()
    tab.button(key="close_treatment").click().run()
    assert record().open_alerts == []
    assert "Past alerts: 3" in said(tab)
    tab.button(key="reopen_treatment").click().run()
    assert record().open_alerts == []
    assert record().recovery.treatment.closed_on is None
