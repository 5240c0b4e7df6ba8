"""The devices that members of staff signed in on: a row an account, under the SHA-256 of a token of its own."""

from collections.abc import Sequence
from datetime import datetime

from sqlite_utils import Database

from recovery.store.rows import as_time, marks

_ADD = """
INSERT INTO known_device (token_hash, clinic_id, account_id, created_at, expires_at)
VALUES (:token_hash, :clinic_id, :account_id, :now, :expires_at)
"""


def add(
    db: Database, token_hash: str, *, clinic_id: int, account_id: int, now: datetime, expires_at: datetime
) -> None:  # fmt: skip
    """Know a device until then."""
    row = {
        "token_hash": token_hash, "clinic_id": clinic_id, "account_id": account_id, "now": as_time(now),
        "expires_at": as_time(expires_at),
    }  # fmt: skip
    db.conn.execute(_ADD, row)


def holders(db: Database, token_hashes: Sequence[str], *, now: datetime) -> dict[str, tuple[int, int]]:
    """Clinic and account by token hash, of those that are known now."""
    sql = f"""
    SELECT token_hash, clinic_id, account_id FROM known_device
    WHERE token_hash IN ({marks(token_hashes)}) AND expires_at > ?
    """
    rows = db.conn.execute(sql, (*token_hashes, as_time(now))).fetchall()
    return {row["token_hash"]: (row["clinic_id"], row["account_id"]) for row in rows}


def forget(db: Database, token_hash: str) -> None:
    """Know a device no longer."""
    db.conn.execute("DELETE FROM known_device WHERE token_hash = ?", (token_hash,))


def forget_of_account(db: Database, clinic_id: int, account_id: int) -> None:
    """Know no device of an account any longer."""
    db.conn.execute("DELETE FROM known_device WHERE clinic_id = ? AND account_id = ?", (clinic_id, account_id))


def forget_ended(db: Database, *, now: datetime) -> None:
    """Drop the devices that nobody signed in on for too long."""
    db.conn.execute("DELETE FROM known_device WHERE expires_at <= ?", (as_time(now),))
