"""The trail: who did what, to what, when. Rows are only ever added."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlite_utils import Database

from recovery.domain.access import Visitor
from recovery.store.rows import as_time

PROGRAM = "command line"
"""The actor of what is done from the command line, where nobody signs in."""

_ADD = """
INSERT INTO audit (clinic_id, at, actor, action, subject, details)
VALUES (:clinic_id, :at, :actor, :action, :subject, :details)
"""


def actor(visitor: Visitor) -> str:
    """Who a visitor is, in the trail: never a name."""
    kind = "staff" if visitor.is_staff else "patient"
    return f"{kind}:{visitor.subject_id}"


def add(
    db: Database,
    *,
    clinic_id: int,
    now: datetime,
    actor: str,
    action: str,
    subject: str,
    details: Mapping[str, object] | None = None,
) -> None:
    """Write one line; `details` hold no free text of patients."""
    db.conn.execute(
        _ADD,
        {
            "clinic_id": clinic_id,
            "at": as_time(now),
            "actor": actor,
            "action": action,
            "subject": subject,
            "details": json.dumps(details or {}, separators=(",", ":")),
        },
    )
