"""Refusals in the trail: who was refused what, from which session, and never in a flood."""

import json
import logging
from datetime import timedelta

import pytest

from recovery.errors import DatabaseBusy, NotAllowed, NotFound
from recovery.services.audit.refusing import WRITTEN_EVERY, note_refusal
from recovery.services.lately import MOST, Lately
from recovery.store import audit


def refuse(practice, session, error=None, *, where="screen:administration", after=timedelta(0)):
    note_refusal(practice.office, session, error or NotAllowed("no"), where=where, now=practice.now + after)


def refusals(practice):
    sql = "SELECT clinic_id, actor, session, subject, details FROM audit WHERE action = 'was refused' ORDER BY seq"
    with practice.office.store.reading() as db:
        return [(*row[:4], json.loads(row[4])["why"]) for row in db.conn.execute(sql).fetchall()]


@pytest.mark.parametrize("who", ["staff", "patient", "elsewhere", "nobody"])
def test_it_says_who_was_refused_what_from_which_session(who, practice, other_clinic):
    patient = practice.enrol().visitor
    visitors = {"staff": practice.clinician, "patient": patient, "elsewhere": other_clinic.manager}
    visitor = visitors.get(who)
    refuse(practice, visitor.session if visitor else "")
    refuse(practice, visitor.session if visitor else "", NotFound("gone"), where="route:/patient/summary")
    actor = audit.actor(visitor) if visitor else audit.SIGNED_OUT
    clinic = visitor.clinic_id if visitor else 1
    assert refusals(practice) == [
        (clinic, *actor, "screen:administration", "not for them"),
        (clinic, *actor, "route:/patient/summary", "nothing of theirs there"),
    ]


def test_the_same_is_written_once_a_minute(practice):
    for seconds in range(0, 180, 5):
        refuse(practice, practice.clinician.session, after=timedelta(seconds=seconds))
    assert len(refusals(practice)) == 180 // int(WRITTEN_EVERY.total_seconds())


def test_another_session_screen_or_reason_is_another_refusal(practice):
    for session in (practice.clinician.session, practice.manager.session):
        for where in ("screen:administration", "screen:export"):
            for error in (NotAllowed("no"), NotFound("gone")):
                refuse(practice, session, error, where=where)
    assert len(refusals(practice)) == 8


def test_before_a_clinic_is_set_up_there_is_nobody_to_tell(empty_office, now):
    note_refusal(empty_office, "", NotAllowed("no"), where="screen:report", now=now)
    with empty_office.store.reading() as db:
        assert audit.count(db) == 0


def test_a_database_that_cannot_be_written_hides_no_refusal(practice, monkeypatch, caplog):
    def busy(*_args, **_kwargs):
        raise DatabaseBusy("Somebody has it.")

    with monkeypatch.context() as once:
        once.setattr(audit, "add", busy)
        refuse(practice, practice.clinician.session)
    assert "could not be written to the trail" in caplog.text
    assert caplog.records[0].levelno == logging.ERROR
    refuse(practice, practice.clinician.session)
    assert len(refusals(practice)) == 1, "it is tried again at the next one"


def test_what_is_remembered_is_bounded(now):
    lately = Lately()
    for thing in range(MOST + 10):
        assert lately.is_new(thing, now=now, within=WRITTEN_EVERY)
    assert not lately.is_new(MOST, now=now, within=WRITTEN_EVERY)
    assert lately.is_new(0, now=now, within=WRITTEN_EVERY), "the oldest are forgotten"
