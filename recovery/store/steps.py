"""Entries that take more than one step: what was proved so far, until the next step or ten minutes later.

A step never lets anyone see anything: only the last one opens a session. A browser holds it under the SHA-256 of a
token of its own.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from recovery.store.rows import as_time, from_time


class Kind(StrEnum):
    """What was proved, and so what comes next."""

    PERSONAL_LINK = "personal link"
    """A patient's link is open: agree and choose a PIN, or enter it."""

    LENT = "lent tablet"
    """A tablet was handed to a patient who has not agreed yet: agree, then it opens."""

    INVITATION = "invitation"
    """A member of staff's invitation is open: choose a password."""

    CODE = "code"
    """The password was right: enter the code of the second factor, or set one up."""

    SINGLE_SIGN_ON = "single sign-on"
    """Somebody is away at the provider: nothing is proved yet."""


@dataclass(frozen=True)
class Step:
    """How far an entry has come: by whom, if that is known, to go where then, and what the next step needs, sealed."""

    kind: Kind
    clinic_id: int
    expires_at: datetime
    account_id: int | None = None
    patient_id: int | None = None
    wanted: str = ""
    sealed: str = ""


_ADD = """
INSERT INTO entry_step (token_hash, kind, clinic_id, account_id, patient_id, wanted, sealed, expires_at)
VALUES (:token_hash, :kind, :clinic_id, :account_id, :patient_id, :wanted, :sealed, :expires_at)
"""

_COLUMNS = "kind, clinic_id, account_id, patient_id, wanted, sealed, expires_at"


def add(db: Database, token_hash: str, step: Step, *, now: datetime) -> None:
    """Remember a step under the hash of its token, and forget those whose time is up."""
    db.conn.execute("DELETE FROM entry_step WHERE expires_at <= ?", (as_time(now),))
    row = {
        "token_hash": token_hash,
        "kind": step.kind.value,
        "clinic_id": step.clinic_id,
        "account_id": step.account_id,
        "patient_id": step.patient_id,
        "wanted": step.wanted,
        "sealed": step.sealed,
        "expires_at": as_time(step.expires_at),
    }
    db.conn.execute(_ADD, row)


def find(db: Database, token_hash: str, kind: Kind, *, now: datetime) -> Step | None:
    """The step of this kind under a token's hash; None when there is none or its time is up."""
    sql = f"SELECT {_COLUMNS} FROM entry_step WHERE token_hash = ? AND kind = ? AND expires_at > ?"
    row = db.conn.execute(sql, (token_hash, kind.value, as_time(now))).fetchone()
    return _step(row) if row else None


def take(db: Database, token_hash: str, kind: Kind, *, now: datetime) -> Step | None:
    """The step, which is over with this: of two who take it at once, one gets it."""
    sql = f"DELETE FROM entry_step WHERE token_hash = ? AND kind = ? AND expires_at > ? RETURNING {_COLUMNS}"
    row = db.conn.execute(sql, (token_hash, kind.value, as_time(now))).fetchone()
    return _step(row) if row else None


def end_of_account(db: Database, clinic_id: int, account_id: int) -> None:
    """End every step of a member of staff."""
    db.conn.execute("DELETE FROM entry_step WHERE clinic_id = ? AND account_id = ?", (clinic_id, account_id))


def end_of_patient(db: Database, clinic_id: int, patient_id: int) -> None:
    """End every step of a patient."""
    db.conn.execute("DELETE FROM entry_step WHERE clinic_id = ? AND patient_id = ?", (clinic_id, patient_id))


def keep_newest(db: Database, kind: Kind, most: int) -> None:
    """Drop the oldest steps of a kind, so that no more than `most` are left."""
    sql = (
        "DELETE FROM entry_step WHERE kind = ?1 AND expires_at < "
        "(SELECT expires_at FROM entry_step WHERE kind = ?1 ORDER BY expires_at DESC LIMIT 1 OFFSET ?2)"
    )
    db.conn.execute(sql, (kind.value, most - 1))


def _step(row: Any) -> Step:
    return Step(
        kind=Kind(row["kind"]),
        clinic_id=row["clinic_id"],
        expires_at=from_time(row["expires_at"]),
        account_id=row["account_id"],
        patient_id=row["patient_id"],
        wanted=row["wanted"],
        sealed=row["sealed"],
    )
