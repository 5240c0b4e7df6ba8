"""Sessions: opening one, whose it is now, when it ends, and ending it."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from recovery.domain.access import Visitor
from recovery.domain.identifiers import new_token
from recovery.domain.lifetimes import PATIENT_GRACE, Lifetime, lifetime
from recovery.errors import StoreError
from recovery.services.entry.passwords import fingerprint
from recovery.services.office import Office
from recovery.store import accounts, audit, kept_entries, sessions
from recovery.store.database import Database
from recovery.store.sessions import Session

SEEN_EVERY = timedelta(minutes=1)
"""How exactly the last use of a session is kept: writing it at every click would cost a durable write each."""

ENDED_KEPT = timedelta(days=7)
"""How long a session that its holder did not end is still known, so that they are led back to where they were."""

KEPT_FOR = timedelta(hours=24)
"""How long what was typed waits for whoever was interrupted (ours): until they are at work again the next day."""


class Ending(NamedTuple):
    """When a session ends if nobody clicks again; and whether a click would put that off."""

    at: datetime
    can_stay: bool


class Way(StrEnum):
    """How somebody came in."""

    PASSWORD = "password"  # noqa: S105 - a way, not a password
    PASSWORD_AND_CODE = "password and code"  # noqa: S105
    SINGLE_SIGN_ON = "single sign-on"
    INVITATION = "invitation"
    PERSONAL_LINK = "personal link"
    SET_UP = "set-up code"
    LENT = "lent tablet"
    DEMO = "demo"


@dataclass(frozen=True)
class Entered:
    """A session at the end of an entry in steps: where its holder wanted to go, and what codes are new or left."""

    token: str = field(repr=False)
    visitor: Visitor
    wanted: str
    new_codes: tuple[str, ...] = field(default=(), repr=False)
    codes_left: int | None = None


def open_session(
    db: Database, visitor: Visitor, *, way: Way, device: str, now: datetime, action: str = "signed in"
) -> tuple[str, Visitor]:
    """A fresh session's token and its visitor, whose own `session` so far does not matter; behind the write door.

    `device` is what domain.devices.device_of made of the browser's own words.
    """
    token = new_token()
    lasts = lifetime(visitor.roles, lent=visitor.lent).absolute
    opened = Visitor(
        fingerprint(token), visitor.clinic_id, visitor.subject_id, visitor.name, visitor.roles, lent=visitor.lent
    )
    sessions.forget_ended(db, before=now - ENDED_KEPT)
    kept_entries.forget_before(db, now - KEPT_FOR)
    sessions.add(db, opened, way=way.value, device=device, now=now, expires_at=now + lasts)
    if opened.is_staff:
        accounts.mark_signed_in(db, opened.clinic_id, opened.subject_id, now=now)
    details = {"way": way.value, "device": device}
    audit.add_by(db, opened, action, audit.actor(opened).who, now=now, details=details)
    return token, opened


def visitor_of(office: Office, session: str, *, now: datetime, in_use: bool = True) -> Visitor | None:
    """Who holds the session with this token hash now; None when nobody does any more.

    A screen that looks for news by itself is not `in_use`: that must not keep staff from being signed out when idle.
    """
    with office.store.reading() as db:
        found = living(db, session, now=now)
    if found is None:
        return None
    if in_use and now - found.seen_at >= SEEN_EVERY:
        # A database that cannot be written for a while must not keep anyone from reading.
        with suppress(StoreError), office.store.writing() as db:
            sessions.mark_seen(db, session, now=now)
    return found.visitor


def ending(office: Office, session: str, *, now: datetime) -> Ending | None:
    """How the session with this token hash will end; None when it has ended. Asking does not keep it alive."""
    with office.store.reading() as db:
        found = living(db, session, now=now)
    if found is None:
        return None
    at_most = found.opened_at + _lifetime_of(found).absolute
    return Ending(end_of(found), can_stay=end_of(found) < at_most)


def living(db: Database, session: str, *, now: datetime) -> Session | None:
    """The session of this token hash, if it has not ended by any of its limits."""
    found = sessions.held(db, session, now=now, closed_since=(now - PATIENT_GRACE).date())
    return found if found and found.remembered and end_of(found) > now else None


def end_of(session: Session) -> datetime:
    """When a session ends if it is not used again."""
    return _lifetime_of(session).ends(opened_at=session.opened_at, seen_at=session.seen_at)


def has_expired(office: Office, session: str) -> bool:
    """Whether the session with this token hash ended without its holder signing out."""
    with office.store.reading() as db:
        return sessions.last_holder(db, session) is not None


def forget_left(db: Database, clinic_id: int, patient_id: int, *, now: datetime) -> None:
    """Drop the sessions of a patient whose phones are forgotten by now, before a treatment of theirs is open again.

    Without it a treatment that is added or opened again would let a phone in that was forgotten long ago.
    """
    sessions.forget_left(db, clinic_id, patient_id, closed_since=(now - PATIENT_GRACE).date())


def end_now(office: Office, session: str, *, now: datetime) -> None:
    """End the session as its time would have: its holder is led back to where they were once they sign in again."""
    with office.store.writing() as db:
        found = living(db, session, now=now)
        if found is not None:
            sessions.expire(db, session, now=now)
            _audit_end(db, found.visitor, "ended a session to sign in again", now)


def sign_out(office: Office, session: str, *, now: datetime) -> None:
    """End the session with this token hash, if there is one."""
    with office.store.writing() as db:
        found = living(db, session, now=now)
        sessions.end(db, session)
        if found is not None:
            _audit_end(db, found.visitor, "signed out", now)


def _lifetime_of(session: Session) -> Lifetime:
    return lifetime(session.visitor.roles, lent=session.visitor.lent)


def _audit_end(db: Database, visitor: Visitor, action: str, now: datetime) -> None:
    audit.add_by(db, visitor, action, audit.actor(visitor).who, now=now)
