"""A member of staff's second factor: set up with an app, asked for after the password, switched off."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from recovery.domain.access import Action, Visitor, require
from recovery.domain.second_factor import (
    SET_UP_LASTS,
    address_for_app,
    as_kept,
    grouped,
    new_recovery_codes,
    new_secret,
    step_of,
)
from recovery.errors import Conflict, DatabaseUnusable, InvalidInput, NotAllowed
from recovery.services.entry.confirming import Whence, confirmed, renew_session
from recovery.services.entry.passwords import fingerprint
from recovery.services.office import Office
from recovery.services.staff.account_changes import note
from recovery.store import accounts, audit, people, second_factors
from recovery.store.accounts import Account
from recovery.store.audit import Actor
from recovery.store.database import Database

WRONG_CODE = "That code is wrong or was used. Wait for the next one in your app; its clock must be right."
_SCAN_AGAIN = "If this page was loaded anew after you scanned its picture, scan the one below: it is another."
_REQUIRED = "Your practice asks all staff for a second factor. You can set up another app in its place."


@dataclass(frozen=True)
class Standing:
    """Whose second factor it is, whether it is on, whether the practice asks for one, and what codes are left."""

    account: Account
    clinic_name: str
    is_on: bool
    is_required: bool
    codes_left: int
    in_demo: bool


@dataclass(frozen=True)
class SetUp:
    """A secret for an app: as an address for a QR code, in groups for typing, and sealed for the way back."""

    address: str = field(repr=False)
    groups: str = field(repr=False)
    sealed: str = field(repr=False)


@dataclass(frozen=True)
class Confirmed:
    """A secret of which a code was right, and the half minute that the code belongs to."""

    secret: str = field(repr=False)
    step: int


@dataclass(frozen=True)
class Renewed:
    """A new session in place of all others of the account, and recovery codes to show once."""

    token: str = field(repr=False)
    visitor: Visitor
    codes: tuple[str, ...] = field(default=(), repr=False)


def standing(office: Office, visitor: Visitor) -> Standing:
    """How a member of staff's own second factor stands."""
    require(visitor, Action.LOOK_AFTER_OWN_ACCOUNT)
    with office.store.reading() as db:
        account = accounts.by_id(db, visitor.clinic_id, visitor.subject_id)
        if account is None:
            raise NotAllowed("Your account is not here any more. Sign in again.")
        return standing_of(db, account)


def standing_of(db: Database, account: Account) -> Standing:
    """How an account's second factor stands."""
    clinic = people.clinic(db, account.clinic_id)
    factor = second_factors.of(db, account.clinic_id, account.account_id)
    return Standing(account, clinic.name, factor.is_on, clinic.requires_code, factor.codes_left, clinic.demo)


def set_up(office: Office, account: Account, *, clinic_name: str, sealed: str = "", now: datetime) -> SetUp:
    """The sealed secret once more, for who mistyped; a fresh one without it, or when it is too old or another's."""
    secret = _opened(office, account, sealed, now) or new_secret()
    held = {"account": account.account_id, "secret": secret, "until": (now + SET_UP_LASTS).isoformat()}
    address = address_for_app(secret, login=account.login, clinic_name=clinic_name)
    return SetUp(address, grouped(secret), office.seal.close(json.dumps(held)))


def confirm_set_up(
    office: Office, visitor: Visitor, *, sealed: str, code: str, password: str, whence: Whence, now: datetime
) -> Renewed:  # fmt: skip
    """Turn the second factor on once password and code are right; every other session of the account ends."""
    require(visitor, Action.LOOK_AFTER_OWN_ACCOUNT)
    confirmed(office, visitor, password=password, whence=whence, now=now)
    with office.store.writing() as db:
        account, token, renewed = renew_session(db, visitor, whence=whence, now=now)
        codes = turn_on(office, db, account, sealed=sealed, code=code, who=audit.actor(renewed), now=now)
    return Renewed(token, renewed, codes)


def turn_on(
    office: Office, db: Database, account: Account, *, sealed: str, code: str, who: Actor, now: datetime
) -> tuple[str, ...]:  # fmt: skip
    """Ask this account for codes from now on, and give its recovery codes; InvalidInput when the code is wrong."""
    if second_factors.of(db, account.clinic_id, account.account_id).is_on:
        raise Conflict("The second factor is on already. Set up another app in its place instead.")
    new = confirmed_secret(office, db, account, sealed=sealed, code=code, now=now)
    codes = put_in_place(office, db, account, new)
    note(db, account, "turned the second factor on", who=who, now=now, details={"second_factor": [False, True]})
    return codes


