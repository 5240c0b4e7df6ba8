"""What somebody had typed when their session ended by itself: sealed, one row a screen, for a day."""

from datetime import datetime

from sqlite_utils import Database

from recovery.store.rows import as_time

_PUT = """
INSERT INTO kept_entry (clinic_id, account_id, screen, content, kept_at)
VALUES (:clinic_id, :account_id, :screen, :content, :kept_at)
ON CONFLICT (clinic_id, account_id, screen) DO UPDATE SET content = excluded.content, kept_at = excluded.kept_at
"""

_WHERE = "clinic_id = :clinic_id AND account_id = :account_id AND screen = :screen AND kept_at > :since"


def put(db: Database, clinic_id: int, account_id: int, screen: str, *, content: str, now: datetime) -> None:
    """Keep what was typed on a screen, in place of what was kept of it before."""
    row = {"clinic_id": clinic_id, "account_id": account_id, "screen": screen, "content": content}
    db.conn.execute(_PUT, {**row, "kept_at": as_time(now)})


def is_there(db: Database, clinic_id: int, account_id: int, screen: str, *, since: datetime) -> bool:
    """Whether something of a screen is kept that is newer than `since`."""
    key = {"clinic_id": clinic_id, "account_id": account_id, "screen": screen, "since": as_time(since)}
    return db.conn.execute(f"SELECT 1 FROM kept_entry WHERE {_WHERE}", key).fetchone() is not None


def take(db: Database, clinic_id: int, account_id: int, screen: str, *, since: datetime) -> str | None:
    """What is kept of a screen, which is gone with this: of two tabs that take it at once, one gets it."""
    key = {"clinic_id": clinic_id, "account_id": account_id, "screen": screen, "since": as_time(since)}
    row = db.conn.execute(f"DELETE FROM kept_entry WHERE {_WHERE} RETURNING content", key).fetchone()
    return str(row["content"]) if row else None


def forget_before(db: Database, then: datetime) -> None:
    """Drop what was kept before `then`."""
    db.conn.execute("DELETE FROM kept_entry WHERE kept_at <= ?", (as_time(then),))


def forget_about(db: Database, clinic_id: int, named: str) -> None:
    """Drop what was typed on screens whose address names this patient or treatment, by the id as addresses have it."""
    sql = "DELETE FROM kept_entry WHERE clinic_id = ? AND screen LIKE ?"
    db.conn.execute(sql, (clinic_id, f"%={named}%"))
