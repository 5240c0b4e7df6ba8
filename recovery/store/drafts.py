"""Reports that were begun and not yet sent."""

import json
from dataclasses import asdict
from datetime import datetime

from sqlite_utils import Database

from recovery.domain.report import Draft
from recovery.store.rows import as_time

_PUT = """
INSERT INTO draft (clinic_id, treatment_id, content, saved_at)
VALUES (:clinic_id, :treatment_id, :content, :saved_at)
ON CONFLICT (clinic_id, treatment_id) DO UPDATE SET content = excluded.content, saved_at = excluded.saved_at
"""


def keep(db: Database, clinic_id: int, treatment_id: int, draft: Draft, *, now: datetime) -> None:
    """Keep what was entered so far, in place of what was kept before."""
    content = json.dumps(asdict(draft), separators=(",", ":"))
    key = {"clinic_id": clinic_id, "treatment_id": treatment_id}
    db.conn.execute(_PUT, {**key, "content": content, "saved_at": as_time(now)})


def kept(db: Database, clinic_id: int, treatment_id: int) -> Draft | None:
    """What was entered and not sent; None when there is nothing."""
    sql = "SELECT content FROM draft WHERE clinic_id = ? AND treatment_id = ?"
    row = db.conn.execute(sql, (clinic_id, treatment_id)).fetchone()
    if row is None:
        return None
    content = json.loads(row["content"])
    return Draft(**{**content, "red_flags": tuple(content["red_flags"])})


def discard(db: Database, clinic_id: int, treatment_id: int) -> None:
    """Forget what was entered."""
    db.conn.execute("DELETE FROM draft WHERE clinic_id = ? AND treatment_id = ?", (clinic_id, treatment_id))
