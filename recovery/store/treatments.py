"""Treatments, and how each stands by its last report."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from recovery.domain.catalogue import Catalogue, Severity
from recovery.domain.clinic import Staff, Treatment
from recovery.domain.filing import OpenTreatment, Standing
from recovery.errors import NotFound
from recovery.store import counts
from recovery.store.people import patient_from
from recovery.store.rows import as_time, as_words, from_time, from_words, marks

_ADD = """
INSERT INTO treatment
    (clinic_id, treatment_id, patient_id, method, areas, procedure_date, clinician_id, closed_on, version, created_at,
     due_from)
VALUES
    (:clinic_id, :treatment_id, :patient_id, :method, :areas, :procedure_date, :clinician_id, :closed_on, :version,
     :created_at, :due_from)
"""

_COLUMNS = """
SELECT t.clinic_id, t.treatment_id, t.patient_id, t.method, t.areas, t.procedure_date, t.closed_on, t.version,
       t.due_from, a.account_id, a.name AS clinician
"""

_CLINICIAN = "JOIN account AS a ON a.clinic_id = t.clinic_id AND a.account_id = t.clinician_id"

TREATMENT = f"""
{_COLUMNS}
FROM treatment AS t
{_CLINICIAN}
"""
"""What treatment_from reads, of all treatments, named t: a WHERE comes after it."""

_ONE = (
    TREATMENT
    + """
WHERE t.clinic_id = :clinic_id AND t.treatment_id = :treatment_id
  AND (:patient_id IS NULL OR t.patient_id = :patient_id)
"""
)

_OF_PATIENTS = f"""
{_COLUMNS}
FROM treatment AS t INDEXED BY treatment_by_patient
{_CLINICIAN}
WHERE t.clinic_id = ? AND t.patient_id IN ({{those}})
ORDER BY t.procedure_date DESC, t.treatment_id
"""
"""The index by name: for the order SQLite would take the one of all dates, and read every treatment."""

_THESE = f"""
{_COLUMNS}, p.code, p.name, p.contact, p.year_of_birth, p.skin_type, p.archived_at, p.erased_at,
       s.last_day, s.last_at, s.worst, s.worst_side_effect, s.present, s.past_band
FROM treatment AS t
JOIN patient AS p ON p.clinic_id = t.clinic_id AND p.patient_id = t.patient_id
{_CLINICIAN}
LEFT JOIN standing AS s ON s.clinic_id = t.clinic_id AND s.treatment_id = t.treatment_id
WHERE t.clinic_id = ? AND t.treatment_id IN ({{those}})
"""


def treatment_row(clinic_id: int, treatment: Treatment, *, now: datetime) -> dict[str, object]:
    """A treatment as the parameters of one INSERT."""
    return {
        "clinic_id": clinic_id,
        "treatment_id": treatment.treatment_id,
        "patient_id": treatment.patient_id,
        "method": treatment.method,
        "areas": as_words(treatment.areas),
        "procedure_date": treatment.procedure.isoformat(),
        "clinician_id": treatment.clinician.account_id,
        "closed_on": treatment.closed_on.isoformat() if treatment.closed_on else None,
        "version": treatment.version,
        "created_at": as_time(now),
        "due_from": treatment.due_from.isoformat() if treatment.due_from else None,
    }


def add_treatments(db: Database, clinic_id: int, rows: Sequence[dict[str, object]]) -> None:
    """Add treatments of a clinic, given as treatment_row makes them."""
    db.conn.executemany(_ADD, rows)
    counts.touch(db, clinic_id)


def treatment(db: Database, clinic_id: int, treatment_id: int, *, patient_id: int | None = None) -> Treatment:
    """The treatment of this id in this clinic; with `patient_id`, only if it is that patient's."""
    row = db.conn.execute(
        _ONE,
        {"clinic_id": clinic_id, "treatment_id": treatment_id, "patient_id": patient_id},
    ).fetchone()
    if row is None:
        raise NotFound("There is no such treatment here; go back to the list and choose again.")
    return treatment_from(row)


