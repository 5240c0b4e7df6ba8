"""The trail: who did what, to what, when, from which session.

Rows are only ever added, each chained to the one before by a key that the database does not hold.
"""

import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlite_utils import Database

from recovery.domain.access import Visitor
from recovery.store.rows import as_time
from recovery.store.trail_key import mac_of

BEGINNING = ""
"""Stands before the first row."""

SESSION_SIGNS = 12
"""How much of a session's hash the trail keeps: enough to tell sessions apart, of no use to whoever reads it."""

COLUMNS = "seq, clinic_id, at, actor, session, action, subject, details"

_LAST = "SELECT seq, mac FROM audit ORDER BY seq DESC LIMIT 1"

_ADD = f"""
INSERT INTO audit ({COLUMNS}, mac)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, trail_mac(?9, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8))
"""

_ALL = f"SELECT {COLUMNS}, mac FROM audit ORDER BY seq"

_TRIGGERS = {
    "audit_is_never_changed": "BEFORE UPDATE ON audit",
    "audit_is_never_deleted": "BEFORE DELETE ON audit",
}


class Actor(NamedTuple):
    """Who did something, never by name, and from which session."""

    who: str
    session: str = ""


PROGRAM = Actor("command line")
"""The actor of what is done from the command line, where nobody signs in."""

SIGNED_OUT = Actor("signed out")
"""The actor of what somebody tried who is not signed in."""


def actor(visitor: Visitor) -> Actor:
    """Who a visitor is, in the trail."""
    kind = "staff" if visitor.is_staff else "patient"
    return Actor(f"{kind}:{visitor.subject_id}", visitor.session[:SESSION_SIGNS])


def add(
    db: Database,
    *,
    clinic_id: int,
    now: datetime,
    actor: Actor,
    action: str,
    subject: str,
    details: Mapping[str, object] | None = None,
) -> None:
    """Write one line behind the write door; `details` hold no free text of patients."""
    last = db.conn.execute(_LAST).fetchone()
    seq, before = (last["seq"] + 1, last["mac"]) if last else (1, BEGINNING)
    said = json.dumps(details or {}, separators=(",", ":"))
    db.conn.execute(_ADD, (seq, clinic_id, as_time(now), *actor, action, subject, said, before))


def add_by(
    db: Database, visitor: Visitor, action: str, subject: str, *, now: datetime,
    details: Mapping[str, object] | None = None,
) -> None:  # fmt: skip
    """Write what a visitor does in their clinic, as `add` does."""
    add(db, clinic_id=visitor.clinic_id, now=now, actor=actor(visitor), action=action, subject=subject, details=details)


def looked_at(db: Database, key: bytes) -> Iterator[tuple[int, str, str]]:
    """Each row's number in turn, what is wrong with it (nothing, when empty), and its link of the chain."""
    before, expected = BEGINNING, 1
    for row in db.conn.execute(_ALL):
        *cells, mac = row
        if cells[0] != expected:
            yield expected, f"row {expected} is missing", mac
        elif not hmac.compare_digest(mac_of(key, before, *cells), mac):
            yield expected, "it is not what was written, or another key wrote it", mac
        else:
            yield expected, "", mac
        before, expected = mac, expected + 1


def forget_all(db: Database) -> None:
    """Empty the trail of a demo; whoever calls this has made sure that it is one."""
    for name in _TRIGGERS:
        db.conn.execute(f"DROP TRIGGER {name}")
    db.conn.execute("DELETE FROM audit")
    append_only(db)


def append_only(db: Database) -> None:
    """Let the database itself refuse to change or delete rows of the trail."""
    for name, when in _TRIGGERS.items():
        db.conn.execute(
            f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, 'the trail is only ever added to'); END"
        )


def chain_what_stands(db: Database, rows: Iterable[Any]) -> None:
    """Write rows of (seq, clinic, at, actor, action, subject, details) of an unchained trail again, chained."""
    before = BEGINNING
    for number, (_, clinic_id, at, who, action, subject, details) in enumerate(rows, start=1):
        db.conn.execute(_ADD, (number, clinic_id, at, who, "", action, subject, details, before))
        before = db.conn.execute(_LAST).fetchone()["mac"]


def count(db: Database) -> int:
    """How many rows the trail has: they are numbered without a gap."""
    return int(db.conn.execute("SELECT coalesce(max(seq), 0) FROM audit").fetchone()[0])
