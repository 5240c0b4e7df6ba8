"""Who is signed in: one row a browser, under the SHA-256 of its token."""

from datetime import datetime, timedelta

from sqlite_utils import Database

from recovery.domain.access import Role, Visitor
from recovery.store.rows import as_time, from_time

SEEN_EVERY = timedelta(minutes=5)
"""How exactly `last_seen_at` is kept: writing it at every click would cost a durable write each."""

_ADD = """
INSERT INTO session (token_hash, clinic_id, account_id, patient_id, created_at, last_seen_at, expires_at)
VALUES (:token_hash, :clinic_id, :account_id, :patient_id, :now, :now, :expires_at)
"""

_VISITOR = """
SELECT s.clinic_id, s.account_id, s.patient_id, s.last_seen_at,
       a.name AS staff_name, a.is_clinician, a.is_manager, p.name AS patient_name
FROM session AS s
LEFT JOIN account AS a
    ON a.clinic_id = s.clinic_id AND a.account_id = s.account_id AND a.disabled = 0
LEFT JOIN patient AS p
    ON p.clinic_id = s.clinic_id AND p.patient_id = s.patient_id
WHERE s.token_hash = :token_hash AND s.expires_at > :now
  AND (s.patient_id IS NOT NULL OR s.last_seen_at > :idle_since)
"""


def add(db: Database, token_hash: str, visitor: Visitor, *, now: datetime, lasts: timedelta) -> None:
    """Open a session for a visitor."""
    db.conn.execute(
        _ADD,
        {
            "token_hash": token_hash,
            "clinic_id": visitor.clinic_id,
            "account_id": visitor.subject_id if visitor.is_staff else None,
            "patient_id": None if visitor.is_staff else visitor.subject_id,
            "now": as_time(now),
            "expires_at": as_time(now + lasts),
        },
    )


def visitor_of(db: Database, token_hash: str, *, now: datetime, staff_idle: timedelta) -> tuple[Visitor, bool] | None:
    """Who holds this session, and whether it is time to mark it as seen; None when nobody does any more.

    Staff who did nothing for `staff_idle` are signed out; a patient's own phone is not.
    """
    row = db.conn.execute(
        _VISITOR,
        {"token_hash": token_hash, "now": as_time(now), "idle_since": as_time(now - staff_idle)},
    ).fetchone()
    if row is None or (row["staff_name"] is None and row["patient_name"] is None):
        return None
    stale = now - from_time(row["last_seen_at"]) >= SEEN_EVERY
    if row["patient_name"] is not None:
        roles = frozenset({Role.PATIENT})
        return Visitor(token_hash, row["clinic_id"], row["patient_id"], row["patient_name"], roles), stale
    roles = frozenset(role for role in (Role.CLINICIAN, Role.MANAGER) if row[f"is_{role.value}"])
    return Visitor(token_hash, row["clinic_id"], row["account_id"], row["staff_name"], roles), stale


def mark_seen(db: Database, token_hash: str, *, now: datetime) -> None:
    """Remember that the session is in use."""
    db.conn.execute("UPDATE session SET last_seen_at = ? WHERE token_hash = ?", (as_time(now), token_hash))


def exists(db: Database, token_hash: str) -> bool:
    """Whether there is a row of this session, expired or not."""
    return db.conn.execute("SELECT 1 FROM session WHERE token_hash = ?", (token_hash,)).fetchone() is not None


def end(db: Database, token_hash: str) -> None:
    """End one session."""
    db.conn.execute("DELETE FROM session WHERE token_hash = ?", (token_hash,))


def end_of_account(db: Database, clinic_id: int, account_id: int) -> None:
    """End every session of a member of staff."""
    db.conn.execute("DELETE FROM session WHERE clinic_id = ? AND account_id = ?", (clinic_id, account_id))


def end_of_patient(db: Database, clinic_id: int, patient_id: int) -> None:
    """End every session of a patient."""
    db.conn.execute("DELETE FROM session WHERE clinic_id = ? AND patient_id = ?", (clinic_id, patient_id))


def forget_ended(db: Database, *, now: datetime) -> None:
    """Drop the sessions that have expired."""
    db.conn.execute("DELETE FROM session WHERE expires_at <= ?", (as_time(now),))
