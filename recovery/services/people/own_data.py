"""A patient takes along everything that is held about them."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from recovery.domain.access import Action, Visitor, require
from recovery.domain.clinic import Clinic
from recovery.domain.identifiers import as_text
from recovery.domain.own_data import FORMAT_VERSION, PARTS, About, Consent, Identity, OwnData, Pin, Traced
from recovery.domain.own_data_of import traced
from recovery.domain.own_names import Names
from recovery.domain.trail import Kind, TrailRow
from recovery.domain.wording.trail import actions_of
from recovery.services.office import Office
from recovery.services.people.own_treatments import own_treatments
from recovery.store import audit, consents, people, pins
from recovery.store import own_data as store
from recovery.store.database import Database
from recovery.store.own_data import Own

LAST_LOOKS = 5
"""Openings by the practice that a page shows; the file has all."""


@dataclass(frozen=True)
class Kept:
    """What a patient's own page says of what is kept: by whom and for how long, and who opened it last."""

    clinic: Clinic
    last_opened: tuple[Traced, ...]


def kept(office: Office, visitor: Visitor) -> Kept:
    """What is kept about this patient, as their own page says it."""
    require(visitor, Action.TAKE_OWN_DATA)
    own = Own(visitor.clinic_id, visitor.patient_id)
    with office.store.reading() as db:
        known = store.names(db, own)
        last = store.trail(db, own, actions=actions_of(Kind.LOOKING), limit=LAST_LOOKS)
        clinic = people.clinic(db, visitor.clinic_id)
        return Kept(clinic, tuple(_traced(office, clinic, row, known) for row in last))


def everything(office: Office, visitor: Visitor, *, now: datetime) -> OwnData:
    """Everything that is held about this patient, as it stands in one moment; nothing of anyone else, no secret."""
    require(visitor, Action.TAKE_OWN_DATA)
    return _everything(office, Own(visitor.clinic_id, visitor.patient_id), now=now)


def _everything(office: Office, own: Own, *, now: datetime) -> OwnData:
    with office.store.reading() as db:
        known = store.names(db, own)
        clinic = people.clinic(db, own.clinic_id)
        return OwnData(
            about=_about(clinic, now),
            identity=_identity(db, own),
            consents=tuple(Consent(each.agreed_at, each.statement) for each in consents.of_patient(db, *own)),
            personal_link=store.link(db, own, known),
            pin=_pin(db, own),
            phones=store.phones(db, own),
            entries=store.entries(db, own),
            treatments=own_treatments(db, office.guide, own, known),
            trail=tuple(_traced(office, clinic, row, known) for row in reversed(store.trail(db, own))),
        )


def take(office: Office, visitor: Visitor, *, form: str, now: datetime) -> OwnData:
    """Everything, to be taken along as a file of this `form`; the trail says that it was, and how much."""
    require(visitor, Action.TAKE_OWN_DATA)
    own = Own(visitor.clinic_id, visitor.patient_id)
    return _take(office, visitor, own, "took their own data", form=form, now=now)


def take_for(office: Office, visitor: Visitor, *, patient_id: int, form: str, now: datetime) -> OwnData:
    """The same file for a patient of the clinic who asks for it and has no way in of their own."""
    require(visitor, Action.TAKE_FOR)
    own = Own(visitor.clinic_id, patient_id)
    return _take(office, visitor, own, "took a patient's data", form=form, now=now)


def _take(office: Office, visitor: Visitor, own: Own, action: str, *, form: str, now: datetime) -> OwnData:
    taken = _everything(office, own, now=now)
    with office.store.writing() as db:
        details = {"form": form, "treatments": len(taken.treatments), "reports": taken.reports}
        audit.add_by(db, visitor, action, f"patient:{own.patient_id}", now=now, details=details)
    return taken


def _about(clinic: Clinic, now: datetime) -> About:
    return About(
        title="Everything that is held about you",
        format_version=FORMAT_VERSION,
        made_at=now,
        practice=clinic.name,
        practice_phone=clinic.phone,
        time_zone=clinic.time_zone,
        kept_for_years=clinic.kept_for_years,
        parts=PARTS,
    )


def _traced(office: Office, clinic: Clinic, row: TrailRow, known: Names) -> Traced:
    return traced(row, known, office.guide.catalogue, zone=ZoneInfo(clinic.time_zone))


def _identity(db: Database, own: Own) -> Identity:
    patient = people.patient(db, *own)
    return Identity(
        patient=as_text(patient.patient_id),
        code=patient.code,
        name=patient.name,
        contact=patient.contact,
        year_of_birth=patient.year_of_birth,
        skin_type=patient.skin_type,
        entered_at=store.entered_at(db, own),
        archived_at=patient.archived_at,
    )


def _pin(db: Database, own: Own) -> Pin | None:
    pin = pins.of_patient(db, *own)
    return Pin(pin.chosen_at, pin.failures, pin.last_failed_at, pin.suspected_at) if pin else None
