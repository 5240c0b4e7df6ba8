"""Handing the practice's own tablet to a patient for one report."""

from dataclasses import dataclass
from datetime import datetime

from recovery.domain.access import Action, Role, Visitor, require
from recovery.domain.archiving import require_enrolled
from recovery.domain.clinic import Clinic, Patient
from recovery.domain.identifiers import new_token
from recovery.errors import Conflict, SignedOut, SignInRefused
from recovery.services.entry import consenting
from recovery.services.entry.passwords import fingerprint
from recovery.services.entry.personal_links import STEP_LASTS
from recovery.services.entry.visiting import Way, living, open_session
from recovery.services.office import Office
from recovery.store import audit, people, sessions, steps, treatments
from recovery.store.database import Database
from recovery.store.steps import Kind, Step

ENDED = "This tablet's turn is over. Please give it back to the practice."


@dataclass(frozen=True)
class Lending:
    """A tablet that is to be handed over: to whom, at which practice."""

    clinic: Clinic
    patient: Patient
    has_agreed: bool


@dataclass(frozen=True)
class Handed:
    """What the tablet holds from now on: a session's token; or a step's, until the patient has agreed."""

    token: str
    has_agreed: bool
    until: datetime


def lending(office: Office, visitor: Visitor, *, patient_id: int) -> Lending:
    """What handing the tablet over would mean; Conflict when this patient has nothing to report on."""
    require(visitor, Action.ENROL)
    with office.store.reading() as db:
        return _lending(db, visitor.clinic_id, patient_id)


def lend(office: Office, visitor: Visitor, *, patient_id: int, device: str = "", now: datetime) -> Handed:
    """Sign the clinician out of this device, and let the patient report on it, once.

    Both are one transaction: the tablet is never the patient's while it is still the clinician's. A patient who has
    never agreed gets a step in place of a session: nothing is kept of them before they do.
    """
    require(visitor, Action.ENROL)
    with office.store.writing() as db:
        found = _lending(db, visitor.clinic_id, patient_id)
        if living(db, visitor.session, now=now) is None:
            raise SignedOut("Your session has ended. Sign in again, then hand the tablet over.")
        sessions.end(db, visitor.session)
        audit.add_by(db, visitor, "signed out", audit.actor(visitor).who, now=now)
        audit.add_by(db, visitor, "lent a tablet", f"patient:{patient_id}", now=now)
        if found.has_agreed:
            return Handed(_open(db, found, device, now)[0], has_agreed=True, until=now)
        token, until = new_token(), now + STEP_LASTS
        step = Step(Kind.LENT, visitor.clinic_id, until, patient_id=patient_id)
        steps.add(db, fingerprint(token), step, now=now)
        return Handed(token, has_agreed=False, until=until)


def waiting_for_consent(office: Office, *, step: str, now: datetime) -> Lending | None:
    """Who has to agree on the tablet that holds this step, by its hash; None when nobody has to any more."""
    with office.store.reading() as db:
        found = steps.find(db, step, Kind.LENT, now=now)
        return _lending(db, found.clinic_id, found.patient_id or 0) if found else None


def agree(office: Office, *, step: str, agrees: bool, device: str = "", now: datetime) -> tuple[str, Visitor]:
    """A lent session's token and its visitor, once the patient agrees; SignInRefused when it took too long."""
    consenting.refuse_unless(agrees)
    with office.store.writing() as db:
        taken = steps.take(db, step, Kind.LENT, now=now)
        if taken is None:
            raise SignInRefused(ENDED)
        found = _lending(db, taken.clinic_id, taken.patient_id or 0)
        token, visitor = _open(db, found, device, now)
        consenting.agree(db, found.clinic, found.patient.patient_id, actor=audit.actor(visitor), now=now)
        return token, visitor


def end_if_lent(db: Database, visitor: Visitor, *, now: datetime) -> None:
    """End a lent tablet's turn with the one report that it was lent for; SignedOut when it is over already."""
    if not visitor.lent:
        return
    if living(db, visitor.session, now=now) is None or not sessions.end(db, visitor.session):
        raise SignedOut(ENDED)
    audit.add_by(db, visitor, "gave the tablet back", audit.actor(visitor).who, now=now)


def _lending(db: Database, clinic_id: int, patient_id: int) -> Lending:
    patient, clinic = people.patient(db, clinic_id, patient_id), people.clinic(db, clinic_id)
    require_enrolled(patient)
    if all(treatment.closed_on for treatment in treatments.treatments_of(db, clinic_id, patient_id)):
        raise Conflict("No treatment of this patient is open, so there is nothing to report on.")
    return Lending(clinic, patient, consenting.has_agreed(db, clinic, patient_id))


def _open(db: Database, found: Lending, device: str, now: datetime) -> tuple[str, Visitor]:
    patient = found.patient
    visitor = Visitor(
        "", found.clinic.clinic_id, patient.patient_id, patient.name, frozenset({Role.PATIENT}), lent=True
    )
    return open_session(db, visitor, way=Way.LENT, device=device, now=now)
