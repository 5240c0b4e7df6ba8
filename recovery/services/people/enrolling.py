"""Enrolling patients and their treatments, and finding them again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from recovery.domain.access import Action, Visitor, require
from recovery.domain.archiving import require_enrolled
from recovery.domain.checking import refuse_together
from recovery.domain.clinic import Clinic, Patient, Staff, Treatment, check_patient, check_treatment
from recovery.domain.identifiers import new_code, new_id
from recovery.domain.lookalikes import looks_of
from recovery.errors import InvalidInput, LooksAlike
from recovery.services.entry.pins import WrongPins, wrong_pins
from recovery.services.entry.visiting import forget_left
from recovery.services.office import Office
from recovery.services.paging import a_page
from recovery.services.people.handing_out import new_link
from recovery.services.people.lookalikes import all_alike
from recovery.services.people.opening_patients import note_opened
from recovery.store import alerts, audit, links, people, people_search, reports, treatments
from recovery.store.database import Database
from recovery.store.links import PersonalLink

PAGE = 20
"""Patients shown at a time."""


@dataclass(frozen=True)
class PatientEntry:
    """A patient as the front desk enters them."""

    name: str
    contact: str = ""
    year_of_birth: int | None = None
    skin_type: str | None = None


@dataclass(frozen=True)
class TreatmentEntry:
    """A treatment as the front desk enters it."""

    method: str
    areas: tuple[str, ...]
    procedure: date
    clinician_id: int


@dataclass(frozen=True)
class Person:
    """A patient with their treatments, the latest first, and their personal link, if any.

    Of each treatment, how many `reports` there are, and how many alerts are `waiting`. `wrong_pins` are those at the
    link, where they are more than fingers slip.
    """

    clinic: Clinic
    today: date
    patient: Patient
    treatments: tuple[Treatment, ...]
    link: PersonalLink | None
    reports: Mapping[int, int]
    waiting: Mapping[int, int]
    wrong_pins: WrongPins | None

    def link_works(self, now: datetime) -> bool:
        """Whether the link opens anything at `now`."""
        return self.link is not None and self.link.expires_at > now


def search(
    office: Office, visitor: Visitor, *, words: str, page: int, archived: bool = False
) -> tuple[list[Patient], int]:
    """Page `page` (from 1) of the patients whose name or code fits; and how many there are in all.

    The archived come with `archived` only, the erased never.
    """
    require(visitor, Action.ENROL)
    with office.store.reading() as db:
        return a_page(
            lambda limit, offset: people_search.search(
                db, visitor.clinic_id, words, archived=archived, limit=limit, offset=offset
            ),
            page=page,
            size=PAGE,
        )


@dataclass(frozen=True)
class Glance:
    """A patient's latest treatment, if any, and whether a personal link of theirs works."""

    last: Treatment | None
    has_link: bool


def glances(office: Office, visitor: Visitor, *, patient_ids: Sequence[int], now: datetime) -> dict[int, Glance]:
    """What tells the patients of a page apart, by patient."""
    require(visitor, Action.ENROL)
    with office.store.reading() as db:
        last = treatments.latest_of(db, visitor.clinic_id, patient_ids)
        working = links.working(db, visitor.clinic_id, patient_ids, now=now)
    return {each: Glance(last.get(each), each in working) for each in patient_ids}


def clinicians(office: Office, visitor: Visitor) -> list[Staff]:
    """The clinicians whom a treatment may name."""
    require(visitor, Action.ENROL)
    with office.store.reading() as db:
        return people.clinicians(db, visitor.clinic_id)


def person(office: Office, visitor: Visitor, *, patient_id: int, now: datetime) -> Person:
    """One patient of the clinic, for the staff who enrol."""
    require(visitor, Action.ENROL)
    with office.store.reading() as db:
        clinic = people.clinic(db, visitor.clinic_id)
        own = tuple(treatments.treatments_of(db, visitor.clinic_id, patient_id))
        found = Person(
            clinic=clinic,
            today=clinic.today(now),
            patient=people.patient(db, visitor.clinic_id, patient_id),
            treatments=own,
            link=links.of_patient(db, visitor.clinic_id, patient_id),
            reports={of: len(reports.reported_days(db, visitor.clinic_id, of)) for of in _ids(own)},
            waiting={of: _waiting(db, office, visitor, of) for of in _ids(own)},
            wrong_pins=wrong_pins(db, visitor.clinic_id, patient_id),
        )
    note_opened(office, visitor, subject=f"patient:{patient_id}", now=now)
    return found


def _ids(own: Iterable[Treatment]) -> list[int]:
    return [treatment.treatment_id for treatment in own]


