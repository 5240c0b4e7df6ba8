"""What the program does by itself: who does it now, when it was last done, and what is owed until it was."""

from datetime import datetime

from sqlite_utils import Database

from recovery.store.rows import as_time, from_time

DERIVED_ROWS = "derived rows"
"""Owed while a change of the bands is not yet in all that is derived."""

ERASED_BYTES = "sweep of the erased"
"""Owed while the file may hold bytes of what was erased."""

_CLAIM = """
INSERT INTO chore (name, claimed_until) VALUES (:name, :until)
ON CONFLICT (name) DO UPDATE SET claimed_until = excluded.claimed_until
WHERE chore.claimed_until <= :now AND (chore.done_at IS NULL OR chore.done_at <= :due)
"""

_DONE = """
INSERT INTO chore (name, claimed_until, done_at) VALUES (:name, :now, :now)
ON CONFLICT (name) DO UPDATE SET done_at = excluded.done_at
"""

_OWE = """
INSERT INTO chore (name, claimed_until, done_at) VALUES (:name, :now, NULL)
ON CONFLICT (name) DO UPDATE SET done_at = NULL
"""


def claim(db: Database, name: str, *, now: datetime, until: datetime, done_before: datetime) -> bool:
    """Claim a chore until a moment: whether nobody holds it and it was not done since `done_before`."""
    row = {"name": name, "now": as_time(now), "until": as_time(until), "due": as_time(done_before)}
    return db.conn.execute(_CLAIM, row).rowcount == 1


def release(db: Database, name: str, *, until: datetime, now: datetime) -> None:
    """End one's own claim, the one that ran until then."""
    sql = "UPDATE chore SET claimed_until = ? WHERE name = ? AND claimed_until = ?"
    db.conn.execute(sql, (as_time(now), name, as_time(until)))


def mark_done(db: Database, name: str, *, now: datetime) -> None:
    """Note that a chore was done; nothing of it is owed any more."""
    db.conn.execute(_DONE, {"name": name, "now": as_time(now)})


def done_at(db: Database, name: str) -> datetime | None:
    """When a chore was last done; None before the first time."""
    row = db.conn.execute("SELECT done_at FROM chore WHERE name = ?", (name,)).fetchone()
    return from_time(row[0]) if row and row[0] else None


def owe(db: Database, name: str, *, now: datetime) -> None:
    """Note that a chore must be done: in the transaction that makes it so."""
    db.conn.execute(_OWE, {"name": name, "now": as_time(now)})


def is_owed(db: Database, name: str) -> bool:
    """Whether a chore must be done."""
    return db.conn.execute("SELECT 1 FROM chore WHERE name = ? AND done_at IS NULL", (name,)).fetchone() is not None
