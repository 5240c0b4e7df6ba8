"""Reports that were begun and not yet sent, one a day of a treatment."""

import json
from dataclasses import asdict
from datetime import datetime

from sqlite_utils import Database

from recovery.domain.report import LATE_DAYS, Draft
from recovery.store.rows import as_time

_PUT = """
INSERT INTO draft (clinic_id, treatment_id, day, content, saved_at)
VALUES (:clinic_id, :treatment_id, :day, :content, :saved_at)
ON CONFLICT (clinic_id, treatment_id, day) DO UPDATE SET
    content = excluded.content, saved_at = excluded.saved_at
"""


def keep(db: Database, clinic_id: int, treatment_id: int, draft: Draft, *, now: datetime) -> None:
    """Keep what was entered for a day so far, in place of what was kept before."""
    row = {
        "clinic_id": clinic_id,
        "treatment_id": treatment_id,
        "day": draft.day,
        "content": json.dumps(asdict(draft), separators=(",", ":")),
        "saved_at": as_time(now),
    }
    db.conn.execute(_PUT, row)
    # One that is too old to be sent is of no use to anyone.
    sql = "DELETE FROM draft WHERE clinic_id = ? AND treatment_id = ? AND day < ?"
    db.conn.execute(sql, (clinic_id, treatment_id, draft.day - LATE_DAYS))


def kept(db: Database, clinic_id: int, treatment_id: int) -> dict[int, Draft]:
    """What was entered and not sent, by day, in rising order."""
    sql = "SELECT day, content FROM draft WHERE clinic_id = ? AND treatment_id = ? ORDER BY day"
    rows = db.conn.execute(sql, (clinic_id, treatment_id)).fetchall()
    return {row["day"]: draft_from(row["content"]) for row in rows}


def discard(db: Database, clinic_id: int, treatment_id: int, *, day: int) -> None:
    """Forget what was entered for a day."""
    sql = "DELETE FROM draft WHERE clinic_id = ? AND treatment_id = ? AND day = ?"
    db.conn.execute(sql, (clinic_id, treatment_id, day))


def draft_from(text: str) -> Draft:
    """The draft that is kept as this text."""
    content = json.loads(text)
    return Draft(**{**content, "red_flags": tuple(content["red_flags"])})
