"""Patients as they are kept: changing what is entered, archiving, and bringing back."""

from dataclasses import replace
from datetime import date, datetime

from recovery.domain.access import Action, Visitor, require
from recovery.domain.archiving import require_archivable
from recovery.domain.clinic import Patient, check_patient
from recovery.errors import Conflict
from recovery.services.office import Office
from recovery.services.people.enrolling import PatientEntry
from recovery.services.people.handing_out import close_link
from recovery.store import audit, links, people, treatments

_ENTERED = ("name", "contact", "year_of_birth", "skin_type")
_CODED = ("year_of_birth", "skin_type")
"""What the trail may hold of a patient's entries: of the others it says that they changed."""


def edit(
    office: Office, visitor: Visitor, *, patient_id: int, entry: PatientEntry, seen: Patient, now: datetime
) -> Patient:
    """The patient with new entries; Conflict when they are not as they were `seen` any more."""
    require(visitor, Action.ENROL)
    with office.store.writing() as db:
        before = people.patient(db, visitor.clinic_id, patient_id)
        if before != seen:
            raise Conflict("Somebody else has changed this patient since you opened it. Nothing of yours was kept yet.")
        after = _checked(before, entry, today=people.clinic(db, visitor.clinic_id).today(now))
        if after != before:
            changes = _changes(before, after)
            people.change_patient(db, visitor.clinic_id, after)
            audit.add_by(db, visitor, "changed a patient", f"patient:{patient_id}", now=now, details=changes)
        return after


def archive(office: Office, visitor: Visitor, *, patient_id: int, now: datetime) -> None:
    """Put a patient away and take their link, with every phone that it signed in; Conflict while a treatment is open.

    What is on record stays as it is, and so do the PIN and what the patient agreed to.
    """
    require(visitor, Action.ENROL)
    clinic_id = visitor.clinic_id
    with office.store.writing() as db:
        patient = people.patient(db, clinic_id, patient_id)
        require_archivable(patient, treatments.treatments_of(db, clinic_id, patient_id))
        had_link = links.of_patient(db, clinic_id, patient_id) is not None
        ended = close_link(db, clinic_id, patient_id)
        people.set_archived(db, clinic_id, patient_id, now)
        details = {"archived": [False, True], "link": [had_link, False], "ended_sessions": ended}
        audit.add_by(db, visitor, "archived a patient", f"patient:{patient_id}", now=now, details=details)


def bring_back(office: Office, visitor: Visitor, *, patient_id: int, now: datetime) -> None:
    """Bring an archived patient back; a link is made anew when they need one."""
    require(visitor, Action.ENROL)
    with office.store.writing() as db:
        patient = people.patient(db, visitor.clinic_id, patient_id)
        if patient.erased_at is not None:
            raise Conflict("This patient was erased, which cannot be undone.")
        if patient.archived_at is None:
            raise Conflict("Somebody has brought this patient back already.")
        people.set_archived(db, visitor.clinic_id, patient_id, None)
        details = {"archived": [True, False]}
        audit.add_by(db, visitor, "brought a patient back", f"patient:{patient_id}", now=now, details=details)


def _checked(before: Patient, entry: PatientEntry, *, today: date) -> Patient:
    if before.erased_at is not None:
        raise Conflict("This patient was erased, which cannot be undone. Nothing can be entered any more.")
    is_kept = entry.contact == before.contact  # one that stands may be older than the rules of today
    after = check_patient(
        patient_id=before.patient_id,
        code=before.code,
        today=today,
        name=entry.name,
        contact="" if is_kept else entry.contact,
        year_of_birth=entry.year_of_birth,
        skin_type=entry.skin_type,
    )
    return replace(after, archived_at=before.archived_at, contact=before.contact if is_kept else after.contact)


def _changes(before: Patient, after: Patient) -> dict[str, object]:
    changed = [name for name in _ENTERED if getattr(before, name) != getattr(after, name)]
    figures = {name: [getattr(before, name), getattr(after, name)] for name in _CODED if name in changed}
    return {"changed": " ".join(changed), **figures}