def set_closed(db: Database, clinic_id: int, treatment_id: int, closed_on: date) -> None:
    """Close a treatment on a date."""
    db.conn.execute(
        "UPDATE treatment SET closed_on = ? WHERE clinic_id = ? AND treatment_id = ?",
        (closed_on.isoformat(), clinic_id, treatment_id),
    )
    counts.touch(db, clinic_id)


def set_open(db: Database, clinic_id: int, treatment_id: int, *, due_from: date | None) -> None:
    """Open a treatment again, its reports due from a date on; None for day 0."""
    db.conn.execute(
        "UPDATE treatment SET closed_on = NULL, due_from = ? WHERE clinic_id = ? AND treatment_id = ?",
        (due_from.isoformat() if due_from else None, clinic_id, treatment_id),
    )
    counts.touch(db, clinic_id)


def treatments_of(db: Database, clinic_id: int, patient_id: int) -> list[Treatment]:
    """A patient's treatments, the latest procedure first."""
    return of_patients(db, clinic_id, [patient_id]).get(patient_id, [])


def of_patients(db: Database, clinic_id: int, patient_ids: Sequence[int]) -> dict[int, list[Treatment]]:
    """The treatments of a few hundred patients at most, the latest procedure first, of each who has any."""
    found: dict[int, list[Treatment]] = {}
    sql = _OF_PATIENTS.format(those=marks(patient_ids))
    for row in db.conn.execute(sql, (clinic_id, *patient_ids)).fetchall():
        found.setdefault(row["patient_id"], []).append(treatment_from(row))
    return found


def latest_of(db: Database, clinic_id: int, patient_ids: Sequence[int]) -> dict[int, Treatment]:
    """The treatment of the latest procedure, of each of a page of patients who has any."""
    return {patient: own[0] for patient, own in of_patients(db, clinic_id, patient_ids).items()}


def count_open(db: Database, clinic_id: int) -> int:
    """How many treatments are open."""
    sql = "SELECT count(*) FROM treatment INDEXED BY treatment_open WHERE clinic_id = :clinic_id AND closed_on IS NULL"
    return int(db.conn.execute(sql, {"clinic_id": clinic_id}).fetchone()[0])


def first_procedure(db: Database, clinic_id: int) -> date | None:
    """The date of the first procedure on record; None before there is one."""
    sql = "SELECT min(procedure_date) FROM treatment WHERE clinic_id = ?"
    found = db.conn.execute(sql, (clinic_id,)).fetchone()[0]
    return date.fromisoformat(found) if found else None


def these(db: Database, clinic_id: int, ids: Sequence[int], catalogue: Catalogue) -> dict[int, OpenTreatment]:
    """Treatments as rows of a list, open or closed, by id; a page of them at most."""
    rows = db.conn.execute(_THESE.format(those=marks(ids)), (clinic_id, *ids)).fetchall()
    return {row["treatment_id"]: _open(row, catalogue) for row in rows}


def _open(row: Any, catalogue: Catalogue) -> OpenTreatment:
    return OpenTreatment(
        patient=patient_from(row),
        treatment=treatment_from(row),
        standing=standing_from(row, catalogue) if row["last_day"] is not None else None,
    )


def treatment_from(row: Any) -> Treatment:
    """The treatment in a row of its own columns and its clinician's."""
    return Treatment(
        treatment_id=row["treatment_id"],
        patient_id=row["patient_id"],
        method=row["method"],
        areas=from_words(row["areas"]),
        procedure=date.fromisoformat(row["procedure_date"]),
        clinician=Staff(row["account_id"], row["clinician"]),
        closed_on=date.fromisoformat(row["closed_on"]) if row["closed_on"] else None,
        version=row["version"],
        due_from=date.fromisoformat(row["due_from"]) if row["due_from"] else None,
    )


def standing_from(row: Any, catalogue: Catalogue) -> Standing:
    """The standing in a row of its own columns."""
    worst = catalogue.by_number.get(row["worst_side_effect"])
    return Standing(
        last_day=row["last_day"],
        last_at=from_time(row["last_at"]),
        worst=Severity(row["worst"]),
        worst_side_effect=worst.slug if worst else None,
        present=row["present"],
        past_band=row["past_band"],
    )
