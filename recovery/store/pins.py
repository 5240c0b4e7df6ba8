"""Patients' PINs: the sealed hash, and how often it was missed."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from recovery.store.rows import as_time, from_time

_PIN = """
SELECT pin_sealed, chosen_at, failures, last_failed_at, suspected_at FROM pin
WHERE clinic_id = ? AND patient_id = ?
"""

_SUSPECTED = """
SELECT p.patient_id, p.name, p.code, n.suspected_at FROM pin AS n
JOIN patient AS p ON p.clinic_id = n.clinic_id AND p.patient_id = n.patient_id
WHERE n.clinic_id = ? AND n.suspected_at IS NOT NULL AND p.archived_at IS NULL AND p.erased_at IS NULL
ORDER BY n.suspected_at DESC, p.patient_id
"""


@dataclass(frozen=True)
class Pin:
    """A patient's PIN as it is kept: failures since it was last right, and since when somebody should look."""

    sealed: str
    chosen_at: datetime
    failures: int
    last_failed_at: datetime | None
    suspected_at: datetime | None


@dataclass(frozen=True)
class Suspected:
    """A patient at whose link somebody enters wrong PINs."""

    patient_id: int
    name: str
    code: str
    since: datetime


def of_patient(db: Database, clinic_id: int, patient_id: int) -> Pin | None:
    """A patient's PIN; None before they chose one."""
    row = db.conn.execute(_PIN, (clinic_id, patient_id)).fetchone()
    if row is None:
        return None
    last, suspected = (from_time(at) if at else None for at in (row["last_failed_at"], row["suspected_at"]))
    return Pin(row["pin_sealed"], from_time(row["chosen_at"]), row["failures"], last, suspected)


def put(db: Database, clinic_id: int, patient_id: int, sealed: str, *, now: datetime) -> None:
    """Keep the PIN of a patient who has none."""
    sql = "INSERT INTO pin (clinic_id, patient_id, pin_sealed, chosen_at) VALUES (?, ?, ?, ?)"
    db.conn.execute(sql, (clinic_id, patient_id, sealed, as_time(now)))


def count_try(db: Database, clinic_id: int, patient_id: int, *, now: datetime) -> None:
    """Count one more try as failed, until forget_failures says otherwise."""
    sql = "UPDATE pin SET failures = failures + 1, last_failed_at = ? WHERE clinic_id = ? AND patient_id = ?"
    db.conn.execute(sql, (as_time(now), clinic_id, patient_id))


def forget_failures(db: Database, clinic_id: int, patient_id: int) -> None:
    """Begin counting anew."""
    sql = "UPDATE pin SET failures = 0, last_failed_at = NULL WHERE clinic_id = ? AND patient_id = ?"
    db.conn.execute(sql, (clinic_id, patient_id))


def suspect(db: Database, clinic_id: int, patient_id: int, *, now: datetime) -> None:
    """Tell the clinic to look."""
    sql = "UPDATE pin SET suspected_at = ? WHERE clinic_id = ? AND patient_id = ?"
    db.conn.execute(sql, (as_time(now), clinic_id, patient_id))


def dismiss(db: Database, clinic_id: int, patient_id: int) -> bool:
    """Nobody needs to look any more; whether somebody had to."""
    sql = "UPDATE pin SET suspected_at = NULL WHERE clinic_id = ? AND patient_id = ? AND suspected_at IS NOT NULL"
    return db.conn.execute(sql, (clinic_id, patient_id)).rowcount == 1


def forget(db: Database, clinic_id: int, patient_id: int) -> bool:
    """Let the patient choose a PIN anew; whether there was one."""
    sql = "DELETE FROM pin WHERE clinic_id = ? AND patient_id = ?"
    return db.conn.execute(sql, (clinic_id, patient_id)).rowcount == 1


def suspected(db: Database, clinic_id: int) -> list[Suspected]:
    """The patients at whose links somebody should look, the latest first."""
    rows = db.conn.execute(_SUSPECTED, (clinic_id,)).fetchall()
    return [Suspected(row["patient_id"], row["name"], row["code"], from_time(row["suspected_at"])) for row in rows]
