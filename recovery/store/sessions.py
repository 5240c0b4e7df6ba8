"""Who is signed in: one row a browser, under the SHA-256 of its token."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from recovery.domain.access import Role, Visitor
from recovery.store.rows import as_time, from_time, roles_from

_ADD = """
INSERT INTO session
    (token_hash, clinic_id, account_id, patient_id, created_at, last_seen_at, expires_at, way, device, lent)
VALUES (:token_hash, :clinic_id, :account_id, :patient_id, :now, :now, :expires_at, :way, :device, :lent)
"""

_HELD = """
SELECT s.token_hash, s.clinic_id, s.account_id, s.patient_id, s.created_at, s.last_seen_at, s.expires_at, s.way,
       s.device, s.lent, a.name AS staff_name, a.is_clinician, a.is_manager, p.name AS patient_name,
       s.patient_id IS NULL OR EXISTS (
           SELECT 1 FROM treatment AS t
           WHERE t.clinic_id = s.clinic_id AND t.patient_id = s.patient_id
             AND (t.closed_on IS NULL OR t.closed_on >= :closed_since)
       ) AS remembered
FROM session AS s
LEFT JOIN account AS a
    ON a.clinic_id = s.clinic_id AND a.account_id = s.account_id AND a.disabled = 0
LEFT JOIN patient AS p
    ON p.clinic_id = s.clinic_id AND p.patient_id = s.patient_id AND p.archived_at IS NULL AND p.erased_at IS NULL
WHERE s.expires_at > :now
"""


@dataclass(frozen=True)
class Session:
    """A session that has not expired: who holds it, how and on what they came in, and since when.

    `remembered` is false for a patient none of whose treatments is open or was closed lately.
    """

    visitor: Visitor
    way: str
    device: str
    opened_at: datetime
    seen_at: datetime
    expires_at: datetime
    remembered: bool


def add(db: Database, visitor: Visitor, *, way: str, device: str, now: datetime, expires_at: datetime) -> None:
    """Open the session that a visitor names, by the `way` and on the `device` that they came in."""
    row = {
        "token_hash": visitor.session,
        "clinic_id": visitor.clinic_id,
        "account_id": visitor.subject_id if visitor.is_staff else None,
        "patient_id": None if visitor.is_staff else visitor.subject_id,
        "now": as_time(now),
        "expires_at": as_time(expires_at),
        "way": way,
        "device": device,
        "lent": visitor.lent,
    }
    db.conn.execute(_ADD, row)


def held(db: Database, token_hash: str, *, now: datetime, closed_since: date) -> Session | None:
    """The session of this token hash; None when it has expired or its holder may not come in any more.

    A patient is remembered while a treatment of theirs is open, or was closed on `closed_since` or later.
    """
    parameters = {"token_hash": token_hash, "now": as_time(now), "closed_since": closed_since.isoformat()}
    row = db.conn.execute(_HELD + "AND s.token_hash = :token_hash", parameters).fetchone()
    return _session(row) if row and _has_holder(row) else None


def of_staff(db: Database, clinic_id: int, *, account_id: int | None = None, now: datetime) -> list[Session]:
    """The sessions of a clinic's staff, or of one account, the last used first."""
    parameters = {
        "clinic_id": clinic_id, "account_id": account_id, "now": as_time(now), "closed_since": as_time(now)[:10],
    }  # fmt: skip
    where = (
        "AND s.clinic_id = :clinic_id AND s.account_id IS NOT NULL "
        "AND (:account_id IS NULL OR s.account_id = :account_id) ORDER BY s.last_seen_at DESC, s.token_hash"
    )
    return [_session(row) for row in db.conn.execute(_HELD + where, parameters).fetchall() if _has_holder(row)]


def is_remembered(db: Database, clinic_id: int, patient_id: int, *, closed_since: date) -> bool:
    """Whether a treatment of this patient is open, or was closed on `closed_since` or later."""
    sql = """
    SELECT 1 FROM patient AS p
    JOIN treatment AS t ON t.clinic_id = p.clinic_id AND t.patient_id = p.patient_id
    WHERE p.clinic_id = ? AND p.patient_id = ? AND p.archived_at IS NULL AND p.erased_at IS NULL
      AND (t.closed_on IS NULL OR t.closed_on >= ?)
    LIMIT 1
    """
    return db.conn.execute(sql, (clinic_id, patient_id, closed_since.isoformat())).fetchone() is not None


def mark_seen(db: Database, token_hash: str, *, now: datetime) -> None:
    """Remember that the session is in use."""
    db.conn.execute("UPDATE session SET last_seen_at = ? WHERE token_hash = ?", (as_time(now), token_hash))


def last_holder(db: Database, token_hash: str) -> tuple[int, int | None, int | None] | None:
    """Clinic, account and patient of a session by its row, ended or not; None when there is no row."""
    sql = "SELECT clinic_id, account_id, patient_id FROM session WHERE token_hash = ?"
    row = db.conn.execute(sql, (token_hash,)).fetchone()
    return tuple(row) if row else None


def end(db: Database, token_hash: str) -> bool:
    """End one session; whether there was one."""
    return db.conn.execute("DELETE FROM session WHERE token_hash = ?", (token_hash,)).rowcount == 1


def expire(db: Database, token_hash: str, *, now: datetime) -> None:
    """Let a session's time be up, and still be known as one whose holder did not sign out."""
    db.conn.execute("UPDATE session SET expires_at = ? WHERE token_hash = ?", (as_time(now), token_hash))


def end_of_account(db: Database, clinic_id: int, account_id: int, *, but: str = "") -> int:
    """End every session of a member of staff `but` the one of that token hash; how many."""
    sql = "DELETE FROM session WHERE clinic_id = ? AND account_id = ? AND token_hash <> ?"
    return int(db.conn.execute(sql, (clinic_id, account_id, but)).rowcount)


def end_of_patient(db: Database, clinic_id: int, patient_id: int) -> int:
    """End every session of a patient; how many."""
    sql = "DELETE FROM session WHERE clinic_id = ? AND patient_id = ?"
    return int(db.conn.execute(sql, (clinic_id, patient_id)).rowcount)


def forget_left(db: Database, clinic_id: int, patient_id: int, *, closed_since: date) -> None:
    """Drop the sessions of a patient who is not remembered any more: is_remembered says when."""
    if not is_remembered(db, clinic_id, patient_id, closed_since=closed_since):
        end_of_patient(db, clinic_id, patient_id)


def forget_ended(db: Database, *, before: datetime) -> None:
    """Drop the sessions that have expired before a moment."""
    db.conn.execute("DELETE FROM session WHERE expires_at <= ?", (as_time(before),))


def _has_holder(row: Any) -> bool:
    return row["staff_name"] is not None or row["patient_name"] is not None


def _session(row: Any) -> Session:
    if row["patient_name"] is not None:
        roles, subject, name = frozenset({Role.PATIENT}), row["patient_id"], row["patient_name"]
    else:
        roles = roles_from(row)
        subject, name = row["account_id"], row["staff_name"]
    return Session(
        visitor=Visitor(row["token_hash"], row["clinic_id"], subject, name, roles, lent=bool(row["lent"])),
        way=row["way"],
        device=row["device"],
        opened_at=from_time(row["created_at"]),
        seen_at=from_time(row["last_seen_at"]),
        expires_at=from_time(row["expires_at"]),
        remembered=bool(row["remembered"]),
    )
