"""What the verifications of the trail said, each signed with the trail's key."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlite_utils import Database

from recovery.store.rows import as_time, from_time
from recovery.store.trail_key import mac_of

_ADD = """
INSERT INTO audit_check (checked_at, rows, broken_seq, why, last_mac, mac) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (checked_at) DO UPDATE SET
    rows = excluded.rows, broken_seq = excluded.broken_seq, why = excluded.why, last_mac = excluded.last_mac,
    mac = excluded.mac
"""

_LATEST = "SELECT checked_at, rows, broken_seq, why, last_mac, mac FROM audit_check ORDER BY checked_at DESC"


class Verdict(NamedTuple):
    """What a verification said: how many rows it read, and the first broken one with what is wrong with it."""

    checked_at: datetime
    rows: int
    broken_seq: int | None
    why: str
    last_mac: str

    @property
    def is_whole(self) -> bool:
        """Whether every row is what was written."""
        return self.broken_seq is None


def keep(db: Database, verdict: Verdict, key: bytes) -> None:
    """Remember what a verification said."""
    cells = _cells(verdict)
    db.conn.execute(_ADD, (*cells, mac_of(key, "", *cells)))


def latest(db: Database, key: bytes) -> Verdict | None:
    """What the last verification said; None before the first. Verdicts without our signature are none."""
    return next(_signed(db, key), None)


def last_whole(db: Database, key: bytes) -> Verdict | None:
    """The last verification that found all well."""
    return next((verdict for verdict in _signed(db, key) if verdict.is_whole), None)


def _signed(db: Database, key: bytes) -> Iterator[Verdict]:
    for row in db.conn.execute(_LATEST):
        verdict = _verdict(row)
        if mac_of(key, "", *_cells(verdict)) == row["mac"]:
            yield verdict


def mac_at(db: Database, seq: int) -> str | None:
    """The chain's value at a row; None when there is no such row."""
    row = db.conn.execute("SELECT mac FROM audit WHERE seq = ?", (seq,)).fetchone()
    return row["mac"] if row else None


def _cells(verdict: Verdict) -> tuple[object, ...]:
    return (as_time(verdict.checked_at), verdict.rows, verdict.broken_seq, verdict.why, verdict.last_mac)


def _verdict(row: Any) -> Verdict:
    return Verdict(from_time(row["checked_at"]), row["rows"], row["broken_seq"], row["why"], row["last_mac"])
