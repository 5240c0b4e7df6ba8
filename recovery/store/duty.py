"""Who is on duty, and where staff get their mail."""

from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

_ON_DUTY = """
SELECT a.account_id, a.name, a.email
FROM clinic AS c
JOIN account AS a ON a.clinic_id = c.clinic_id AND a.account_id = c.on_duty
WHERE c.clinic_id = :clinic_id AND a.disabled = 0 AND a.is_clinician = 1 AND a.email <> ''
"""

_ADDRESSEE = """
SELECT account_id, name, email FROM account
WHERE clinic_id = :clinic_id AND account_id = :account_id AND disabled = 0
"""


@dataclass(frozen=True)
class Addressee:
    """A member of staff who may get mail; no address until they have given one."""

    account_id: int
    name: str
    email: str


def on_duty(db: Database, clinic_id: int) -> Addressee | None:
    """The clinician on duty, if that account may still sign in and has an address."""
    return _addressee(db.conn.execute(_ON_DUTY, {"clinic_id": clinic_id}).fetchone())


def addressee(db: Database, clinic_id: int, account_id: int) -> Addressee | None:
    """An account of the clinic; None when it is disabled or there is none such."""
    key = {"clinic_id": clinic_id, "account_id": account_id}
    return _addressee(db.conn.execute(_ADDRESSEE, key).fetchone())


def clinics(db: Database) -> list[int]:
    """The clinics that somebody may get mail of."""
    return [
        row[0] for row in db.conn.execute("SELECT clinic_id FROM clinic WHERE demo = 0 ORDER BY clinic_id").fetchall()
    ]


def put_on_duty(db: Database, clinic_id: int, account_id: int) -> None:
    """Put a clinician on duty, in the place of whoever was."""
    db.conn.execute("UPDATE clinic SET on_duty = ? WHERE clinic_id = ?", (account_id, clinic_id))


def take_off_duty(db: Database, clinic_id: int, account_id: int) -> bool:
    """Put nobody on duty if it was this clinician: whether it was."""
    sql = "UPDATE clinic SET on_duty = NULL WHERE clinic_id = ? AND on_duty = ?"
    return bool(db.conn.execute(sql, (clinic_id, account_id)).rowcount)


def set_email(db: Database, clinic_id: int, account_id: int, email: str) -> None:
    """Say where an account gets its mail."""
    sql = "UPDATE account SET email = ? WHERE clinic_id = ? AND account_id = ?"
    db.conn.execute(sql, (email, clinic_id, account_id))


def _addressee(row: Any) -> Addressee | None:
    return Addressee(**row) if row else None
