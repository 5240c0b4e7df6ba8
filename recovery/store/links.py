"""Personal links: secrets that come in an address, kept as SHA-256 only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from recovery.store.rows import as_time, from_time, marks

_PUT = """
INSERT INTO personal_link (clinic_id, patient_id, token_hash, created_by, created_at, expires_at)
VALUES (:clinic_id, :patient_id, :token_hash, :created_by, :created_at, :expires_at)
ON CONFLICT (clinic_id, patient_id) DO UPDATE SET
    token_hash = excluded.token_hash, created_by = excluded.created_by, created_at = excluded.created_at,
    expires_at = excluded.expires_at, first_used_at = NULL
"""

_LINK = """
SELECT clinic_id, patient_id, created_at, expires_at, first_used_at FROM personal_link
"""


@dataclass(frozen=True)
class PersonalLink:
    """A patient's link as the practice sees it: never the secret itself."""

    clinic_id: int
    patient_id: int
    created_at: datetime
    expires_at: datetime
    first_used_at: datetime | None


def put(
    db: Database,
    token_hash: str,
    *,
    clinic_id: int,
    patient_id: int,
    created_by: int,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Give a patient a link; one that they had before works no longer."""
    row = {
        "clinic_id": clinic_id,
        "patient_id": patient_id,
        "token_hash": token_hash,
        "created_by": created_by,
        "created_at": as_time(now),
        "expires_at": as_time(expires_at),
    }
    db.conn.execute(_PUT, row)


def by_token(db: Database, token_hash: str, *, now: datetime) -> PersonalLink | None:
    """The link of this token, unless it has expired or was revoked."""
    sql = _LINK + "WHERE token_hash = ? AND expires_at > ?"
    row = db.conn.execute(sql, (token_hash, as_time(now))).fetchone()
    return _link(row) if row else None


def of_patient(db: Database, clinic_id: int, patient_id: int) -> PersonalLink | None:
    """The patient's present link, expired or not; None when there is none or it was revoked."""
    sql = _LINK + "WHERE clinic_id = ? AND patient_id = ?"
    row = db.conn.execute(sql, (clinic_id, patient_id)).fetchone()
    return _link(row) if row else None


def working(db: Database, clinic_id: int, patient_ids: Sequence[int], *, now: datetime) -> set[int]:
    """Those of a page of patients whose link opens something at `now`."""
    sql = f"""
    SELECT patient_id FROM personal_link WHERE clinic_id = ? AND expires_at > ? AND patient_id IN ({marks(patient_ids)})
    """
    return {row["patient_id"] for row in db.conn.execute(sql, (clinic_id, as_time(now), *patient_ids))}


def mark_used(db: Database, clinic_id: int, patient_id: int, *, now: datetime) -> None:
    """Remember when a patient's link first let somebody in."""
    sql = """
    UPDATE personal_link SET first_used_at = coalesce(first_used_at, ?) WHERE clinic_id = ? AND patient_id = ?
    """
    db.conn.execute(sql, (as_time(now), clinic_id, patient_id))


def revoke(db: Database, clinic_id: int, patient_id: int) -> None:
    """Take a patient's link away."""
    db.conn.execute("DELETE FROM personal_link WHERE clinic_id = ? AND patient_id = ?", (clinic_id, patient_id))


def _link(row: Any) -> PersonalLink:
    return PersonalLink(
        row["clinic_id"],
        row["patient_id"],
        from_time(row["created_at"]),
        from_time(row["expires_at"]),
        from_time(row["first_used_at"]) if row["first_used_at"] else None,
    )
