"""Letting people in, and out again."""

import math
from contextlib import suppress
from datetime import datetime, timedelta

from recovery.domain.access import Role, Visitor
from recovery.domain.identifiers import new_token
from recovery.errors import NotAllowed, SignInRefused, StoreError, TooManyAttempts
from recovery.services.office import Office
from recovery.services.passwords import fingerprint, is_password
from recovery.store import accounts, audit, links, people, sessions
from recovery.store.database import Database

STAFF_LASTS = timedelta(hours=12)
"""A staff session ends after a working day, whatever happens (ASVS 5.0 7.3.2)."""

PATIENT_LASTS = timedelta(days=90)
"""A patient's phone is remembered for a course of weeks and its follow-up (our reading)."""

STAFF_IDLE = timedelta(hours=2)
"""A staff session ends after this long without a click (ASVS 5.0 7.3.1)."""

FREE_TRIES = 5
"""Failures with one name from one address before waiting begins (ASVS 5.0 6.3.1)."""

LONGEST_WAIT_S = 300
"""Seconds: the wait doubles up to this and never becomes a lock, so nobody can lock the owner out."""

FAILURES_KEPT = timedelta(days=1)
"""Failures older than the longest wait by far say nothing any more."""

REFUSED = "The name or the password is wrong."


def sign_in(office: Office, *, login: str, password: str, address: str, now: datetime) -> tuple[str, Visitor]:
    """The new session's token and its visitor; SignInRefused or TooManyAttempts otherwise.

    `address` is where the attempt comes from; only its hash is kept.
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
        sessions.forget_ended(db, now=now)
        return _open_session(db, visitor, now=now, action="signed in")


def sign_in_to_demo(office: Office, *, role: Role, now: datetime) -> tuple[str, Visitor]:
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
        return _open_session(db, visitor, now=now, action="signed in to the demo")


def open_personal_link(office: Office, *, token: str, now: datetime) -> tuple[str, Visitor]:
    """A patient's session for the token of their link; SignInRefused when it does not work any more."""
    token_hash = fingerprint(token)
    with office.store.reading() as db:
        _refuse_closed(links.by_token(db, token_hash, now=now))
    with office.store.writing() as db:
        link = _refuse_closed(links.by_token(db, token_hash, now=now))
        links.mark_used(db, token_hash, now=now)
        patient = people.patient(db, link.clinic_id, link.patient_id)
        roles = frozenset({Role.PATIENT})
        visitor = Visitor("", link.clinic_id, patient.patient_id, patient.name, roles)
        return _open_session(db, visitor, now=now, action="opened the personal link")


def is_own_link(office: Office, visitor: Visitor, *, token: str, now: datetime) -> bool:
    """Whether a link is of the very patient who is signed in; true, too, of one that opens nothing."""
    with office.store.reading() as db:
        link = links.by_token(db, fingerprint(token), now=now)
    return link is None or (not visitor.is_staff and link.patient_id == visitor.patient_id)


def _refuse_closed(link: links.PersonalLink | None) -> links.PersonalLink:
    if link is None:
        raise SignInRefused(
            "This link does not work any more: it is too old, or a newer one took its place. "
            "Please ask the practice for a new one."
        )
    return link


def visitor_of(office: Office, session: str, *, now: datetime, in_use: bool = True) -> Visitor | None:
    """Who holds the session with this token hash now; None when nobody does any more.

    A screen that looks for news by itself is not `in_use`: that must not keep staff from being signed out when idle.
    """
    with office.store.reading() as db:
        found = sessions.visitor_of(db, session, now=now, staff_idle=STAFF_IDLE)
    if found is None:
        return None
    visitor, stale = found
    if stale and in_use:
        # A database that cannot be written for a while must not keep anyone from reading.
        with suppress(StoreError), office.store.writing() as db:
            sessions.mark_seen(db, session, now=now)
    return visitor


def has_expired(office: Office, session: str) -> bool:
    """Whether the session with this token hash ended by itself, and was not signed out."""
    with office.store.reading() as db:
        return sessions.exists(db, session)


def sign_out(office: Office, session: str) -> None:
    """End the session with this token hash, if there is one."""
    with office.store.writing() as db:
        sessions.end(db, session)


def _open_session(db: Database, visitor: Visitor, *, now: datetime, action: str) -> tuple[str, Visitor]:
    token = new_token()
    lasts = STAFF_LASTS if visitor.is_staff else PATIENT_LASTS
    opened = Visitor(fingerprint(token), visitor.clinic_id, visitor.subject_id, visitor.name, visitor.roles)
    sessions.add(db, opened.session, opened, now=now, lasts=lasts)
    who = audit.actor(opened)
    audit.add(db, clinic_id=opened.clinic_id, now=now, actor=who, action=action, subject=who.who)
    return token, opened


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
