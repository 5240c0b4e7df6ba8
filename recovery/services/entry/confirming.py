"""Asking for the password once more before a member of staff changes how they sign in (ASVS 5.0 7.5.1)."""

from dataclasses import dataclass, field
from datetime import datetime

from recovery.domain.access import Action, Visitor, require
from recovery.errors import SignedOut, SignInRefused
from recovery.services.entry import throttling, visiting
from recovery.services.entry.known_devices import device_of
from recovery.services.entry.passwords import is_password
from recovery.services.entry.throttling import Attempt
from recovery.services.entry.visiting import Way, open_session
from recovery.services.office import Office
from recovery.store import accounts, sessions, steps
from recovery.store.accounts import Account
from recovery.store.database import Database

REFUSED = "That is not your password."
OVER = "Your session has ended. Sign in again."


@dataclass(frozen=True)
class Whence:
    """Where a visitor is: the network address, the browser in two words, and the tokens of its device cookie."""

    address: str
    device: str = ""
    held: str = field(default="", repr=False)


def confirmed(office: Office, visitor: Visitor, *, password: str, whence: Whence, now: datetime) -> Account:
    """The visitor's account, if this is its password; SignInRefused or TooManyAttempts otherwise."""
    require(visitor, Action.LOOK_AFTER_OWN_ACCOUNT)
    with office.store.reading() as db:
        account, attempt = _attempt(db, visitor, whence, now)
        throttling.refuse_too_soon(db, attempt, now=now)
    right = is_password(password, account.password_hash)
    with office.store.writing() as db:
        throttling.refuse_too_soon(db, attempt, now=now)
        if right:
            throttling.forget_failures(db, attempt, now=now)
        else:
            throttling.count_failure(db, attempt, now=now)
            throttling.note_failure(db, "password refused", subject=f"staff:{account.account_id}", now=now)
    if not right:
        raise SignInRefused(REFUSED)
    return account


def renew_session(
    db: Database, visitor: Visitor, *, whence: Whence, now: datetime
) -> tuple[Account, str, Visitor]:  # fmt: skip
    """End all that is open with the visitor's account, and open one session anew in its place (ASVS 5.0 7.2.4).

    SignedOut when somebody ended the visitor's own meanwhile: that must not bring it back.
    """
    require(visitor, Action.LOOK_AFTER_OWN_ACCOUNT)
    account = accounts.by_id(db, visitor.clinic_id, visitor.subject_id)
    held = visiting.living(db, visitor.session, now=now)
    if account is None or account.disabled or held is None:
        raise SignedOut(OVER)
    steps.end_of_account(db, account.clinic_id, account.account_id)
    sessions.end_of_account(db, account.clinic_id, account.account_id)
    token, renewed = open_session(
        db, visitor, way=Way(held.way), device=whence.device, now=now, action="renewed the session"
    )  # fmt: skip
    return account, token, renewed


def _attempt(db: Database, visitor: Visitor, whence: Whence, now: datetime) -> tuple[Account, Attempt]:
    account = accounts.by_id(db, visitor.clinic_id, visitor.subject_id)
    if account is None:
        raise SignedOut(OVER)
    known = device_of(db, whence.held, clinic_id=account.clinic_id, account_id=account.account_id, now=now)
    return account, throttling.with_password(login=account.login, address=whence.address, device=known)
