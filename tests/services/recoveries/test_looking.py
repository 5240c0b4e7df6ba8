"""What a clinician finds, and what came in since they last looked."""

from datetime import timedelta

import pytest

from recovery.domain.alerts import Step
from recovery.domain.catalogue import Severity
from recovery.domain.handling import Move
from recovery.domain.news import Moved, News
from recovery.domain.notes import NoteEntry
from recovery.domain.report import Draft
from recovery.services.alerts import attending
from recovery.services.recoveries import looking, noting, reporting

HOUR = timedelta(hours=1)


@pytest.fixture
def patient(watched):
    """On day 9, redness past its band since day 8."""
    patient = watched.enrol(days_ago=9)
    watched.report(patient, 8, redness=1)
    return patient


@pytest.fixture
def look(watched, patient):
    return lambda visitor, now: looking.look(watched.office, visitor, treatment_id=patient.treatment_id, now=now)


def record(practice, patient, now):
    return looking.record(practice.office, practice.clinician, treatment_id=patient.treatment_id, now=now)


def test_each_looks_for_themselves(watched, patient, look, now):
    bea = watched.colleague()

    def last_looks():
        key = {"treatment_id": patient.treatment_id, "now": now}
        return [looking.record(watched.office, who, **key).last_look for who in (watched.clinician, bea)]

    assert last_looks() == [None, None]
    look(watched.clinician, now)
    look(watched.clinician, now + HOUR)
    assert last_looks() == [now + HOUR, None]
    look(bea, now)
    assert last_looks() == [now + HOUR, now]
    with watched.office.store.reading() as db:
        sql = "SELECT actor FROM audit WHERE action = 'opened a patient' AND subject = ? ORDER BY seq"
        who = [row["actor"] for row in db.conn.execute(sql, (f"treatment:{patient.treatment_id}",)).fetchall()]
    mine, beas = f"staff:{watched.clinician.subject_id}", f"staff:{bea.subject_id}"
    assert set(who) == {mine, beas}


def test_what_comes_in_while_a_page_is_drawn_is_news_at_the_next_look(watched, patient, look, now):
    shown = record(watched, patient, now)
    watched.report(patient, 9, now=now + timedelta(seconds=1), redness=3)
    look(watched.clinician, shown.read_at)
    found = record(watched, patient, now + HOUR)
    assert found.news(found.last_look, reader=watched.clinician.subject_id).days == (9,)


def test_what_came_in_since(watched, patient, look, now):
    bea = watched.colleague()
    look(watched.clinician, now)
    watched.report(patient, 9, now=now + HOUR, redness=2)
    (alert, *_) = record(watched, patient, now).open_alerts
    attending.attend(
        watched.office, bea, seen={alert.alert_id: alert.version}, move=Move(Step.ACKNOWLEDGED), now=now + HOUR
    )  # fmt: skip
    note = noting.write_note(
        watched.office, bea, treatment_id=patient.treatment_id, entry=NoteEntry("call", "x", day=9), now=now + HOUR
    )
    found = record(watched, patient, now + 2 * HOUR).news(now, reader=watched.clinician.subject_id)
    assert (found.days, found.notes) == ((9,), (note,))
    assert found.moved == (Moved("redness", Severity.MILD, Severity.MODERATE),)
    assert [(event.step, event.account_id) for _, event in found.steps][-1] == (Step.ACKNOWLEDGED, bea.subject_id)
    assert not record(watched, patient, now).news(now + 2 * HOUR, reader=watched.clinician.subject_id)


def test_what_one_did_oneself_is_no_news(watched, patient, now):
    me = watched.clinician
    (alert, *_) = record(watched, patient, now).open_alerts
    later, treatment = now + HOUR, {"treatment_id": patient.treatment_id, "now": now}
    attending.attend(
        watched.office, me, seen={alert.alert_id: alert.version}, move=Move(Step.ACKNOWLEDGED), now=later
    )  # fmt: skip
    noting.write_note(watched.office, me, **treatment, entry=NoteEntry("note", "x", day=9))
    found = record(watched, patient, later)
    assert found.news(later, reader=me.subject_id) == News()
    assert found.news(later, reader=1)


def test_a_changed_report_is_news(watched, patient, now):
    watched.report(patient, 8, now=now + HOUR, redness=0)
    found = record(watched, patient, now + HOUR).news(now + HOUR, reader=1)
    assert found.days == (8,)
    assert found.moved == (Moved("redness", Severity.MILD, Severity.NONE),)
    assert Step.TAKEN_BACK in [event.step for _, event in found.steps]


def test_alerts_stand_by_level_then_age(watched, patient, now):
    draft = Draft(9, {"redness": 3}, {"redness": "face"}, red_flags=("pus",))
    reporting.submit(
        watched.office, patient.visitor, treatment_id=patient.treatment_id, draft=draft, now=now
    )  # fmt: skip
    found = record(watched, patient, now)
    levels = [alert.level for alert in found.open_alerts]
    assert levels == sorted(levels, reverse=True)
    assert found.open_alerts[0].rule == "red_flag"
    assert found.past_alerts == []


def test_a_practice_that_does_not_watch_has_no_alerts(practice, now):
    patient = practice.enrol(days_ago=9)
    practice.report(patient, 8, redness=4)
    found = record(practice, patient, now)
    assert (found.alerts, found.events, found.open_alerts) == ((), {}, [])
