"""Alerts as they come back from the database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recovery.domain.alerts import Alert, Change, Event, Held, Holding, State, Step
from recovery.domain.catalogue import Severity
from recovery.domain.course import Point
from recovery.domain.identifiers import new_id
from recovery.domain.judging import Evidence
from recovery.domain.level import Level
from recovery.domain.rules import Rule
from recovery.errors import NotFound
from recovery.store import alerts

days, severities = st.integers(0, 400), st.sampled_from(Severity)
moments = st.integers(0, 10**9).map(lambda second: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=second))
evidence = st.builds(
    Evidence, day=days, level=st.sampled_from([level for level in Level if level]), since=days, severity=severities,
    before=st.none() | st.builds(Point, days, severities), band_ended=st.none() | days,
    signs=st.lists(st.sampled_from(["fever", "pus", "vision"]), unique=True).map(tuple),
    waiting=st.booleans(), taken_back=st.booleans(),
)  # fmt: skip
held = st.lists(
    st.builds(Held, evidence, st.integers(0, 99), stands=st.booleans(), corrected=st.booleans()), min_size=1, max_size=5
).map(tuple)


@pytest.fixture
def patient(practice):
    return practice.enrol()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), evidence=held, said=st.tuples(moments, moments, moments, st.text(max_size=40)))
def test_an_alert_comes_back_as_it_was_stored(data, evidence, said, practice, patient):
    *times, note = said
    staff = practice.clinician.subject_id
    state = data.draw(st.sampled_from(State))
    closed_at = times[2] if state is State.CLOSED else None
    holding = Holding(state, staff, data.draw(st.none() | moments), data.draw(st.none() | moments), closed_at)
    rule, side_effect = data.draw(st.sampled_from(Rule)), data.draw(st.sampled_from([None, "redness", "itching"]))
    kept = Alert(
        new_id(), patient.treatment_id, rule, side_effect, evidence,
        opened_at=times[0], heard_at=times[1], holding=holding, version=data.draw(st.integers(1, 99)),
    )  # fmt: skip
    events = (
        Event(times[0], Step.OPENED),
        Event(times[1], Step.ESCALATED, staff, "phone", note, to=staff, before=holding, version=9),
    )
    catalogue = practice.office.guide.catalogue
    with practice.office.store.writing() as db:
        db.conn.execute("DELETE FROM alert_event")
        db.conn.execute("DELETE FROM alert")
        alerts.put(db, 1, [Change(kept, events)], catalogue)
    with practice.office.store.reading() as db:
        assert alerts.of_treatment(db, 1, patient.treatment_id, catalogue) == [kept]
        assert alerts.alert(db, 1, kept.alert_id, catalogue) == kept
        assert alerts.events_of_treatment(db, 1, patient.treatment_id) == {kept.alert_id: list(events)}
        assert alerts.last_event(db, 1, kept.alert_id) == events[-1]
        with pytest.raises(NotFound, match="no such alert"):
            alerts.alert(db, 2, kept.alert_id, catalogue)
