"""The one-time code of the first start, kept as SHA-256 only."""

from datetime import datetime

from sqlite_utils import Database

from recovery.store.rows import as_time


def put(db: Database, code_hash: str, *, now: datetime) -> None:
    """Let this code, and no earlier one, open the set-up page."""
    forget(db)
    db.conn.execute("INSERT INTO set_up_code VALUES (?, ?)", (code_hash, as_time(now)))


def is_good(db: Database, code_hash: str) -> bool:
    """Whether this code opens the set-up page."""
    return db.conn.execute("SELECT 1 FROM set_up_code WHERE code_hash = ?", (code_hash,)).fetchone() is not None


def forget(db: Database) -> None:
    """Close the set-up page."""
    db.conn.execute("DELETE FROM set_up_code")
