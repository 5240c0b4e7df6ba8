"""Letting staff in by name and password, and anyone into a demo."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from recovery.domain.access import Role, Visitor
from recovery.domain.identifiers import new_token
from recovery.domain.lifetimes import STEP_LASTS
from recovery.domain.staff import login_key
from recovery.errors import NotAllowed, SignInRefused
from recovery.services.entry import throttling
from recovery.services.entry.confirming import Whence
from recovery.services.entry.known_devices import device_of
from recovery.services.entry.local_sign_in import require_local_sign_in
from recovery.services.entry.passwords import fingerprint, is_password
from recovery.services.entry.throttling import Attempt
from recovery.services.entry.visiting import Way, open_session
from recovery.services.office import Office
from recovery.store import accounts, people, steps
from recovery.store.accounts import Account
from recovery.store.database import Database
from recovery.store.steps import Kind, Step

REFUSED = "The name or the password is wrong."


class SignedIn(NamedTuple):
    """A session's token and its visitor."""

    token: str
    visitor: Visitor


@dataclass(frozen=True)
class CodeAsked:
    """The token of a step that lets nobody see anything, and until when it waits for a code of the second factor."""

    token: str = field(repr=False)
    until: datetime


def sign_in(
    office: Office, *, login: str, password: str, whence: Whence, wanted: str = "", now: datetime
) -> SignedIn | CodeAsked:  # fmt: skip
    """A session, or the step before it where a second factor is due; SignInRefused or TooManyAttempts otherwise.

    Of the address only the hash is kept. `wanted` is the page of ours to go to.
    """
    require_local_sign_in(office)
    name = login_key(login)
    with office.store.reading() as db:
        account = accounts.by_login(db, name)
        attempt = _attempt(db, name, account, whence=whence, now=now)
        throttling.refuse_too_soon(db, attempt, now=now)
    may = account is not None and not account.disabled
    right = is_password(password, account.password_hash if account and may else None)
    with office.store.writing() as db:
        # Of many that are compared at once, none beyond the limit gets to know whether it was right.
        throttling.refuse_too_soon(db, attempt, now=now)
        if account is not None and right and accounts.by_login(db, name) == account:
            throttling.forget_failures(db, attempt, now=now)
            return let_in(db, account, way=Way.PASSWORD, device=whence.device, wanted=wanted, now=now)
        throttling.count_failure(db, attempt, now=now)
        subject = f"staff:{account.account_id}" if account else "unknown name"
        throttling.note_failure(db, "sign-in refused", subject=subject, now=now)
    raise SignInRefused(REFUSED)


def let_in(
    db: Database, account: Account, *, way: Way, device: str, wanted: str = "", now: datetime
) -> SignedIn | CodeAsked:  # fmt: skip
    """What follows on the proof that somebody is the owner of an account: a session, or first the second factor."""
    if account.has_code or people.clinic(db, account.clinic_id).requires_code:
        token, until = new_token(), now + STEP_LASTS
        step = Step(Kind.CODE, account.clinic_id, until, account_id=account.account_id, wanted=wanted)
        steps.add(db, fingerprint(token), step, now=now)
        return CodeAsked(token, until)
    visitor = Visitor("", account.clinic_id, account.account_id, account.name, account.roles)
    return SignedIn(*open_session(db, visitor, way=way, device=device, now=now))


def sign_in_to_demo(office: Office, *, role: Role, device: str = "", now: datetime) -> SignedIn:
    """A session in the demo clinic as a patient, a clinician or a manager; never in a real one."""
    with office.store.writing() as db:
        clinic = people.the_clinic(db)
        if clinic is None or not clinic.demo:
            raise NotAllowed("This is a real clinic; sign in with your own name and password.")
        if role is Role.PATIENT:
            patient_id = people.demo_patient(db, clinic.clinic_id)
            patient = people.patient(db, clinic.clinic_id, patient_id)
            visitor = Visitor("", clinic.clinic_id, patient_id, patient.name, frozenset({role}))
        else:
            account = accounts.first_with(db, role)
            if account is None:
                raise SignInRefused("The demo has no such account; discard it and look around again.")
            visitor = Visitor("", clinic.clinic_id, account.account_id, account.name, account.roles)
        return SignedIn(
            *open_session(db, visitor, way=Way.DEMO, device=device, now=now, action="signed in to the demo")
        )


def _attempt(db: Database, name: str, account: Account | None, *, whence: Whence, now: datetime) -> Attempt:
    clinic_id, account_id = (account.clinic_id, account.account_id) if account else (0, 0)
    known = device_of(db, whence.held, clinic_id=clinic_id, account_id=account_id, now=now)
    return throttling.with_password(login=name, address=whence.address, device=known)
