"""Closing a recovery, with and without alerts that are still open."""

from datetime import timedelta

import pytest

from recovery.domain.alerts import State, Step
from recovery.domain.handling import Move
from recovery.domain.report import Draft
from recovery.domain.rules import Rule
from recovery.errors import Conflict, InvalidInput
from recovery.services.alerts import attending
from recovery.services.alerts.evaluating import evaluate
from recovery.services.people import closing
from recovery.services.recoveries import looking, reporting
from recovery.services.recoveries.reviewing import own_recovery, patients_list


@pytest.fixture
def alarming(watched):
    """Someone with three open alerts."""
    patient = watched.enrol()
    draft = Draft(3, {"redness": 3}, {"redness": "face"}, red_flags=("pus",), wants_call=True)
    reporting.submit(
        watched.office, patient.visitor, treatment_id=patient.treatment_id, draft=draft, now=watched.now
    )  # fmt: skip
    return patient


def record(practice, patient):
    return looking.record(practice.office, practice.clinician, treatment_id=patient.treatment_id, now=practice.now)


def close(practice, patient, **more):
    closing.close_treatment(
        practice.office, practice.clinician, treatment_id=patient.treatment_id, now=practice.now, **more
    )


def seen(practice, patient):
    return {alert.alert_id: alert.version for alert in record(practice, patient).open_alerts}


def trail(practice):
    """What was done, but for looking."""
    sql = "SELECT action FROM audit WHERE action <> 'opened a patient' ORDER BY seq"
    with practice.office.store.reading() as db:
        return [row[0] for row in db.conn.execute(sql).fetchall()]


def test_a_closed_recovery_leaves_the_list_and_takes_no_reports_until_it_is_opened_again(practice):
    patient = practice.enrol()
    today = practice.clinic.today(practice.now)

    def state():
        shown = patients_list(practice.office, practice.clinician, page=1, now=practice.now)
        own = own_recovery(practice.office, patient.visitor, treatment_id=patient.treatment_id, now=practice.now)
        return shown.total, own.treatment.closed_on

    close(practice, patient)
    assert state() == (0, today)
    with pytest.raises(InvalidInput, match="closed this recovery"):
        practice.report(patient, 3, redness=1)
    closing.reopen_treatment(
        practice.office, practice.clinician, treatment_id=patient.treatment_id, now=practice.now
    )  # fmt: skip
    assert state() == (1, None)
    assert practice.report(patient, 3, redness=1).report.day == 3


def test_open_alerts_are_closed_with_the_recovery_and_its_note(watched, alarming):
    waiting = seen(watched, alarming)
    close(watched, alarming, seen=waiting, note="Went to the hospital; they take over.")
    after = record(watched, alarming)
    assert (after.open_alerts, {alert.alert_id for alert in after.past_alerts}) == ([], set(waiting))
    last = [events[-1] for events in after.events.values()]
    assert [(event.step, event.note) for event in last] == [
        (Step.CLOSED, "Went to the hospital; they take over.")
    ] * len(waiting)
    assert trail(watched)[-len(waiting) - 1 :] == ["alert: closed"] * len(waiting) + ["closed a treatment"]


def test_opening_it_again_leaves_its_alerts_closed(watched, alarming):
    close(watched, alarming, seen=seen(watched, alarming), note="Over.")
    closing.reopen_treatment(
        watched.office, watched.clinician, treatment_id=alarming.treatment_id, now=watched.now
    )  # fmt: skip
    assert {alert.holding.state for alert in record(watched, alarming).alerts} == {State.CLOSED}


@pytest.mark.parametrize(
    ("sees", "note", "error", "says"),
    [
        pytest.param(lambda now: now, "", InvalidInput, "closing needs one", id="no note"),
        pytest.param(lambda _: {}, "Over.", Conflict, "changed since you saw them", id="alerts came"),
        pytest.param(lambda now: {k: v - 1 for k, v in now.items()}, "Over.", Conflict, "changed", id="one changed"),
        pytest.param(lambda now: now | {7: 1}, "Over.", Conflict, "changed", id="one is gone"),
    ],
)
def test_what_was_not_seen_or_said_keeps_a_recovery_open(sees, note, error, says, *, watched, alarming):
    before = trail(watched)
    with pytest.raises(error, match=says):
        close(watched, alarming, seen=sees(seen(watched, alarming)), note=note)
    after = record(watched, alarming)
    assert (after.recovery.treatment.closed_on, after.past_alerts, trail(watched)) == (None, [], before)


