"""Letting staff in by name and password, and anyone into a demo."""

import math
from datetime import datetime, timedelta

from recovery.domain.access import Role, Visitor
from recovery.errors import NotAllowed, SignInRefused, TooManyAttempts
from recovery.services.office import Office
from recovery.services.passwords import fingerprint, is_password
from recovery.services.visiting import Way, open_session
from recovery.store import accounts, audit, people, steps
from recovery.store.database import Database

FREE_TRIES = 5
"""Failures with one name from one address before waiting begins (ASVS 5.0 6.3.1)."""

LONGEST_WAIT_S = 300
"""Seconds: the wait doubles up to this and never becomes a lock, so nobody can lock the owner out."""

FAILURES_KEPT = timedelta(days=1)
"""Failures older than the longest wait by far say nothing any more."""

REFUSED = "The name or the password is wrong."


def sign_in(
    office: Office, *, login: str, password: str, address: str, device: str = "", now: datetime
) -> tuple[str, Visitor]:
    """The new session's token and its visitor; SignInRefused or TooManyAttempts otherwise.

    `address` is where the attempt comes from; only its hash is kept. `device` is what device_of made of the browser.
    """
    login_hash, address_hash = fingerprint(login.strip().casefold()), fingerprint(address)
    with office.store.reading() as db:
        account = accounts.by_login(db, login.strip().casefold())
        _refuse_too_soon(accounts.attempts(db, login_hash, address_hash), now)
    known = account is not None and not account.disabled
    right = is_password(password, account.password_hash if account and known else None)
    if account is None or not right:
        with office.store.writing() as db:
            accounts.count_failure(db, login_hash, address_hash, now=now)
            _audit_refusal(db, account, now)
        raise SignInRefused(REFUSED)
    visitor = Visitor("", account.clinic_id, account.account_id, account.name, account.roles)
    with office.store.writing() as db:
        accounts.forget_failures(db, login_hash, address_hash)
        accounts.forget_failures_before(db, now - FAILURES_KEPT)
        steps.forget_ended(db, now=now)
        return open_session(db, visitor, way=Way.PASSWORD, device=device, now=now)


def sign_in_to_demo(office: Office, *, role: Role, device: str = "", now: datetime) -> tuple[str, Visitor]:
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
        return open_session(db, visitor, way=Way.DEMO, device=device, now=now, action="signed in to the demo")


def _refuse_too_soon(attempts: accounts.Attempts | None, now: datetime) -> None:
    if attempts is None or attempts.failures < FREE_TRIES:
        return
    wait = min(LONGEST_WAIT_S, 2 ** min(attempts.failures - FREE_TRIES, 16))
    left = math.ceil(wait - (now - attempts.last_failed_at).total_seconds())
    if left > 0:
        raise TooManyAttempts(
            f"Too many tries. Wait {left} second{'' if left == 1 else 's'}, then try again.",
            wait_s=left,
        )


def _audit_refusal(db: Database, account: accounts.Account | None, now: datetime) -> None:
    clinic = people.the_clinic(db)
    if clinic is not None:
        subject = f"staff:{account.account_id}" if account else "unknown name"
        audit.add(
            db,
            clinic_id=clinic.clinic_id,
            now=now,
            actor=audit.SIGNED_OUT,
            action="sign-in refused",
            subject=subject,
        )
