"""What patients agreed to, word for word, and when."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from recovery.store.rows import as_time, from_time


@dataclass(frozen=True)
class Consent:
    """One time that a patient agreed, and the statement as it was then."""

    agreed_at: datetime
    statement: str


def of_patient(db: Database, clinic_id: int, patient_id: int) -> list[Consent]:
    """All that a patient agreed to, the latest first."""
    sql = "SELECT agreed_at, statement FROM consent WHERE clinic_id = ? AND patient_id = ? ORDER BY agreed_at DESC"
    rows = db.conn.execute(sql, (clinic_id, patient_id)).fetchall()
    return [Consent(from_time(row["agreed_at"]), row["statement"]) for row in rows]


def add(db: Database, clinic_id: int, patient_id: int, statement: str, *, now: datetime) -> None:
    """Keep that a patient agreed to a statement; of two within a second the later stands."""
    sql = """
        INSERT INTO consent (clinic_id, patient_id, agreed_at, statement) VALUES (?, ?, ?, ?)
        ON CONFLICT (clinic_id, patient_id, agreed_at) DO UPDATE SET statement = excluded.statement
    """
    db.conn.execute(sql, (clinic_id, patient_id, as_time(now), statement))
