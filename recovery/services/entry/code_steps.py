"""The second step of signing in: a code of the second factor, or setting one up where the practice asks for it."""

from datetime import datetime

from recovery.domain.access import Visitor
from recovery.errors import SignedOut, SignInRefused
from recovery.services.entry import second_factor, throttling
from recovery.services.entry.confirming import Whence
from recovery.services.entry.known_devices import device_of
from recovery.services.entry.second_factor import WRONG_CODE, Standing
from recovery.services.entry.throttling import Attempt
from recovery.services.entry.visiting import Entered, Way, open_session
from recovery.services.office import Office
from recovery.store import accounts, steps
from recovery.store.audit import Actor
from recovery.store.database import Database
from recovery.store.steps import Kind, Step

OVER = "That took too long, or was done already. Sign in again."
WRONG_RECOVERY_CODE = "That recovery code is wrong or was used. Each works once."


def standing(office: Office, step: str, *, now: datetime) -> Standing:
    """Whose step it is by the hash of its token, and how their second factor stands; SignedOut when it is over."""
    with office.store.reading() as db:
        return _of_step(db, steps.find(db, step, Kind.CODE, now=now))


def enter_code(office: Office, step: str, *, code: str, whence: Whence, now: datetime) -> Entered:
    """A session for whoever knows the app's present code; SignInRefused or TooManyAttempts, and the step goes on."""
    with office.store.writing() as db:
        who = _of_step(db, steps.find(db, step, Kind.CODE, now=now))
        attempt = attempt_of(db, who, "code", whence, now)
        if second_factor.check_code(office, db, who.account, code=code, now=now):
            throttling.forget_failures(db, attempt, now=now)
            return _entered(db, step, who, device=whence.device, now=now)
        count(db, attempt, who, now)
    raise SignInRefused(WRONG_CODE)


def enter_recovery_code(office: Office, step: str, *, code: str, whence: Whence, now: datetime) -> Entered:
    """A session for whoever has one of the recovery codes; it says how many are left."""
    with office.store.writing() as db:
        who = _of_step(db, steps.find(db, step, Kind.CODE, now=now))
        attempt = attempt_of(db, who, "recovery code", whence, now)
        by = Actor(f"staff:{who.account.account_id}")
        if second_factor.check_recovery_code(db, who.account, code=code, who=by, now=now):
            left = second_factor.standing_of(db, who.account).codes_left
            throttling.forget_failures(db, attempt, now=now)
            return _entered(db, step, who, device=whence.device, now=now, codes_left=left)
        count(db, attempt, who, now)
    raise SignInRefused(WRONG_RECOVERY_CODE)


def set_up(office: Office, step: str, *, sealed: str, code: str, whence: Whence, now: datetime) -> Entered:
    """A session for whoever set the second factor up that their practice asks for, and their recovery codes."""
    with office.store.writing() as db:
        who = _of_step(db, steps.find(db, step, Kind.CODE, now=now))
        by = Actor(f"staff:{who.account.account_id}")
        codes = second_factor.turn_on(office, db, who.account, sealed=sealed, code=code, who=by, now=now)
        return _entered(db, step, who, device=whence.device, now=now, new_codes=codes)


def _of_step(db: Database, step: Step | None) -> Standing:
    account = accounts.by_id(db, step.clinic_id, step.account_id) if step and step.account_id else None
    if account is None or account.disabled:
        raise SignedOut(OVER)
    return second_factor.standing_of(db, account)


def attempt_of(db: Database, who: Standing, kind: str, whence: Whence, now: datetime) -> Attempt:
    """A try of a `kind` of code; TooManyAttempts where it has to wait."""
    ids = {"clinic_id": who.account.clinic_id, "account_id": who.account.account_id}
    known = device_of(db, whence.held, **ids, now=now)
    attempt = throttling.with_code(account_id=who.account.account_id, kind=kind, device=known)
    throttling.refuse_too_soon(db, attempt, now=now)
    return attempt


def count(db: Database, attempt: Attempt, who: Standing, now: datetime) -> None:
    """Count a wrong code, and write it into the trail."""
    throttling.count_failure(db, attempt, now=now)
    throttling.note_failure(db, "code refused", subject=f"staff:{who.account.account_id}", now=now)


def _entered(
    db: Database, step: str, who: Standing, *, device: str, now: datetime, new_codes: tuple[str, ...] = (),
    codes_left: int | None = None,
) -> Entered:  # fmt: skip
    """Open the session; behind the write door the step is still there, and is over with this."""
    taken = steps.take(db, step, Kind.CODE, now=now)
    account = who.account
    visitor = Visitor("", account.clinic_id, account.account_id, account.name, account.roles)
    token, opened = open_session(db, visitor, way=Way.PASSWORD_AND_CODE, device=device, now=now)
    return Entered(token, opened, taken.wanted if taken else "", new_codes, codes_left)