def test_the_second_to_close_is_told_and_changes_nothing(watched, alarming):
    waiting = seen(watched, alarming)
    close(watched, alarming, seen=waiting, note="Over.")
    before = trail(watched)
    with pytest.raises(Conflict, match=r"Somebody has closed this recovery already\..*no note of yours was kept"):
        close(watched, alarming, seen=waiting, note="Mine.")
    assert trail(watched) == before


def test_no_alert_is_opened_again_while_its_recovery_is_closed(watched, alarming):
    close(watched, alarming, seen=seen(watched, alarming), note="Over.")
    closed = {alert.alert_id: alert.version for alert in record(watched, alarming).past_alerts}
    told = {"seen": closed, "now": watched.now}
    again = {"move": Move(Step.REOPENED, note="Not over."), **told}
    for attempt in (
        lambda: attending.attend(watched.office, watched.clinician, **again),
        lambda: attending.take_back(watched.office, watched.clinician, **told),
    ):
        with pytest.raises(Conflict, match="Open the recovery again first"):
            attempt()
    assert record(watched, alarming).open_alerts == []
    closing.reopen_treatment(
        watched.office, watched.clinician, treatment_id=alarming.treatment_id, now=watched.now
    )  # fmt: skip
    attending.attend(watched.office, watched.clinician, **again)
    assert len(record(watched, alarming).open_alerts) == len(closed)


@pytest.mark.parametrize(
    ("reopened", "silent"),
    [
        pytest.param(0, True, id="on the same day: as if it had never been closed"),
        pytest.param(1, False, id="on the next day: the days before are due no more"),
        pytest.param(8, False, id="long after: none of the days when it took no reports"),
    ],
)
def test_no_report_is_missed_of_the_days_while_it_was_closed(reopened, silent, watched):
    patient = watched.enrol(days_ago=3)
    watched.report(patient, 3, redness=2)
    who, closes = {"treatment_id": patient.treatment_id}, watched.now + timedelta(days=2)
    opens = closes + timedelta(days=reopened)
    closing.close_treatment(watched.office, watched.clinician, **who, now=closes)
    closing.reopen_treatment(watched.office, watched.clinician, **who, now=opens)
    evaluate(watched.office, now=opens + timedelta(days=1))
    assert (Rule.SILENT in {alert.rule for alert in record(watched, patient).alerts}) is silent
    evaluate(watched.office, now=opens + timedelta(days=2))
    assert Rule.SILENT in {alert.rule for alert in record(watched, patient).alerts}


def test_the_trail_says_since_when_it_was_closed_before_and_after(practice):
    patient = practice.enrol()
    who, today = {"treatment_id": patient.treatment_id, "now": practice.now}, practice.clinic.today(practice.now)
    closing.close_treatment(practice.office, practice.clinician, **who)
    closing.reopen_treatment(practice.office, practice.clinician, **who)
    with practice.office.store.reading() as db:
        rows = db.conn.execute("SELECT details FROM audit ORDER BY seq DESC LIMIT 2").fetchall()
    day = today.isoformat()
    assert [row[0] for row in rows] == [f'{{"closed_on":["{day}",null]}}', f'{{"closed_on":[null,"{day}"]}}']


def test_opening_an_open_one_changes_nothing(practice):
    patient = practice.enrol(days_ago=3)
    before = trail(practice)
    closing.reopen_treatment(
        practice.office, practice.clinician, treatment_id=patient.treatment_id, now=practice.now + timedelta(days=2)
    )  # fmt: skip
    assert record(practice, patient).recovery.treatment == patient.treatment
    assert trail(practice) == before
