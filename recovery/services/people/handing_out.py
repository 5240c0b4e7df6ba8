"""Personal links as the practice hands them out: made, renewed and revoked."""

from datetime import datetime, timedelta

from recovery.domain.access import Action, Visitor, require
from recovery.domain.archiving import require_enrolled
from recovery.domain.identifiers import new_token
from recovery.services.entry.passwords import fingerprint
from recovery.services.office import Office
from recovery.store import audit, links, people, pins, sessions, steps
from recovery.store.database import Database

LINK_LASTS = timedelta(days=90)
"""A personal link opens the report form for a course of weeks and its follow-up (our reading)."""


def renew_link(office: Office, visitor: Visitor, *, patient_id: int, now: datetime) -> str:
    """The token of a fresh link, at which the patient chooses a PIN anew.

    The earlier one, its PIN, and every phone that it signed in, work no longer. Conflict for an archived patient.
    """
    require(visitor, Action.ENROL)
    with office.store.writing() as db:
        require_enrolled(people.patient(db, visitor.clinic_id, patient_id))
        ended = _close(db, visitor.clinic_id, patient_id)
        return new_link(db, visitor, patient_id, now=now, **ended)


def revoke_link(office: Office, visitor: Visitor, *, patient_id: int, now: datetime) -> None:
    """Take a patient's link and PIN away, and sign out every phone that it signed in."""
    require(visitor, Action.ENROL)
    with office.store.writing() as db:
        people.patient(db, visitor.clinic_id, patient_id)
        ended = _close(db, visitor.clinic_id, patient_id)
        audit.add_by(db, visitor, "revoked a personal link", f"patient:{patient_id}", now=now, details=ended)


def new_link(db: Database, visitor: Visitor, patient_id: int, *, now: datetime, **ended: int) -> str:
    """The token of a patient's new link, behind the write door; it is given once and kept as a hash only."""
    token = new_token()
    links.put(
        db,
        fingerprint(token),
        clinic_id=visitor.clinic_id,
        patient_id=patient_id,
        created_by=visitor.subject_id,
        now=now,
        expires_at=now + LINK_LASTS,
    )
    audit.add_by(db, visitor, "made a personal link", f"patient:{patient_id}", now=now, details=ended)
    return token


def close_link(db: Database, clinic_id: int, patient_id: int) -> int:
    """Take a patient's link away and end all that it opened; how many phones were signed out."""
    links.revoke(db, clinic_id, patient_id)
    steps.end_of_patient(db, clinic_id, patient_id)
    return sessions.end_of_patient(db, clinic_id, patient_id)


def _close(db: Database, clinic_id: int, patient_id: int) -> dict[str, int]:
    """Take link and PIN away; how many phones were signed out, and PINs forgotten."""
    ended = close_link(db, clinic_id, patient_id)
    return {"ended_sessions": ended, "forgotten_pins": int(pins.forget(db, clinic_id, patient_id))}