def _waiting(db: Database, office: Office, visitor: Visitor, treatment_id: int) -> int:
    known = alerts.of_treatment(db, visitor.clinic_id, treatment_id, office.guide.catalogue)
    return sum(alert.is_open for alert in known)


def enrol(
    office: Office,
    visitor: Visitor,
    *,
    patient: PatientEntry,
    treatment: TreatmentEntry,
    now: datetime,
    even_so: Collection[int] = (),
) -> tuple[Patient, str]:
    """Add a patient with the first treatment; the patient, and the token of their personal link.

    The token is given once and kept as a hash only. InvalidInput says what to change; LooksAlike names patients who
    may be the same person, unless all of them are in `even_so`: those whom the visitor has seen and says are others.
    """
    require(visitor, Action.ENROL)
    with office.store.writing() as db:
        today = people.clinic(db, visitor.clinic_id).today(now)
        code, patient_id = free_code(db, visitor.clinic_id), new_id()
        added: Patient
        first: Treatment
        added, first = refuse_together(
            lambda: _checked(patient, patient_id=patient_id, code=code, today=today),
            lambda: _checked_treatment(db, office, visitor, patient_id=patient_id, entry=treatment, today=today),
        )
        others = _others_alike(db, visitor, added, even_so)
        people.add_patients(db, [people.patient_row(visitor.clinic_id, added, now=now)])
        details = {name: getattr(added, name) for name in ("year_of_birth", "skin_type")}
        details |= {"others_alike": others} if others else {}
        audit.add_by(db, visitor, "enrolled a patient", f"patient:{added.patient_id}", now=now, details=details)
        _add_treatment(db, visitor, first, now=now)
        return added, new_link(db, visitor, added.patient_id, now=now)


def add_treatment(
    office: Office, visitor: Visitor, *, patient_id: int, treatment: TreatmentEntry, now: datetime
) -> Treatment:
    """Add a treatment to a patient of the clinic; Conflict when they are archived."""
    require(visitor, Action.ENROL)
    with office.store.writing() as db:
        require_enrolled(people.patient(db, visitor.clinic_id, patient_id))
        forget_left(db, visitor.clinic_id, patient_id, now=now)
        today = people.clinic(db, visitor.clinic_id).today(now)
        added = _checked_treatment(db, office, visitor, patient_id=patient_id, entry=treatment, today=today)
        _add_treatment(db, visitor, added, now=now)
        return added


def _checked(entry: PatientEntry, *, patient_id: int, code: str, today: date) -> Patient:
    return check_patient(
        patient_id=patient_id,
        code=code,
        today=today,
        name=entry.name,
        contact=entry.contact,
        year_of_birth=entry.year_of_birth,
        skin_type=entry.skin_type,
    )


def _others_alike(db: Database, visitor: Visitor, added: Patient, even_so: Collection[int]) -> int:
    looks = looks_of(name=added.name, contact=added.contact, year_of_birth=added.year_of_birth)
    ids = {patient.patient_id for patient, _ in all_alike(db, visitor.clinic_id, looks)}
    if not ids <= set(even_so):
        raise LooksAlike("Somebody like this is enrolled already. Look whether it is the same person.", ids=ids)
    return len(ids)


def _add_treatment(db: Database, visitor: Visitor, added: Treatment, *, now: datetime) -> None:
    treatments.add_treatments(db, visitor.clinic_id, [treatments.treatment_row(visitor.clinic_id, added, now=now)])
    details = {
        "method": added.method,
        "areas": " ".join(added.areas),
        "procedure": added.procedure.isoformat(),
        "clinician": added.clinician.account_id,
    }
    audit.add_by(db, visitor, "added a treatment", f"treatment:{added.treatment_id}", now=now, details=details)


def _checked_treatment(
    db: Database, office: Office, visitor: Visitor, *, patient_id: int, entry: TreatmentEntry, today: date
) -> Treatment:
    return check_treatment(
        treatment_id=new_id(),
        patient_id=patient_id,
        method=entry.method,
        areas=entry.areas,
        procedure=entry.procedure,
        clinician=clinician_of(db, visitor.clinic_id, entry.clinician_id),
        catalogue=office.guide.catalogue,
        today=today,
    )


def clinician_of(db: Database, clinic_id: int, account_id: int) -> Staff:
    """The clinician of this account whom a treatment may name; InvalidInput when it is none of the clinic's."""
    for staff in people.clinicians(db, clinic_id):
        if staff.account_id == account_id:
            return staff
    raise InvalidInput("Choose the clinician who did the procedure.", field="clinician")


def free_code(db: Database, clinic_id: int) -> str:
    """A code that no patient of the clinic has."""
    code = new_code()
    while people.code_is_taken(db, clinic_id, code):
        code = new_code()
    return code
