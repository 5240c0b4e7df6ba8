"""Alerts that are not what the reports say are found, and restored without losing what people did."""

from datetime import timedelta

import pytest

from recovery.domain.alerts import Step
from recovery.domain.handling import How, Move
from recovery.services.alerts import attending
from recovery.services.alerts.evaluating import evaluate
from recovery.services.rebuilding import rebuild, verify
from recovery.store import alerts


@pytest.fixture
def patient(watched):
    """Severe on day 2; a clinician has spoken to the patient."""
    patient = watched.enrol(days_ago=3)
    watched.report(patient, 2, itching=3)
    watched.report(patient, 3, itching=2)
    (alert,) = kept(watched, patient)
    reached = Move(Step.CONTACTED, how=How.PHONE)
    attending.attend(watched.office, watched.clinician, seen={alert.alert_id: 1}, move=reached, now=watched.now)
    return patient


def kept(practice, who):
    with practice.office.store.reading() as db:
        return alerts.of_treatment(db, 1, who.treatment_id, practice.office.guide.catalogue)


def life(practice, who):
    with practice.office.store.reading() as db:
        found = alerts.events_of_treatment(db, 1, who.treatment_id)
    return [event for events in found.values() for event in events]


def found(practice):
    differences = verify(practice.office.store, practice.office.guide)
    return [(one.treatment_id, one.tables) for one in differences]


def restore(practice):
    rebuild(practice.office.store, practice.office.guide)
    evaluate(practice.office, now=practice.now, everything=True)


def tamper(practice, sql):
    with practice.office.store.writing() as db:
        for statement in sql.split(";"):
            db.conn.execute(statement)


EVIDENCE = "UPDATE alert SET evidence = replace(evidence, '[[2,3,2,3,'"


def test_alerts_that_the_reports_made_are_what_they_say(watched, patient):
    assert found(watched) == []


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param(f"{EVIDENCE}, '[[2,3,2,4,')", id="another severity"),
        pytest.param(f"{EVIDENCE}, '[[9,3,9,3,')", id="another day"),
        pytest.param("UPDATE alert SET level = 1", id="another level than its evidence gives"),
        pytest.param("UPDATE alert SET severity = 0", id="another severity than its evidence gives"),
        pytest.param("UPDATE alert SET side_effect = 1", id="another side effect"),
    ],
)
def test_what_the_reports_do_not_say_is_found_and_restored(watched, patient, sql):
    (before,), steps = kept(watched, patient), life(watched, patient)
    tamper(watched, sql)
    assert [(who, "alert" in tables) for who, tables in found(watched)] == [(patient.treatment_id, True)]
    restore(watched)
    assert found(watched) == []
    assert set(steps) <= set(life(watched, patient))
    standing = [alert for alert in kept(watched, patient) if alert.stands]
    assert [(alert.rule, alert.side_effect, alert.in_force) for alert in standing] == [
        (before.rule, before.side_effect, before.in_force)
    ]


def test_an_alert_that_is_gone_is_found_and_opened_again(watched, patient):
    tamper(watched, "DELETE FROM alert_event; DELETE FROM alert")
    assert found(watched) == [(patient.treatment_id, ("alert",))]
    restore(watched)
    assert found(watched) == []
    assert [event.step for event in life(watched, patient)] == [Step.OPENED]


def test_what_only_time_will_bring_is_no_difference(watched, patient):
    assert found(watched) == []
    assert evaluate(watched.office, now=watched.now + timedelta(days=9)).opened > 0
    assert found(watched) == []


def test_nothing_is_missed_where_nobody_watches(practice):
    patient = practice.enrol(days_ago=3)
    practice.report(patient, 3, itching=4)
    assert found(practice) == []
