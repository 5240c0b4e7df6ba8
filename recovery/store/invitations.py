"""Links by which members of staff choose a password: one an account at most, kept as SHA-256 only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from recovery.store.rows import as_time, from_time

_PUT = """
INSERT INTO invitation (clinic_id, account_id, token_hash, created_by, created_at, expires_at)
VALUES (:clinic_id, :account_id, :token_hash, :created_by, :created_at, :expires_at)
ON CONFLICT (clinic_id, account_id) DO UPDATE SET
    token_hash = excluded.token_hash, created_by = excluded.created_by, created_at = excluded.created_at,
    expires_at = excluded.expires_at
"""

_OPEN = """
SELECT i.clinic_id, i.account_id, i.expires_at FROM invitation AS i
JOIN account AS a ON a.clinic_id = i.clinic_id AND a.account_id = i.account_id AND a.disabled = 0
WHERE i.expires_at > :now
"""

NOBODY = 0
"""Stands for who made a link from the command line, where nobody signs in."""


@dataclass(frozen=True)
class Invitation:
    """Whose link it is and until when it works: never the secret itself."""

    clinic_id: int
    account_id: int
    expires_at: datetime


def put(db: Database, invitation: Invitation, token_hash: str, *, created_by: int, now: datetime) -> None:
    """Give an account a link; one that it had before works no longer."""
    row = {
        "clinic_id": invitation.clinic_id,
        "account_id": invitation.account_id,
        "token_hash": token_hash,
        "created_by": created_by,
        "created_at": as_time(now),
        "expires_at": as_time(invitation.expires_at),
    }
    db.conn.execute(_PUT, row)


def by_token(db: Database, token_hash: str, *, now: datetime) -> Invitation | None:
    """The link of this token; None when there is none, its time is up or its account is disabled."""
    row = db.conn.execute(
        _OPEN + "AND i.token_hash = :token_hash", {"token_hash": token_hash, "now": as_time(now)}
    ).fetchone()
    return _invitation(row) if row else None


def of_account(db: Database, clinic_id: int, account_id: int, *, now: datetime) -> Invitation | None:
    """The link that an account has now; None when there is none, its time is up or the account is disabled."""
    key = {"clinic_id": clinic_id, "account_id": account_id, "now": as_time(now)}
    row = db.conn.execute(_OPEN + "AND i.clinic_id = :clinic_id AND i.account_id = :account_id", key).fetchone()
    return _invitation(row) if row else None


def end(db: Database, clinic_id: int, account_id: int) -> bool:
    """Take an account's link away, used or not wanted any more; whether there was one."""
    sql = "DELETE FROM invitation WHERE clinic_id = ? AND account_id = ?"
    return db.conn.execute(sql, (clinic_id, account_id)).rowcount == 1


def _invitation(row: Any) -> Invitation:
    return Invitation(row["clinic_id"], row["account_id"], from_time(row["expires_at"]))
