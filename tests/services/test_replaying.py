"""A demo's alerts are those that the same reports make when they are filed live, with an evaluation each night."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from recovery.domain.access import Role, Visitor
from recovery.domain.alerts import Step
from recovery.domain.clinic import Staff
from recovery.domain.identifiers import new_id
from recovery.domain.simulation.practice import Place, draw_practice
from recovery.domain.simulation.replaying import replay
from recovery.domain.simulation.watching import AFTER_MIDNIGHT, Watched
from recovery.services.alerts.evaluating import evaluate
from recovery.services.recoveries import reporting
from recovery.store import alerts, people, treatments
from tests.domain.test_simulation import as_draft

DAYS = 45
"""How far back the procedures go: a whole recovery, and some that were closed."""

NOON = time(12)


@pytest.fixture
def zone(watched):
    return ZoneInfo(watched.clinic.time_zone)


@pytest.fixture
def drawn(watched, zone):
    """The recent treatments of a demo of sixty patients, each with its patient."""
    until = watched.clinic.today(watched.now)
    place = Place(watched.office.guide.catalogue, zone, until, watched.now)
    clinicians = (Staff(watched.clinician.subject_id, watched.clinician.name),)
    enrolled = draw_practice(patients=60, seed=5, place=place, clinicians=clinicians, first_code="P-DEM00")
    return [(one.patient, each) for one in enrolled for each in one.treatments if each.treatment.day(until) < DAYS]


def enter(practice, drawn):
    with practice.office.store.writing() as db:
        for patient, followed in drawn:
            as_entered = replace(followed.treatment, closed_on=None, version=0)
            people.add_patients(db, [people.patient_row(1, patient, now=followed.entered_at)])
            treatments.add_treatments(db, 1, [treatments.treatment_row(1, as_entered, now=followed.entered_at)])


def live(practice, drawn, zone):
    """File everything when it came, evaluate after each midnight, and close at noon; in the order of time."""
    nights = [
        (_moment(practice, zone, AFTER_MIDNIGHT, ago=ago), partial(evaluate, practice.office))
        for ago in range(DAYS + 10)
    ]  # fmt: skip
    todo = [*nights, *(each for patient, followed in drawn for each in happenings(practice, patient, followed, zone))]
    for at, do in sorted(todo, key=lambda entry: entry[0]):
        if at <= practice.now:
            do(now=at)


def _moment(practice, zone, clock, *, ago):
    day = practice.clinic.today(practice.now) - timedelta(days=ago)
    return datetime.combine(day, clock, zone).astimezone(UTC)


def happenings(practice, patient, followed, zone):
    """What people do about a treatment, and when."""
    treatment = followed.treatment
    visitor = Visitor("", 1, patient.patient_id, patient.name, frozenset({Role.PATIENT}))
    for report in (*followed.replaced, *followed.reports):
        yield report.reported_at, partial(
            reporting.submit, practice.office, visitor, treatment_id=treatment.treatment_id, draft=as_draft(report)
        )  # fmt: skip
    if treatment.closed_on is not None:
        yield datetime.combine(treatment.closed_on, NOON, zone).astimezone(UTC), partial(close, practice, treatment)


def close(practice, treatment, *, now):
    with practice.office.store.writing() as db:
        treatments.set_closed(db, 1, treatment.treatment_id, practice.clinic.today(now))


def story(alert, events):
    """All that is to be known of an alert but its number."""
    return replace(alert, alert_id=0), tuple(events)


def test_history_replayed_over_the_demo_gives_the_same_alerts_as_live(watched, drawn, zone):
    guide = watched.office.guide
    enter(watched, drawn)
    live(watched, drawn, zone)
    steps = Counter()
    for _, followed in drawn:
        one = Watched(
            followed.treatment, [*followed.reports, *followed.replaced], guide, zone, followed.entered_at, watched.now
        )
        replayed = [story(kept.alert, kept.events) for kept in replay(one, new_id=new_id)]
        key = (1, followed.treatment.treatment_id)
        with watched.office.store.reading() as db:
            events = alerts.events_of_treatment(db, *key)
            found = [story(alert, events[alert.alert_id]) for alert in alerts.of_treatment(db, *key, guide.catalogue)]
        assert sorted(found, key=repr) == sorted(replayed, key=repr)
        steps += Counter(event.step for _, life in found for event in life)
    assert len(drawn) > 30
    assert steps[Step.OPENED] > 50
    assert {Step.TAKEN_BACK, Step.ANSWERED} < set(steps)
