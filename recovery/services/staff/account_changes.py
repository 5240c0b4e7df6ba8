"""What managers and the command line both do to an account, behind the write door: audited, all its ends at once."""

from collections.abc import Mapping
from datetime import datetime

from recovery.domain.access import Action, Role, Visitor
from recovery.errors import Conflict, NotAllowed, NotFound
from recovery.store import accounts, audit, invitations, known_devices, sessions, steps
from recovery.store.accounts import Account
from recovery.store.audit import Actor
from recovery.store.database import Database

LAST_MANAGER = (
    "{name} is the last manager; add another one first. Somebody who was invited and has not joined yet does not count."
)


def require_still(db: Database, visitor: Visitor, action: Action = Action.ADMINISTER) -> None:
    """Refuse when the visitor's account lost the right to this since their page was drawn (ASVS 5.0 8.3.2)."""
    own = accounts.by_id(db, visitor.clinic_id, visitor.subject_id)
    if own is None or own.disabled or not Visitor("", own.clinic_id, own.account_id, own.name, own.roles).may(action):
        raise NotAllowed("Your own account was changed meanwhile, so nothing else was. Sign in again.")


def account_of(db: Database, clinic_id: int, account_id: int) -> Account:
    """The account of this id in this clinic; NotFound otherwise."""
    found = accounts.by_id(db, clinic_id, account_id)
    if found is None:
        raise NotFound("There is no such account here; go back to the list and choose again.")
    return found


def disable(db: Database, account: Account, *, who: Actor, now: datetime) -> None:
    """Shut an account out, at once and everywhere; Conflict for the last manager."""
    refuse_last_manager(db, account)
    if not account.disabled:
        accounts.set_disabled(db, account, disabled=True)
        invitations.end(db, account.clinic_id, account.account_id)
        ended = end_all(db, account)
        details = {"disabled": [False, True], "sessions": ended}
        note(db, account, "disabled an account", who=who, now=now, details=details)


def set_password(db: Database, account: Account, password_hash: str) -> None:
    """Put a new password in place of the old; a link for choosing one, and every device, is worth nothing after."""
    accounts.set_password(db, account, password_hash)
    invitations.end(db, account.clinic_id, account.account_id)
    known_devices.forget_of_account(db, account.clinic_id, account.account_id)


def enable(db: Database, account: Account, *, who: Actor, now: datetime) -> None:
    """Let a disabled account sign in again."""
    if account.disabled:
        accounts.set_disabled(db, account, disabled=False)
        end_all(db, account)
        note(db, account, "enabled an account", who=who, now=now, details={"disabled": [True, False]})


def refuse_last_manager(db: Database, account: Account) -> None:
    """Conflict when nobody could look after the clinic without this account."""
    if Role.MANAGER in account.roles and accounts.is_last_manager(db, account):
        raise Conflict(LAST_MANAGER.format(name=account.name))


def refuse_own(visitor: Visitor, account: Account, instead: str) -> None:
    """Conflict when an account is the visitor's own: there, a screen left open must not do without the password."""
    if (account.clinic_id, account.account_id) == (visitor.clinic_id, visitor.subject_id):
        raise Conflict(f"This is your own account. {instead}.")


def end_all(db: Database, account: Account, *, but: str = "") -> int:
    """End what is open with an account, forget its devices, and say how many sessions that were; `but` one goes on."""
    steps.end_of_account(db, account.clinic_id, account.account_id)
    known_devices.forget_of_account(db, account.clinic_id, account.account_id)
    return sessions.end_of_account(db, account.clinic_id, account.account_id, but=but)


def note(
    db: Database, account: Account, action: str, *, who: Actor, now: datetime,
    details: Mapping[str, object] | None = None,
) -> None:  # fmt: skip
    """Write into the trail what was done to an account."""
    audit.add(
        db, clinic_id=account.clinic_id, now=now, actor=who, action=action, subject=f"staff:{account.account_id}",
        details=details,
    )  # fmt: skip