def confirmed_secret(
    office: Office, db: Database, account: Account, *, sealed: str, code: str, now: datetime
) -> Confirmed:  # fmt: skip
    """The secret that was sealed for this account, if this is a code of it; InvalidInput otherwise."""
    secret = _opened(office, account, sealed, now)
    if secret is None:
        raise InvalidInput("This QR code is too old. Take the new one below.", field="code")
    used = second_factors.of(db, account.clinic_id, account.account_id).used_step
    step = step_of(secret, code, now=now, after=used)
    if step is None:
        raise InvalidInput(f"{WRONG_CODE} {_SCAN_AGAIN}", field="code")
    return Confirmed(secret, step)


def put_in_place(office: Office, db: Database, account: Account, new: Confirmed) -> tuple[str, ...]:
    """Ask for codes of this secret alone, and give recovery codes for it. Whoever calls audits it."""
    sealed = office.seal.close(new.secret)
    second_factors.turn_on(db, account.clinic_id, account.account_id, sealed=sealed, step=new.step)
    return _fresh_codes(db, account)


def check_code(office: Office, db: Database, account: Account, *, code: str, now: datetime) -> bool:
    """Whether this is a code of the account's app that was not used before; it is with this."""
    factor = second_factors.of(db, account.clinic_id, account.account_id)
    if not factor.is_on:
        return False
    step = step_of(office.seal.open(factor.sealed), code, now=now, after=factor.used_step)
    return step is not None and second_factors.use_step(db, account.clinic_id, account.account_id, step)


def check_recovery_code(db: Database, account: Account, *, code: str, who: Actor, now: datetime) -> bool:
    """Whether this is one of the account's recovery codes; it is used up with this."""
    right = second_factors.use_code(db, account.clinic_id, account.account_id, fingerprint(as_kept(code)))
    if right:
        left = second_factors.of(db, account.clinic_id, account.account_id).codes_left
        note(db, account, "used a recovery code", who=who, now=now, details={"left": [left + 1, left]})
    return right


def new_codes(
    office: Office, visitor: Visitor, *, password: str, whence: Whence, now: datetime
) -> Renewed:  # fmt: skip
    """Ten recovery codes in place of those that were left."""
    require(visitor, Action.LOOK_AFTER_OWN_ACCOUNT)
    confirmed(office, visitor, password=password, whence=whence, now=now)
    with office.store.writing() as db:
        account, token, renewed = renew_session(db, visitor, whence=whence, now=now)
        left = second_factors.of(db, account.clinic_id, account.account_id)
        if not left.is_on:
            raise Conflict("The second factor is off; set it up first.")
        codes = _fresh_codes(db, account)
        details = {"left": [left.codes_left, len(codes)]}
        note(db, account, "made new recovery codes", who=audit.actor(renewed), now=now, details=details)
    return Renewed(token, renewed, codes)


def switch_off(office: Office, visitor: Visitor, *, password: str, whence: Whence, now: datetime) -> Renewed:
    """Ask for the password alone again; NotAllowed where the practice asks everyone for a second factor."""
    require(visitor, Action.LOOK_AFTER_OWN_ACCOUNT)
    confirmed(office, visitor, password=password, whence=whence, now=now)
    with office.store.writing() as db:
        if people.clinic(db, visitor.clinic_id).requires_code:
            raise NotAllowed(_REQUIRED)
        account, token, renewed = renew_session(db, visitor, whence=whence, now=now)
        if remove(db, account):
            details = {"second_factor": [True, False]}
            note(db, account, "turned the second factor off", who=audit.actor(renewed), now=now, details=details)
    return Renewed(token, renewed)


def remove(db: Database, account: Account) -> bool:
    """Take an account's second factor away, behind the write door; whether there was one. Whoever calls audits it."""
    was_on = second_factors.of(db, account.clinic_id, account.account_id).is_on
    second_factors.turn_off(db, account.clinic_id, account.account_id)
    return was_on


def _fresh_codes(db: Database, account: Account) -> tuple[str, ...]:
    codes = tuple(new_recovery_codes())
    hashes = [fingerprint(as_kept(code)) for code in codes]
    second_factors.put_codes(db, account.clinic_id, account.account_id, hashes)
    return codes


def _opened(office: Office, account: Account, sealed: str, now: datetime) -> str | None:
    """The secret that was sealed for this account, while it may still be confirmed."""
    try:
        held = json.loads(office.seal.open(sealed))
    except DatabaseUnusable:  # not ours: the text came back from a form
        return None
    fits = held["account"] == account.account_id and datetime.fromisoformat(held["until"]) > now
    return str(held["secret"]) if fits else None
