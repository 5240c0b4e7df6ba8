"""The counts of alerts that SQL makes, against counting the alerts themselves."""

import random
from datetime import timedelta

import numpy as np
import pytest

from recovery.domain.alert_figures import MEDIAN, NINE_IN_TEN, AlertKind, added_up
from recovery.domain.alerts import Alert, Held, Holding, State
from recovery.domain.catalogue import Severity
from recovery.domain.judging import Evidence
from recovery.domain.level import Level
from recovery.domain.months import Month
from recovery.domain.rules import Rule
from recovery.domain.summary.summing import By, Place
from recovery.store import alert_cells, alerts
from recovery.store.summary_treatments import treatments
from tests.conftest import NOW

OPENED = NOW - timedelta(days=9)


def an_alert(treatment_id, rule=Rule.SEVERE, side_effect="redness", *, opened=OPENED, level=Level.HIGH, **holding):
    evidence = Evidence(day=2, level=level, since=2, severity=Severity.SEVERE)
    state = State.CLOSED if holding.get("closed_at") else State.OPEN
    held, now = (Held(evidence, 1),), Holding(state, **holding)
    return Alert(random.randrange(2**62), treatment_id, rule, side_effect, held, opened, opened, now)


def after(**span):
    return OPENED + timedelta(**span)


@pytest.fixture
def put(office):
    def store(*given):
        with office.store.writing() as db:
            alerts.add_in_bulk(db, [alerts.alert_row(1, alert, office.guide.catalogue) for alert in given], [])

    return store


@pytest.fixture
def counted(office):
    def count(*, clinic_id=1, now=NOW):
        with office.store.reading() as db:
            found = alert_cells.tallies(db, clinic_id, treatments(db, clinic_id, ()), office.guide.catalogue, now=now)
        kinds = {kind for each in found.values() for kind in each}
        return {kind: added_up([each[kind] for each in found.values() if kind in each]) for kind in kinds}

    return count


@pytest.mark.parametrize(
    ("holding", "taken", "judged", "in_time"),
    [
        pytest.param({}, 0, 1, 0, id="nobody took it"),
        pytest.param({"snoozed_until": after(days=10)}, 0, 1, 0, id="put off and not taken"),
        pytest.param({"acknowledged_at": after(hours=1)}, 1, 1, 0, id="taken"),
        pytest.param({"acknowledged_at": OPENED, "closed_at": OPENED}, 1, 1, 1, id="at once"),
        pytest.param({"acknowledged_at": after(hours=1), "closed_at": after(hours=48)}, 1, 1, 1, id="just in time"),
        pytest.param(
            {"acknowledged_at": after(hours=1), "closed_at": after(hours=48, seconds=1)}, 1, 1, 0, id="just too late"
        ),
        pytest.param({"closed_at": after(hours=5)}, 0, 0, 0, id="answered before it could be judged"),
        pytest.param({"closed_at": after(hours=48)}, 0, 0, 0, id="answered just in time"),
        pytest.param({"closed_at": after(hours=49)}, 0, 1, 0, id="answered when it was late already"),
    ],
)
def test_what_came_of_an_alert(holding, taken, judged, in_time, *, practice, put, counted):
    put(an_alert(practice.enrol(days_ago=12).treatment_id, **holding))
    (tally,) = counted().values()
    assert tally.alerts == 1
    assert (tally.taken, tally.judged, tally.in_time) == (taken, judged, in_time)


@pytest.mark.parametrize(
    ("waited", "judged"), [(timedelta(hours=48), 1), (timedelta(hours=48) - timedelta(seconds=1), 0)]
)
def test_nothing_is_judged_before_its_time_is_over(waited, judged, practice, put, counted):
    soon = {"acknowledged_at": after(minutes=1), "closed_at": after(minutes=2)}
    put(an_alert(practice.enrol(days_ago=12).treatment_id, **soon))
    (tally,) = counted(now=OPENED + waited).values()
    assert (tally.judged, tally.in_time) == (judged, judged)


