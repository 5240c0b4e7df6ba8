"""Links by which members of staff choose a password: made, made anew, withdrawn."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from recovery.domain.access import Action, Role, Visitor, require
from recovery.domain.identifiers import new_id, new_token
from recovery.domain.staff import check_login, check_name, check_roles
from recovery.errors import Conflict
from recovery.services.entry.passwords import fingerprint
from recovery.services.office import Office
from recovery.services.staff.account_changes import account_of, disable, note, refuse_own, require_still
from recovery.store import accounts, audit, invitations, steps
from recovery.store.accounts import Account
from recovery.store.audit import Actor
from recovery.store.database import Database
from recovery.store.invitations import NOBODY, Invitation

LINK_LASTS = timedelta(days=7)
"""A week: long enough for someone on leave, short enough for a mailbox that is read by others later (ours)."""


@dataclass(frozen=True)
class StaffEntry:
    """What a manager enters of a member of staff."""

    name: str
    login: str
    roles: frozenset[Role]


@dataclass(frozen=True)
class Link:
    """A link to hand over, shown once: whose, its secret, and until when it works."""

    account: Account
    token: str = field(repr=False)
    until: datetime


def link_address(base: str, token: str) -> str:
    """The address to hand over; `base` is how the outside world reaches us."""
    return f"{base}/auth/invitation/{token}"


def invite(office: Office, visitor: Visitor, *, entry: StaffEntry, now: datetime) -> Link:
    """A new account without a password, and the link by which its holder chooses one."""
    require(visitor, Action.ADMINISTER)
    with office.store.writing() as db:
        require_still(db, visitor)
        return add_invited(
            db, entry, clinic_id=visitor.clinic_id, who=audit.actor(visitor), by=visitor.subject_id, now=now
        )  # fmt: skip


def make_link(office: Office, visitor: Visitor, *, account_id: int, now: datetime) -> Link:
    """A link for an account, in place of any earlier: to join, or to choose a new password.

    What its holder has now, password and sessions, goes on until the link is used. Conflict for one's own password,
    which asks for the one before (ASVS 5.0 6.2.3).
    """
    require(visitor, Action.ADMINISTER)
    with office.store.writing() as db:
        require_still(db, visitor)
        account = account_of(db, visitor.clinic_id, account_id)
        if account.disabled:
            raise Conflict("This account is disabled; enable it first.")
        if account.password_hash:
            refuse_own(visitor, account, "Change your password on the page of your account")
        link = _link(db, account, by=visitor.subject_id, now=now)
        note(db, account, "made a password link", who=audit.actor(visitor), now=now, details=_until(link))
        return link


def withdraw(office: Office, visitor: Visitor, *, account_id: int, now: datetime) -> None:
    """Take a link back; an account that nobody has joined with is disabled, so that nothing else lets anyone in."""
    require(visitor, Action.ADMINISTER)
    with office.store.writing() as db:
        require_still(db, visitor)
        account, who = account_of(db, visitor.clinic_id, account_id), audit.actor(visitor)
        steps.end_of_account(db, account.clinic_id, account.account_id)
        if invitations.end(db, account.clinic_id, account.account_id):
            note(db, account, "withdrew a password link", who=who, now=now)
        if not account.can_sign_in:
            disable(db, account, who=who, now=now)


def add_invited(
    db: Database, entry: StaffEntry, *, clinic_id: int, who: Actor, by: int = NOBODY, now: datetime
) -> Link:  # fmt: skip
    """What `invite` does, for managers and the command line, behind the write door."""
    name = check_name(entry.name)  # asked for first, so what is missing is said in that order
    account = Account(
        clinic_id=clinic_id,
        account_id=new_id(),
        login=check_login(entry.login),
        name=name,
        password_hash="",
        roles=check_roles(entry.roles),
    )
    accounts.add(db, account, now=now)
    link = _link(db, account, by=by, now=now)
    details = {"roles": sorted(account.roles), **_until(link)}
    note(db, account, "invited a member of staff", who=who, now=now, details=details)
    return link


def _link(db: Database, account: Account, *, by: int, now: datetime) -> Link:
    token, until = new_token(), now + LINK_LASTS
    steps.end_of_account(db, account.clinic_id, account.account_id)
    invitation = Invitation(account.clinic_id, account.account_id, until)
    invitations.put(db, invitation, fingerprint(token), created_by=by, now=now)
    return Link(account, token, until)


def _until(link: Link) -> dict[str, object]:
    return {"until": link.until.isoformat(timespec="seconds")}
