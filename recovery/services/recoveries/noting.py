"""Writing a clinician's note."""

from datetime import datetime

from recovery.domain.access import Action, Visitor, require
from recovery.domain.erasing import refuse_erased
from recovery.domain.identifiers import new_id
from recovery.domain.notes import Note, NoteEntry, check_note
from recovery.services.office import Office
from recovery.store import audit, notes, people, treatments
from recovery.store.database import Database


def write_note(office: Office, visitor: Visitor, *, treatment_id: int, entry: NoteEntry, now: datetime) -> Note:
    """Check and keep a note about a treatment, open or closed; InvalidInput says what to change.

    It is never changed afterwards: a correction is another note. Conflict for a patient who was erased.
    """
    require(visitor, Action.HANDLE_ALERTS)
    with office.store.writing() as db:
        catalogue = office.guide.catalogue
        treatment = treatments.treatment(db, visitor.clinic_id, treatment_id)
        refuse_erased(people.patient(db, visitor.clinic_id, treatment.patient_id))
        note = check_note(
            entry,
            note_id=new_id(),
            treatment_id=treatment_id,
            today=treatment.day(people.clinic(db, visitor.clinic_id).today(now)),
            catalogue=catalogue,
            by=visitor.subject_id,
            now=now,
        )
        notes.add(db, visitor.clinic_id, note, catalogue)
        _audit(db, visitor, note, now)
    return note


def _audit(db: Database, visitor: Visitor, note: Note, now: datetime) -> None:
    details = {"kind": note.kind.value, "day": note.day, "graded": note.grade is not None}
    audit.add_by(db, visitor, "wrote a note", f"treatment:{note.treatment_id}", now=now, details=details)
