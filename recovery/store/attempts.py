"""How often getting in failed: counts under two keys, of which neither tells a name or an address."""

from datetime import datetime

from sqlite_utils import Database

from recovery.domain.throttling import Failures
from recovery.store.rows import as_time, from_time

_PUT = """
INSERT INTO sign_in_attempt (login_hash, address_hash, failures, last_failed_at)
VALUES (:who, :whence, :failures, :at)
ON CONFLICT (login_hash, address_hash) DO UPDATE SET
    failures = excluded.failures, last_failed_at = excluded.last_failed_at
"""

_FEW = "DELETE FROM sign_in_attempt WHERE last_failed_at < ? AND failures < ?"


def find(db: Database, who: str, whence: str) -> Failures | None:
    """What is counted under these keys."""
    sql = "SELECT failures, last_failed_at FROM sign_in_attempt WHERE login_hash = ? AND address_hash = ?"
    row = db.conn.execute(sql, (who, whence)).fetchone()
    return Failures(row["failures"], from_time(row["last_failed_at"])) if row else None


def put(db: Database, who: str, whence: str, failures: Failures) -> None:
    """Keep a count in place of what stood there."""
    row = {"who": who, "whence": whence, "failures": failures.count, "at": as_time(failures.last_at)}
    db.conn.execute(_PUT, row)


def forget(db: Database, who: str, whence: str) -> None:
    """Start counting anew."""
    db.conn.execute("DELETE FROM sign_in_attempt WHERE login_hash = ? AND address_hash = ?", (who, whence))


def forget_before(db: Database, then: datetime) -> None:
    """Drop the counts whose last failure lies before `then`."""
    db.conn.execute("DELETE FROM sign_in_attempt WHERE last_failed_at < ?", (as_time(then),))


def forget_few_before(db: Database, then: datetime, *, fewer_than: int) -> None:
    """Drop the counts of so few failures that they make nobody wait, whose last one lies before `then`."""
    db.conn.execute(_FEW, (as_time(then), fewer_than))


def under(db: Database, who: str) -> list[tuple[str, Failures]]:
    """Everything that is counted under the first key, by the second."""
    sql = "SELECT address_hash, failures, last_failed_at FROM sign_in_attempt WHERE login_hash = ? ORDER BY 1"
    rows = db.conn.execute(sql, (who,)).fetchall()
    return [(row["address_hash"], Failures(row["failures"], from_time(row["last_failed_at"]))) for row in rows]
