"""Patients coming in by their personal link: it opens a step, and the PIN opens a session."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from recovery.domain.access import Role, Visitor
from recovery.domain.clinic import Clinic, Patient
from recovery.domain.identifiers import new_token
from recovery.domain.lifetimes import PATIENT_GRACE
from recovery.domain.pin import check_pin
from recovery.errors import Conflict, SignInRefused
from recovery.services.entry import consenting, pins
from recovery.services.entry.passwords import fingerprint
from recovery.services.entry.visiting import Way, living, open_session
from recovery.services.office import Office
from recovery.store import audit, links, people, sessions, steps
from recovery.store.database import Database
from recovery.store.links import PersonalLink
from recovery.store.pins import of_patient as pin_of
from recovery.store.steps import Kind, Step

STEP_LASTS = timedelta(minutes=20)
"""From opening the link to the PIN: long enough to read the statement aloud to somebody (ours)."""

NO_LINK = (
    "This link does not work any more: it is too old, or a newer one took its place. "
    "Please ask the practice for a new one."
)
TOO_LATE = "This took too long, or it was done already. Open your personal link again."
CLOSED = "The practice has closed this recovery, so the link opens nothing any more. Call the practice to see it."


@dataclass(frozen=True)
class Door:
    """What somebody stands before whose link is open: whose it is, and what is asked of them."""

    step: Step
    clinic: Clinic
    patient: Patient
    has_agreed: bool
    has_pin: bool


@dataclass(frozen=True)
class Entry:
    """What a patient enters at the door."""

    pin: str
    pin_again: str = ""
    agrees: bool = False


def patient_of(office: Office, *, token: str, now: datetime) -> tuple[int, int]:
    """Clinic and patient of a link's token; SignInRefused when it does not work any more."""
    with office.store.reading() as db:
        link = _link(db, token, now)
    return link.clinic_id, link.patient_id


def arrive(office: Office, *, token: str, now: datetime) -> tuple[str, datetime]:
    """A step's token for the token of a link, and until when it lasts; SignInRefused when the link opens nothing.

    Nothing is spent: whoever fetches a link ahead, for a preview, takes nothing from the patient.
    """
    with office.store.reading() as db:
        _link(db, token, now)
    step, until = new_token(), now + STEP_LASTS
    with office.store.writing() as db:
        link = _link(db, token, now)
        begun = Step(Kind.PERSONAL_LINK, link.clinic_id, until, patient_id=link.patient_id)
        steps.add(db, fingerprint(step), begun, now=now)
    return step, until


def door(office: Office, *, step: str, now: datetime) -> Door | None:
    """What the browser that holds a step, by its hash, is asked; None when there is no such step."""
    with office.store.reading() as db:
        found = steps.find(db, step, Kind.PERSONAL_LINK, now=now)
        return _door(db, found) if found else None


def come_in(office: Office, *, step: str, entry: Entry, device: str = "", now: datetime) -> tuple[str, Visitor]:
    """A session's token and its visitor for a step and the PIN, which is chosen at the first time.

    InvalidInput says what to change; Conflict when another phone chose the PIN first; SignInRefused or
    TooManyAttempts when this lets nobody in. On any error the step stays as it is.
    """
    before = door(office, step=step, now=now)
    if before is None:
        raise SignInRefused(TOO_LATE)
    if not before.has_agreed:
        consenting.refuse_unless(entry.agrees)
    if before.has_pin and entry.pin_again:
        raise Conflict(pins.CHOSEN_ELSEWHERE)  # the form of a first time, sent when it no longer is
    if before.has_pin:
        clinic_id, patient_id = before.clinic.clinic_id, before.patient.patient_id
        pins.try_pin(office, clinic_id=clinic_id, patient_id=patient_id, pin=entry.pin, now=now)
        return _enter(office, before, step, chosen=None, device=device, now=now)
    chosen = check_pin(entry.pin, again=entry.pin_again, year_of_birth=before.patient.year_of_birth)
    sealed = pins.sealed_hash(office, chosen)
    return _enter(office, before, step, chosen=sealed, device=device, now=now)


def was_a_patients(office: Office, session: str) -> bool | None:
    """Whether a session that ended by itself was a patient's; None when nothing is known of it any more."""
    with office.store.reading() as db:
        holder = sessions.last_holder(db, session)
    return None if holder is None else holder[2] is not None


def _enter(
    office: Office, before: Door, step: str, *, chosen: str | None, device: str, now: datetime
) -> tuple[str, Visitor]:
    clinic, patient = before.clinic, before.patient
    with office.store.writing() as db:
        if steps.take(db, step, Kind.PERSONAL_LINK, now=now) is None:
            raise SignInRefused(TOO_LATE)
        links.mark_used(db, clinic.clinic_id, patient.patient_id, now=now)
        visitor = Visitor("", clinic.clinic_id, patient.patient_id, patient.name, frozenset({Role.PATIENT}))
        token, opened = open_session(
            db, visitor, way=Way.PERSONAL_LINK, device=device, now=now, action="opened the personal link"
        )  # fmt: skip
        if living(db, opened.session, now=now) is None:
            raise SignInRefused(CLOSED)
        if not before.has_agreed:
            consenting.agree(db, clinic, patient.patient_id, actor=audit.actor(opened), now=now)
        if chosen is not None:
            pins.choose(db, opened, chosen, now=now)
        pins.right(db, clinic.clinic_id, patient.patient_id)
        return token, opened


def _door(db: Database, step: Step) -> Door:
    assert step.patient_id is not None  # noqa: S101 - arrive() names one
    clinic = people.clinic(db, step.clinic_id)
    return Door(
        step=step,
        clinic=clinic,
        patient=people.patient(db, step.clinic_id, step.patient_id),
        has_agreed=consenting.has_agreed(db, clinic, step.patient_id),
        has_pin=pin_of(db, step.clinic_id, step.patient_id) is not None,
    )


def _link(db: Database, token: str, now: datetime) -> PersonalLink:
    link = links.by_token(db, fingerprint(token), now=now)
    if link is None:
        raise SignInRefused(NO_LINK)
    closed_since = (now - PATIENT_GRACE).date()
    if not sessions.is_remembered(db, link.clinic_id, link.patient_id, closed_since=closed_since):
        raise SignInRefused(CLOSED)
    return link
