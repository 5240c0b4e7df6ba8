"""What earlier patients did, beside one treatment: for its clinician, and for its patient where the clinic says so.

Earlier patients are all other treatments by the same method on record in this clinic, whenever their procedures were,
open ones and other ones of the same patient too: the more there are the less one of them tells, and a recovery under
way says how long it took at least. The treatment itself is left out, so that nobody is compared with themselves.
"""

from collections.abc import Mapping
from datetime import datetime

from recovery.domain.access import Action, Visitor, require
from recovery.domain.clinic import Clinic, Treatment
from recovery.domain.counting import Counts, counts_of
from recovery.domain.expected import Expected, expected, others
from recovery.domain.filing import courses_of
from recovery.domain.finding import findings
from recovery.domain.groups import Group
from recovery.domain.history import history_of
from recovery.domain.months import LAST, Month
from recovery.services.office import Office
from recovery.store import counts, people, reports, treatments
from recovery.store.database import Database

FIRST = Month(1, 1)
"""Before every procedure on record."""

Earlier = Mapping[str, Expected]
"""What is told of earlier patients, by side effect; nothing where too few reported."""


def of_patient(office: Office, visitor: Visitor, *, treatment_id: int, now: datetime) -> Earlier:
    """Earlier patients beside any treatment of the clinic, for a clinician."""
    require(visitor, Action.SEE_PATIENTS)
    with office.store.reading() as db:
        treatment = treatments.treatment(db, visitor.clinic_id, treatment_id)
        return _earlier(db, office, people.clinic(db, visitor.clinic_id), treatment, now)


def of_own(office: Office, visitor: Visitor, *, treatment_id: int, now: datetime) -> Earlier:
    """Earlier patients beside one of a patient's own treatments; nothing unless their clinic shows it to patients."""
    require(visitor, Action.REPORT)
    with office.store.reading() as db:
        treatment = treatments.treatment(db, visitor.clinic_id, treatment_id, patient_id=visitor.patient_id)
        clinic = people.clinic(db, visitor.clinic_id)
        return _earlier(db, office, clinic, treatment, now) if clinic.shows_expected else {}


def _earlier(db: Database, office: Office, clinic: Clinic, treatment: Treatment, now: datetime) -> Earlier:
    day = treatment.day(treatment.closed_on or clinic.today(now))
    version, guide = counts.version(db, clinic.clinic_id), office.guide
    basis = (clinic.clinic_id, version, guide.number, treatment.treatment_id, day, treatment.closed_on)

    def work_out() -> Earlier:
        found = reports.reports_of(db, clinic.clinic_id, treatment.treatment_id, guide.catalogue)
        history = history_of(found)
        own = counts_of(history, courses_of(history).values())
        return expected(
            others(_counted(db, office, clinic, treatment.method, version), own),
            findings(found, guide=guide, method=treatment.method, today=day),
            goes_on=treatment.closed_on is None,
            limit=office.settings.small_cell_limit,
        )

    return office.remembered.of(("earlier patients", *basis), work_out)


def _counted(db: Database, office: Office, clinic: Clinic, method: str, version: int) -> Counts:
    """All that is counted of a method, whoever asks: read once for all of its patients, until a report comes."""
    group = Group(FIRST, LAST, method)
    return office.remembered.of(
        ("counts", clinic.clinic_id, method, version),
        lambda: counts.counts(db, clinic.clinic_id, group, office.guide.catalogue),
    )
