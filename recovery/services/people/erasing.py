"""Erasing a patient who asks for it: identity and words go, what is counted stays."""

import logging
from dataclasses import dataclass
from datetime import datetime

from recovery.domain.access import Action, Visitor, require
from recovery.domain.alerts import Step
from recovery.domain.clinic import Patient, Treatment
from recovery.domain.erasing import WHY_CLOSED, Gone, erased
from recovery.domain.handling import Move, handle
from recovery.domain.identifiers import as_text
from recovery.errors import StoreError
from recovery.services.alerts.attending import keep_changes
from recovery.services.office import Office
from recovery.services.people.enrolling import free_code
from recovery.store import alerts, audit, chores, kept_entries, people, treatments
from recovery.store import erasing as store
from recovery.store.database import Database

SWEPT_AT_ONCE_BYTES = 64 * 1024 * 1024
"""A file up to this size is swept while the one who erases waits, in under a second; a larger one as a chore."""

_LOG = logging.getLogger("recovery")


@dataclass(frozen=True)
class Erasure:
    """What an erasure left, what it took, and whether the file is swept already."""

    patient: Patient
    closed: int
    gone: Gone
    swept: bool


def erase(office: Office, visitor: Visitor, *, patient_id: int, code_typed: str, now: datetime) -> Erasure:
    """Take out of the records who a patient is and every word about them; what is counted stays as it was.

    Open recoveries are closed, with their alerts. It cannot be undone: `code_typed` must be the patient's code, else
    InvalidInput. Conflict when they were erased before.
    """
    require(visitor, Action.ERASE)
    with office.store.writing() as db:
        before = people.patient(db, visitor.clinic_id, patient_id)
        left = erased(before, code_typed=code_typed, code=free_code(db, visitor.clinic_id), now=now)
        gone = store.erase(db, visitor.clinic_id, left, now=now)
        _forget_typed(db, visitor.clinic_id, patient_id)
        audit.add_by(db, visitor, "erased a patient", f"patient:{patient_id}", now=now, details=gone.counted())
        closed = _close_all(db, office, visitor, patient_id, now)
    at_once = office.store.path.stat().st_size <= SWEPT_AT_ONCE_BYTES
    return Erasure(left, closed, gone, swept=at_once and _swept(office, now))


def sweep_if_owed(office: Office, *, now: datetime) -> None:
    """Take the bytes of whoever was erased since the last time out of the file; writers wait as long as it takes.

    What goes wrong leaves it owed. Two at once do it twice, which does no harm.
    """
    with office.store.reading() as db:
        if not chores.is_owed(db, chores.ERASED_BYTES):
            return
    with office.store.maintenance() as db:
        if store.sweep(db):
            with db.atomic():
                chores.mark_done(db, chores.ERASED_BYTES, now=now)


def _swept(office: Office, now: datetime) -> bool:
    try:
        sweep_if_owed(office, now=now)
        with office.store.reading() as db:
            return not chores.is_owed(db, chores.ERASED_BYTES)
    except StoreError as error:
        # The patient is erased; that the file still holds bytes of it must not say otherwise.
        _LOG.error("The file was not swept after an erasure; it is tried again: %s", error)
        return False


def _forget_typed(db: Database, clinic_id: int, patient_id: int) -> None:
    """Drop what colleagues had typed about the patient when their session ended, and would be given back."""
    own = treatments.treatments_of(db, clinic_id, patient_id)
    for about in (patient_id, *(treatment.treatment_id for treatment in own)):
        kept_entries.forget_about(db, clinic_id, as_text(about))


def _close_all(db: Database, office: Office, visitor: Visitor, patient_id: int, now: datetime) -> int:
    """Close every alert and recovery that is open, as closing a recovery does; how many recoveries."""
    today = people.clinic(db, visitor.clinic_id).today(now)
    closed = 0
    for treatment in treatments.treatments_of(db, visitor.clinic_id, patient_id):
        _close_alerts(db, office, visitor, treatment, now)
        if treatment.closed_on is None:
            treatments.set_closed(db, visitor.clinic_id, treatment.treatment_id, today)
            details = {"closed_on": [None, today.isoformat()]}
            audit.add_by(
                db, visitor, "closed a treatment", f"treatment:{treatment.treatment_id}", now=now, details=details
            )
            closed += 1
    return closed


def _close_alerts(db: Database, office: Office, visitor: Visitor, treatment: Treatment, now: datetime) -> None:
    known = alerts.of_treatment(db, visitor.clinic_id, treatment.treatment_id, office.guide.catalogue)
    move = Move(Step.CLOSED, note=WHY_CLOSED)
    waiting = [alert for alert in known if alert.is_open]
    changes = [handle(alert, move, by=visitor.subject_id, seen=alert.version, now=now) for alert in waiting]
    keep_changes(db, office, visitor, changes, now)
