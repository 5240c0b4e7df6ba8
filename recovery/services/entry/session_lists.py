"""Sessions of staff as a list, one's own and, for managers, everybody's; and ending them."""

from dataclasses import dataclass
from datetime import datetime

from recovery.domain.access import Action, Visitor, require
from recovery.domain.clinic import Clinic
from recovery.errors import NotFound
from recovery.services.entry.visiting import end_of
from recovery.services.office import Office
from recovery.services.paging import a_page
from recovery.services.staff.account_changes import account_of, end_all, note, require_still
from recovery.store import audit, people, sessions
from recovery.store.audit import SESSION_SIGNS
from recovery.store.database import Database
from recovery.store.sessions import Session

PAGE = 25
"""Sessions shown at a time."""


@dataclass(frozen=True)
class Sessions:
    """One page of the sessions of a clinic's staff, the last used first, and how many there are in all."""

    clinic: Clinic
    sessions: tuple[Session, ...]
    total: int


def sign_of(session: Session) -> str:
    """What tells a session apart on a screen and in the trail, and lets nobody in."""
    return session.visitor.session[:SESSION_SIGNS]


def living_of_staff(
    db: Database, clinic_id: int, *, account_id: int | None = None, now: datetime
) -> list[Session]:  # fmt: skip
    """The sessions that have not ended by any of their limits, of all staff or of one account."""
    found = sessions.of_staff(db, clinic_id, account_id=account_id, now=now)
    return [session for session in found if end_of(session) > now]


def staff_sessions(office: Office, visitor: Visitor, *, page: int, now: datetime) -> Sessions:
    """Everybody's sessions, for a manager, page `page` (from 1) of them."""
    require(visitor, Action.ADMINISTER)
    with office.store.reading() as db:
        found = living_of_staff(db, visitor.clinic_id, now=now)
        clinic = people.clinic(db, visitor.clinic_id)

    def read(limit: int, offset: int) -> tuple[list[Session], int]:
        return found[offset : offset + limit], len(found)

    shown, total = a_page(read, page=page, size=PAGE)
    return Sessions(clinic, tuple(shown), total)


def end_session(office: Office, visitor: Visitor, *, sign: str, now: datetime) -> None:
    """End one session of anyone on the staff, at their next click."""
    require(visitor, Action.ADMINISTER)
    with office.store.writing() as db:
        require_still(db, visitor)
        _end(db, visitor, sign, None, now)


def end_sessions_of(office: Office, visitor: Visitor, *, account_id: int, now: datetime) -> int:
    """End every session of a member of staff, and forget their devices; how many sessions that were."""
    require(visitor, Action.ADMINISTER)
    with office.store.writing() as db:
        require_still(db, visitor)
        account = account_of(db, visitor.clinic_id, account_id)
        ended = end_all(db, account)
        note(
            db, account, "ended every session", who=audit.actor(visitor), now=now, details={"sessions": ended}
        )  # fmt: skip
        return ended


def end_own_session(office: Office, visitor: Visitor, *, sign: str, now: datetime) -> None:
    """End one of the visitor's own sessions."""
    require(visitor, Action.LOOK_AFTER_OWN_ACCOUNT)
    with office.store.writing() as db:
        _end(db, visitor, sign, visitor.subject_id, now)


def sign_out_everywhere(office: Office, visitor: Visitor, *, but_here: bool, now: datetime) -> int:
    """End all of the visitor's sessions, this one too unless `but_here`; how many. Their devices are forgotten."""
    require(visitor, Action.LOOK_AFTER_OWN_ACCOUNT)
    with office.store.writing() as db:
        account = account_of(db, visitor.clinic_id, visitor.subject_id)
        ended = end_all(db, account, but=visitor.session if but_here else "")
        action = "signed out everywhere else" if but_here else "signed out everywhere"
        note(db, account, action, who=audit.actor(visitor), now=now, details={"sessions": ended})
        return ended


def _end(db: Database, visitor: Visitor, sign: str, account_id: int | None, now: datetime) -> None:
    found = living_of_staff(db, visitor.clinic_id, account_id=account_id, now=now)
    asked = next((session for session in found if len(sign) == SESSION_SIGNS and sign_of(session) == sign), None)
    if asked is None:
        raise NotFound("This session has ended already.")
    # Not deleted: whoever works there is told that it ended, and led back to where they were once they sign in again.
    sessions.expire(db, asked.visitor.session, now=now)
    account = account_of(db, visitor.clinic_id, asked.visitor.subject_id)
    note(db, account, "ended a session", who=audit.actor(visitor), now=now, details={"session": sign})
