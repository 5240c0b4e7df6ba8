"""What somebody had typed and not sent: sealed, one row a screen, for a day."""

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


def content(db: Database, clinic_id: int, account_id: int, screen: str, *, since: datetime) -> str | None:
    """What is kept of a screen that is newer than `since`."""
    key = {"clinic_id": clinic_id, "account_id": account_id, "screen": screen, "since": as_time(since)}
    row = db.conn.execute(f"SELECT content FROM kept_entry WHERE {_WHERE}", key).fetchone()
    return str(row["content"]) if row else None


def forget(db: Database, clinic_id: int, account_id: int, screen: str) -> None:
    """Drop what is kept of a screen."""
    sql = "DELETE FROM kept_entry WHERE clinic_id = ? AND account_id = ? AND screen = ?"
    db.conn.execute(sql, (clinic_id, account_id, screen))


def forget_before(db: Database, then: datetime) -> None:
    """Drop what was kept before `then`."""
    db.conn.execute("DELETE FROM kept_entry WHERE kept_at <= ?", (as_time(then),))


def forget_about(db: Database, clinic_id: int, named: str) -> None:
    """Drop what was typed on screens whose address names this patient or treatment, by the id as addresses have it."""
    sql = "DELETE FROM kept_entry WHERE clinic_id = ? AND screen LIKE ?"
    db.conn.execute(sql, (clinic_id, f"%={named}%"))
