"""Every opened patient is in the trail, once and not at every run of the page."""

from datetime import timedelta

import pytest

from recovery.errors import DatabaseBusy
from recovery.services.people import enrolling
from recovery.services.people.opening_patients import STAYS_OPEN_FOR
from recovery.services.recoveries import comparing, looking, on_paper, reviewing
from recovery.store import audit

WAYS = {
    "the record": lambda p, who, now: looking.record(p.office, p.clinician, treatment_id=who.treatment_id, now=now),
    "a recovery": lambda p, who, now: reviewing.recovery(p.office, p.clinician, treatment_id=who.treatment_id, now=now),
    "a person": lambda p, who, now: enrolling.person(
        p.office, p.clinician, patient_id=who.patient.patient_id, now=now
    ),
    "a comparison": lambda p, who, now: comparing.other(
        p.office, p.clinician, treatment_id=who.treatment_id, other_id=who.treatment_id, now=now
    ),
    "a printed page": lambda p, who, now: on_paper.on_paper(
        p.office, p.clinician, treatment_id=who.treatment_id, form="page", now=now
    ),
}  # fmt: skip


def opened(practice):
    sql = "SELECT actor, session, subject FROM audit WHERE action = 'opened a patient' ORDER BY seq"
    with practice.office.store.reading() as db:
        return [tuple(row) for row in db.conn.execute(sql).fetchall()]


@pytest.fixture
def patient(practice):
    """Enrolled, and nobody has looked since."""
    patient = practice.enrol()
    practice.office.lately.__init__()
    return patient


@pytest.mark.parametrize("way", WAYS)
def test_each_way_of_seeing_a_patient_is_written(way, practice, patient):
    before = len(opened(practice))
    WAYS[way](practice, patient, practice.now)
    named = patient.patient.patient_id if way == "a person" else patient.treatment_id
    who = audit.actor(practice.clinician)
    assert opened(practice)[before:] == [(*who, f"{'patient' if way == 'a person' else 'treatment'}:{named}")]


@pytest.mark.parametrize(
    ("minutes", "rows"),
    [
        pytest.param([0, 0, 1, 5, 9], 1, id="the page runs again and again"),
        pytest.param([0, 14, 28, 42], 1, id="it stays open for long"),
        pytest.param([0, 15], 2, id="it was left for a quarter of an hour"),
    ],
)
def test_running_the_page_again_is_no_new_opening(minutes, rows, practice, patient):
    assert timedelta(minutes=15) == STAYS_OPEN_FOR
    before = len(opened(practice))
    for minute in minutes:
        WAYS["the record"](practice, patient, practice.now + timedelta(minutes=minute))
    assert len(opened(practice)) - before == rows


def test_coming_back_from_elsewhere_is_one(practice, patient):
    before = len(opened(practice))
    for minute in (0, 2, 4):
        now = practice.now + timedelta(minutes=minute)
        WAYS["the record"](practice, patient, now)
        looking.look(practice.office, practice.clinician, treatment_id=patient.treatment_id, now=now)
    assert len(opened(practice)) - before == 3


def test_two_sessions_are_two(practice, patient):
    other = practice.colleague()
    before = len(opened(practice))
    WAYS["the record"](practice, patient, practice.now)
    looking.record(practice.office, other, treatment_id=patient.treatment_id, now=practice.now)
    assert [session for _, session, _ in opened(practice)[before:]] == [
        audit.actor(practice.clinician).session,
        audit.actor(other).session,
    ]


def test_care_does_not_wait_for_a_trail_that_cannot_be_written(practice, patient, monkeypatch, caplog):
    def busy(*_args, **_kwargs):
        raise DatabaseBusy("Somebody has it.")

    before = len(opened(practice))
    with monkeypatch.context() as once:
        once.setattr(audit, "add", busy)
        assert WAYS["the record"](practice, patient, practice.now)
    assert "could not be written to the trail" in caplog.text
    WAYS["the record"](practice, patient, practice.now)
    assert len(opened(practice)) - before == 1, "it is tried again at the next run"
