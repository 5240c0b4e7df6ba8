"""When each member of staff last looked at a treatment."""

from datetime import datetime

from sqlite_utils import Database

from recovery.store.rows import as_time, from_time

_PUT = """
INSERT INTO look (clinic_id, account_id, treatment_id, looked_at)
VALUES (:clinic_id, :account_id, :treatment_id, :looked_at)
ON CONFLICT (clinic_id, account_id, treatment_id) DO UPDATE SET looked_at = excluded.looked_at
"""

_LAST = """
SELECT looked_at FROM look
WHERE clinic_id = :clinic_id AND account_id = :account_id AND treatment_id = :treatment_id
"""


def put(db: Database, clinic_id: int, treatment_id: int, *, account_id: int, now: datetime) -> None:
    """Note that someone looks at a treatment now."""
    key = {"clinic_id": clinic_id, "account_id": account_id, "treatment_id": treatment_id}
    db.conn.execute(_PUT, {**key, "looked_at": as_time(now)})


def last(db: Database, clinic_id: int, treatment_id: int, *, account_id: int) -> datetime | None:
    """When someone last looked at a treatment; None when they never did."""
    key = {"clinic_id": clinic_id, "account_id": account_id, "treatment_id": treatment_id}
    row = db.conn.execute(_LAST, key).fetchone()
    return from_time(row["looked_at"]) if row else None