def test_kinds_are_told_apart(practice, put, counted):
    roller, laser = (practice.enrol(days_ago=12, method=method).treatment_id for method in ("derma_roller", "laser"))
    silence = an_alert(roller, Rule.SILENT, None, level=Level.LOW)
    put(an_alert(roller), silence, an_alert(laser), an_alert(laser, Rule.REBOUND))
    assert {kind: tally.alerts for kind, tally in counted().items()} == {
        AlertKind(Rule.SEVERE, "redness", "derma_roller", Level.HIGH): 1,
        AlertKind(Rule.SILENT, None, "derma_roller", Level.LOW): 1,
        AlertKind(Rule.SEVERE, "redness", "laser", Level.HIGH): 1,
        AlertKind(Rule.REBOUND, "redness", "laser", Level.HIGH): 1,
    }


def test_alerts_are_of_the_month_and_clinic_of_their_treatments(practice, put, office, counted):
    early, late = (practice.enrol(days_ago=days, method="laser").treatment_id for days in (40, 12))
    put(an_alert(early), an_alert(late), an_alert(practice.enrol(days_ago=12).treatment_id))
    with office.store.reading() as db:
        found = alert_cells.tallies(db, 1, treatments(db, 1, (By.CLINICIAN,)), office.guide.catalogue, now=NOW)
    clinician = (str(practice.clinician.subject_id),)
    assert {place: sum(tally.alerts for tally in kinds.values()) for place, kinds in found.items()} == {
        Place("laser", Month(2026, 6), clinician): 1,
        Place("laser", Month(2026, 7), clinician): 1,
        Place("derma_roller", Month(2026, 7), clinician): 1,
    }
    assert counted(clinic_id=2) == {}


def test_counting_the_alerts_one_by_one_gives_the_same(practice, put, counted, guide):
    draw = random.Random(4)
    given = [
        (method, _drawn(draw, treatment_id, rule, side_effect))
        for method in ("derma_roller", "laser", "derma_roller")
        for treatment_id in [practice.enrol(days_ago=20, method=method).treatment_id]
        for rule in Rule
        for side_effect in ([None] if rule is Rule.SILENT else [effect.slug for effect in guide.catalogue.side_effects])
    ]
    put(*(alert for _, alert in given))
    tallies = counted()
    for asked in ({}, {"method": "laser"}, {"rule": Rule.SEVERE}, {"rule": Rule.SILENT, "method": "derma_roller"}):
        own = [
            alert for method, alert in given
            if asked.get("method") in (None, method) and asked.get("rule") in (None, alert.rule)
        ]  # fmt: skip
        kinds = [kind for kind in tallies if all(getattr(kind, name) == value for name, value in asked.items())]
        assert one_by_one(own) == _said(added_up([tallies[kind] for kind in kinds]))


def _drawn(draw, treatment_id, rule, side_effect):
    opened = NOW - timedelta(seconds=draw.randrange(8 * 86_400))
    taken = opened + timedelta(seconds=draw.randrange(3 * 86_400))
    closed = taken + timedelta(seconds=draw.randrange(2 * 86_400))
    holding = draw.choice(
        [{}, {"acknowledged_at": taken}, {"acknowledged_at": taken, "closed_at": closed}, {"closed_at": taken}]
    )
    return an_alert(treatment_id, rule, side_effect, opened=opened, level=draw.choice(list(Level)[1:]), **holding)


def one_by_one(own):
    holdings = [(alert.opened_at, alert.holding) for alert in own]
    waits = [(now.acknowledged_at - opened).total_seconds() / 3600 for opened, now in holdings if now.acknowledged_at]
    due = [
        now.acknowledged_at is not None and now.closed_at is not None and now.closed_at - opened <= timedelta(hours=48)
        for opened, now in holdings
        if NOW - opened >= timedelta(hours=48)
        and not (now.closed_at and not now.acknowledged_at and now.closed_at - opened <= timedelta(hours=48))
    ]
    hours = [pytest.approx(np.quantile(waits, share)) for share in (MEDIAN, NINE_IN_TEN)]
    return [len(own), len(waits), len(due), sum(due), *hours]


def _said(tally):
    hours = [tally.hours_until_taken(share) for share in (MEDIAN, NINE_IN_TEN)]
    return [tally.alerts, tally.taken, tally.judged, tally.in_time, *hours]
