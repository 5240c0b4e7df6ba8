"""The practices that are measured: real files, filled through the services."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from recovery.domain.access import Role, Visitor
from recovery.domain.clinic import Treatment
from recovery.domain.identifiers import as_text
from recovery.domain.lookalikes import looks_of
from recovery.services.demonstrating import fill_demo
from recovery.services.entry import signing_in
from recovery.services.office import Office, open_office
from recovery.services.people import enrolling, lookalikes
from recovery.services.people.enrolling import PatientEntry, TreatmentEntry
from recovery.services.recoveries import reporting
from recovery.settings import read_settings
from tests.bench.diaries import draft
from tests.conftest import come_in

OTHER_PATIENTS = 40
"""The practice around the patient who is looked at: what "Look around" makes."""

REPORTS = 30


@dataclass(frozen=True)
class Enrolled:
    """A patient on their phone."""

    visitor: Visitor
    treatment: Treatment
    link: str


@dataclass(frozen=True)
class Prepared:
    """A database with one patient who has reported thirty days, and the keys to look at it."""

    database: Path
    staff_token: str
    treatment_id: int
    link: str

    @property
    def treatment(self) -> str:
        """The treatment as it stands in the page's address."""
        return as_text(self.treatment_id)


@contextmanager
def office_at(database: Path) -> Iterator[Office]:
    """The product's own office over this file."""
    office = open_office(replace(read_settings({}), database=database), now=datetime.now(UTC))
    try:
        yield office
    finally:
        office.store.close()


def enrol(office: Office, staff: Visitor, *, days_ago: int, now: datetime) -> Enrolled:
    """A patient with one treatment, who has come in by link and PIN."""
    entry = PatientEntry(name="Ada Example", contact="555 0100")
    procedure = office.the_clinic().today(now) - timedelta(days=days_ago)
    treatment = TreatmentEntry("derma_roller", ("face", "neck"), procedure, staff.subject_id)
    looks = looks_of(name=entry.name, contact=entry.contact, year_of_birth=None)
    others = lookalikes.alike(office, staff, looks=looks).ids
    patient, link = enrolling.enrol(office, staff, patient=entry, treatment=treatment, even_so=others, now=now)
    _, visitor = come_in(office, link, now=now)
    person = enrolling.person(office, staff, patient_id=patient.patient_id, now=now)
    return Enrolled(visitor, person.treatments[0], link)


def prepare(folder: Path) -> Prepared:
    """A demo practice, and in it one patient with a report for each of thirty days, all seven side effects in them."""
    now = datetime.now(UTC)
    database = folder / "practice.db"
    with office_at(database) as office:
        fill_demo(office, patients=OTHER_PATIENTS, seed=1, now=now)
        token, staff = signing_in.sign_in_to_demo(office, role=Role.CLINICIAN, now=now)
        patient = enrol(office, staff, days_ago=REPORTS - 1, now=now)
        for day in range(REPORTS):
            reporting.submit(
                office,
                patient.visitor,
                treatment_id=patient.treatment.treatment_id,
                draft=draft(day, area="face"),
                now=now - timedelta(days=REPORTS - 1 - day),
            )
    return Prepared(database, token, patient.treatment.treatment_id, patient.link)
