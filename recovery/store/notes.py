"""What clinicians wrote about treatments. Rows are only ever added."""

from collections.abc import Sequence
from typing import Any

from sqlite_utils import Database

from recovery.domain.catalogue import Catalogue, Severity
from recovery.domain.notes import Grade, Note, NoteKind
from recovery.store.rows import as_time, from_time

_ADD = """
INSERT INTO clinician_note
    (clinic_id, note_id, treatment_id, kind, day, text, side_effect, severity, written_by, written_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

# By IN: of a join, SQLite would read every note of the clinic.
_OF_PATIENT = """
SELECT note_id, treatment_id, kind, day, text, side_effect, severity, written_by, written_at
FROM clinician_note
WHERE clinic_id = :clinic_id
  AND treatment_id IN (SELECT treatment_id FROM treatment WHERE clinic_id = :clinic_id AND patient_id = :patient_id)
ORDER BY written_at, note_id
"""


def add(db: Database, clinic_id: int, note: Note, catalogue: Catalogue) -> None:
    """Add one note."""
    add_in_bulk(db, [note_row(clinic_id, note, catalogue)])


def add_in_bulk(db: Database, rows: Sequence[tuple[Any, ...]]) -> None:
    """Add rows that note_row made, many at once."""
    db.conn.executemany(_ADD, rows)


def note_row(clinic_id: int, note: Note, catalogue: Catalogue) -> tuple[Any, ...]:
    """A note as the parameters of one INSERT."""
    grade = note.grade
    graded = (catalogue.side_effect(grade.side_effect).number, int(grade.severity)) if grade else (None, None)
    return (
        clinic_id, note.note_id, note.treatment_id, note.kind.value, note.day, note.text, *graded,
        note.written_by, as_time(note.written_at),
    )  # fmt: skip


def of_patient(db: Database, clinic_id: int, patient_id: int, catalogue: Catalogue) -> list[Note]:
    """What was written about all treatments of a patient, in the order in which it was."""
    key = {"clinic_id": clinic_id, "patient_id": patient_id}
    return [_note(row, catalogue) for row in db.conn.execute(_OF_PATIENT, key).fetchall()]


def _note(row: Any, catalogue: Catalogue) -> Note:
    graded = row["side_effect"] is not None
    grade = Grade(catalogue.by_number[row["side_effect"]].slug, Severity(row["severity"])) if graded else None
    return Note(
        note_id=row["note_id"],
        treatment_id=row["treatment_id"],
        kind=NoteKind(row["kind"]),
        day=row["day"],
        text=row["text"],
        written_by=row["written_by"],
        written_at=from_time(row["written_at"]),
        grade=grade,
    )
