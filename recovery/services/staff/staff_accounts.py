"""The accounts of a clinic's staff: who has one, what state it is in, and what managers change about it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from recovery.domain.access import Action, Role, Visitor, require
from recovery.domain.clinic import Clinic
from recovery.domain.staff import check_login, check_name, check_roles
from recovery.errors import Conflict, NotFound
from recovery.services.entry.second_factor import remove
from recovery.services.entry.session_lists import living_of_staff
from recovery.services.office import Office
from recovery.services.paging import a_page
from recovery.services.staff import account_changes
from recovery.services.staff.account_changes import account_of, note, refuse_last_manager, refuse_own, require_still
from recovery.services.staff.inviting import StaffEntry
from recovery.store import accounts, audit, people, single_sign_ons, staff_list
from recovery.store.accounts import Account
from recovery.store.audit import Actor
from recovery.store.database import Database
from recovery.store.sessions import Session
from recovery.store.staff_list import Member

PAGE = 25
"""Accounts shown at a time."""


@dataclass(frozen=True)
class Staff:
    """One page of a clinic's accounts, those that are disabled last, and how many there are in all."""

    clinic: Clinic
    members: tuple[Member, ...]
    total: int


@dataclass(frozen=True)
class One:
    """One account with its sessions, and whether it is the last that can look after the clinic."""

    clinic: Clinic
    member: Member
    sessions: tuple[Session, ...]
    is_last_manager: bool

    @property
    def entry(self) -> StaffEntry:
        """What was entered of this member of staff."""
        return StaffEntry(self.member.name, self.member.login, self.member.roles)


def staff(office: Office, visitor: Visitor, *, page: int) -> Staff:
    """The clinic's accounts, page `page` (from 1)."""
    require(visitor, Action.ADMINISTER)
    with office.store.reading() as db:

        def read(limit: int, offset: int) -> tuple[list[Member], int]:
            return staff_list.members(db, visitor.clinic_id, limit=limit, offset=offset)

        members, total = a_page(read, page=page, size=PAGE)
        return Staff(people.clinic(db, visitor.clinic_id), tuple(members), total)


def one(office: Office, visitor: Visitor, *, account_id: int, now: datetime) -> One:
    """One account of the clinic; NotFound when there is none such."""
    require(visitor, Action.ADMINISTER)
    with office.store.reading() as db:
        account = account_of(db, visitor.clinic_id, account_id)
        member = staff_list.member(db, visitor.clinic_id, account_id)
        if member is None:
            raise NotFound("There is no such account here; go back to the list and choose again.")
        return One(
            clinic=people.clinic(db, visitor.clinic_id),
            member=member,
            sessions=tuple(living_of_staff(db, visitor.clinic_id, account_id=account_id, now=now)),
            is_last_manager=accounts.is_last_manager(db, account),
        )


def change(
    office: Office, visitor: Visitor, *, account_id: int, entry: StaffEntry, seen: StaffEntry, now: datetime
) -> None:  # fmt: skip
    """Change name, sign-in name and roles; Conflict when they are not what the visitor had `seen` any more."""
    wanted = StaffEntry(check_name(entry.name), check_login(entry.login), check_roles(entry.roles))

    def put(db: Database, account: Account, who: Actor) -> None:
        before = StaffEntry(account.name, account.login, account.roles)
        if before != seen:
            raise Conflict("Somebody else changed this account just now. See how it is, then change it again.")
        if Role.MANAGER not in wanted.roles:
            refuse_last_manager(db, account)
        if wanted != before:
            accounts.change(db, replace(account, name=wanted.name, login=wanted.login, roles=wanted.roles))
            note(db, account, "changed an account", who=who, now=now, details=_differences(before, wanted))

    _change(office, visitor, account_id, put)


def disable(office: Office, visitor: Visitor, *, account_id: int, now: datetime) -> None:
    """Shut somebody else out, at once and everywhere; Conflict for the last manager and for oneself."""

    def put(db: Database, account: Account, who: Actor) -> None:
        refuse_own(visitor, account, "Another manager can disable it")
        account_changes.disable(db, account, who=who, now=now)

    _change(office, visitor, account_id, put)


def enable(office: Office, visitor: Visitor, *, account_id: int, now: datetime) -> None:
    """Let a disabled account sign in again."""
    _change(office, visitor, account_id, lambda db, account, who: account_changes.enable(db, account, who=who, now=now))


def remove_code(office: Office, visitor: Visitor, *, account_id: int, now: datetime) -> None:
    """Take the second factor from somebody else who lost it, and end what they have open; Conflict for one's own."""

    def put(db: Database, account: Account, who: Actor) -> None:
        refuse_own(visitor, account, "Switch your second factor off on the page of your account")
        if account.has_code:
            remove(db, account)
            ended = account_changes.end_all(db, account)
            note(db, account, "removed a second factor", who=who, now=now, details={"sessions": ended})

    _change(office, visitor, account_id, put)


def unlink(office: Office, visitor: Visitor, *, account_id: int, now: datetime) -> None:
    """Let the next single sign-on by this address be linked anew, as when its owner got a new one there."""

    def put(db: Database, account: Account, who: Actor) -> None:
        if account.sso_subject:
            if not account.password_hash:
                refuse_last_manager(db, account)
            single_sign_ons.unlink(db, account.clinic_id, account.account_id)
            ended = account_changes.end_all(db, account)
            note(db, account, "unlinked single sign-on", who=who, now=now, details={"sessions": ended})

    _change(office, visitor, account_id, put)


def _change(office: Office, visitor: Visitor, account_id: int, put: Callable[[Database, Account, Actor], None]) -> None:
    require(visitor, Action.ADMINISTER)
    with office.store.writing() as db:
        require_still(db, visitor)
        put(db, account_of(db, visitor.clinic_id, account_id), audit.actor(visitor))


def _differences(before: StaffEntry, after: StaffEntry) -> dict[str, object]:
    """Roles before and after; of names only that they changed: the trail names staff by number."""
    named = [field for field in ("name", "login") if getattr(before, field) != getattr(after, field)]
    roles = [sorted(before.roles), sorted(after.roles)] if before.roles != after.roles else None
    return {**({"changed": named} if named else {}), **({"roles": roles} if roles else {})}
