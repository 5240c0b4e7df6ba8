"""What the program does by itself from time to time: who does it now, and when it was last done."""

from datetime import datetime

from sqlite_utils import Database

from recovery.store.rows import as_time, from_time

_CLAIM = """
INSERT INTO chore (name, claimed_until) VALUES (:name, :until)
ON CONFLICT (name) DO UPDATE SET claimed_until = excluded.claimed_until
WHERE chore.claimed_until <= :now AND (chore.done_at IS NULL OR chore.done_at <= :due)
"""

_DONE = """
INSERT INTO chore (name, claimed_until, done_at) VALUES (:name, :now, :now)
ON CONFLICT (name) DO UPDATE SET done_at = excluded.done_at
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
    """Note that a chore was done."""
    db.conn.execute(_DONE, {"name": name, "now": as_time(now)})


def done_at(db: Database, name: str) -> datetime | None:
    """When a chore was last done; None before the first time."""
    row = db.conn.execute("SELECT done_at FROM chore WHERE name = ?", (name,)).fetchone()
    return from_time(row[0]) if row and row[0] else None
