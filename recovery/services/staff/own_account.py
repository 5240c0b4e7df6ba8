"""What members of staff see of their own account."""

from dataclasses import dataclass
from datetime import datetime

from recovery.domain.access import Action, Visitor, require
from recovery.domain.clinic import Clinic
from recovery.errors import NotFound
from recovery.services.entry.session_lists import living_of_staff
from recovery.services.office import Office
from recovery.store import people, staff_list
from recovery.store.sessions import Session
from recovery.store.staff_list import Member


@dataclass(frozen=True)
class OwnAccount:
    """Whose account it is, in which clinic, and where else it is signed in."""

    clinic: Clinic
    member: Member
    sessions: tuple[Session, ...]


def own_account(office: Office, visitor: Visitor, *, now: datetime) -> OwnAccount:
    """The visitor's own account and its sessions, the last used first."""
    require(visitor, Action.LOOK_AFTER_OWN_ACCOUNT)
    with office.store.reading() as db:
        member = staff_list.member(db, visitor.clinic_id, visitor.subject_id)
        if member is None:
            raise NotFound("Your account is not here any more; sign in again.")
        found = living_of_staff(db, visitor.clinic_id, account_id=visitor.subject_id, now=now)
        return OwnAccount(people.clinic(db, visitor.clinic_id), member, tuple(found))
