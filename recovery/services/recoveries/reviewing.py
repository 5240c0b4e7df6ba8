"""Looking at recoveries: a patient at their own, a clinician at everyone's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from recovery.domain.access import Action, Visitor, require
from recovery.domain.clinic import Clinic, Patient, Treatment
from recovery.domain.course import RECENT_DAYS, Point, Status
from recovery.domain.filing import OpenTreatment, Standing, courses_of, standing
from recovery.domain.finding import Finding, findings
from recovery.domain.history import history_of
from recovery.domain.report import Report
from recovery.services.office import Office
from recovery.services.paging import a_page
from recovery.services.people.opening_patients import note_opened
from recovery.store import open_list, people, reports, treatments
from recovery.store.database import Database

PAGE = 25
"""Rows of a list at a time: more would be scrolled past, and 1,000 are 96 KB (docs/platform.md, Streamlit 8)."""


@dataclass(frozen=True)
class Recovery:
    """One treatment with everything reported, replaced versions too, as it stands on `day`."""

    clinic: Clinic
    patient: Patient
    treatment: Treatment
    today: date
    reports: Mapping[int, Report]
    replaced: tuple[Report, ...]
    findings: tuple[Finding, ...]
    standing: Standing | None

    @property
    def day(self) -> int:
        """Days since the procedure, counted until today or until the treatment was closed."""
        return self.treatment.day(self.treatment.closed_on or self.today)

    @property
    def today_day(self) -> int | None:
        """Which day it is today; None once it is closed, when nothing of it is today or yesterday any more."""
        return self.day if self.treatment.closed_on is None else None

    @property
    def is_to_come(self) -> bool:
        """Whether the procedure is still ahead."""
        return self.treatment.closed_on is None and self.day < 0

    @property
    def takes_reports(self) -> bool:
        """Whether a report of today can be sent."""
        return self.treatment.closed_on is None and self.day >= 0

    @property
    def is_unheard(self) -> bool:
        """Whether no report says how it is, or none of the last RECENT_DAYS days, so that quiet is no good news."""
        lately = self.last is not None and self.day - self.last.day <= RECENT_DAYS
        return not lately and any(finding.status is Status.NOT_KNOWN for finding in self.findings)

    @property
    def last(self) -> Report | None:
        """The report of the latest day; None before the first."""
        return self.reports[max(self.reports)] if self.reports else None

    @property
    def warned_on(self) -> int | None:
        """The latest day whose warning signs still ask to act: of an open treatment, and no older than RECENT_DAYS."""
        flagged = (day for day, report in self.reports.items() if report.red_flags and self.day - day <= RECENT_DAYS)
        return max(flagged, default=None) if self.treatment.closed_on is None else None

    @property
    def called_on(self) -> int | None:
        """The latest day with a wish for a call: of an open treatment, and no older than RECENT_DAYS."""
        called = (day for day, report in self.reports.items() if report.wants_call and self.day - day <= RECENT_DAYS)
        return max(called, default=None) if self.treatment.closed_on is None else None

    @property
    def warning_signs(self) -> tuple[str, ...]:
        """The warning signs of that day; none when nothing asks to act."""
        return () if self.warned_on is None else self.reports[self.warned_on].red_flags

    def course(self, side_effect: str | None) -> tuple[Point, ...]:
        """The points of a side effect; none for what is of the whole treatment."""
        return next((finding.points for finding in self.findings if finding.effect.slug == side_effect), ())

    def due(self, last_due: int) -> tuple[int, int]:
        """Reports received and due so far, daily until day `last_due`; today is due once it is reported."""
        days = self.treatment.due(today=self.today, last_due=last_due)
        asked = {*days, *([self.day] if self.day in self.reports and self.day <= last_due else [])}
        return len(asked & set(self.reports)), len(asked)


@dataclass(frozen=True)
class Neighbours:
    """Where a treatment stands in a list, and its neighbours there; no position when it is not on it any more."""

    position: int | None
    total: int
    previous: int | None
    next: int | None


@dataclass(frozen=True)
class PatientsList:
    """A page of the open treatments: the highest level of an alert or unheard sign first, then the worst severity."""

    rows: tuple[OpenTreatment, ...]
    total: int
    today: date


def own_treatments(office: Office, visitor: Visitor) -> tuple[Clinic, tuple[Treatment, ...]]:
    """The clinic, and all treatments of this patient, the latest procedure first."""
    require(visitor, Action.SEE_OWN_RECOVERY)
    with office.store.reading() as db:
        own = treatments.treatments_of(db, visitor.clinic_id, visitor.patient_id)
        return people.clinic(db, visitor.clinic_id), tuple(own)


def own_recovery(office: Office, visitor: Visitor, *, treatment_id: int, now: datetime) -> Recovery:
    """One of a patient's own treatments, as whoever has reported sees it too; NotFound for anyone else's."""
    require(visitor, Action.REPORT)
    with office.store.reading() as db:
        chosen = treatments.treatment(db, visitor.clinic_id, treatment_id, patient_id=visitor.patient_id)
        return recovery_in(db, office, visitor, chosen, now)


def recovery(office: Office, visitor: Visitor, *, treatment_id: int, now: datetime) -> Recovery:
    """Any treatment of the clinic, for a clinician."""
    require(visitor, Action.SEE_PATIENTS)
    with office.store.reading() as db:
        chosen = treatments.treatment(db, visitor.clinic_id, treatment_id)
        found = recovery_in(db, office, visitor, chosen, now)
    note_opened(office, visitor, subject=f"treatment:{treatment_id}", now=now)
    return found


def patients_list(office: Office, visitor: Visitor, *, page: int, now: datetime) -> PatientsList:
    """Page `page` (from 1) of the open treatments, for a clinician."""
    require(visitor, Action.SEE_PATIENTS)
    with office.store.reading() as db:
        today = people.clinic(db, visitor.clinic_id).today(now)
        rows, total = a_page(
            lambda limit, offset: open_list.open_treatments(
                db, visitor.clinic_id, office.guide.catalogue, limit=limit, offset=offset
            ),
            page=page,
            size=PAGE,
        )
        return PatientsList(tuple(rows), total, today)


def neighbours(
    office: Office, visitor: Visitor, *, treatment_id: int, among: Sequence[int] | None = None
) -> Neighbours:
    """The neighbours of a treatment in the list whose order `among` gives, else all open ones; for a clinician."""
    require(visitor, Action.SEE_PATIENTS)
    with office.store.reading() as db:
        ids = open_list.open_ids(db, visitor.clinic_id) if among is None else among
    if treatment_id not in ids:
        return Neighbours(None, len(ids), None, ids[0] if ids else None)
    at = ids.index(treatment_id)
    return Neighbours(at + 1, len(ids), ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None)


def recovery_in(db: Database, office: Office, visitor: Visitor, treatment: Treatment, now: datetime) -> Recovery:
    """A treatment that the visitor may see, as it stands now."""
    clinic = people.clinic(db, visitor.clinic_id)
    today = clinic.today(now)
    guide, method = office.guide, treatment.method
    found = reports.reports_of(db, visitor.clinic_id, treatment.treatment_id, guide.catalogue)
    replaced = reports.revisions_of(db, visitor.clinic_id, treatment.treatment_id)
    history = history_of(found, replaced)
    judged = treatment.day(treatment.closed_on or today)
    return Recovery(
        clinic=clinic,
        patient=people.patient(db, visitor.clinic_id, treatment.patient_id),
        treatment=treatment,
        today=today,
        reports=found,
        replaced=tuple(replaced),
        findings=findings(found, guide=guide, method=method, today=judged, closed=treatment.closed_on is not None),
        standing=standing(history, courses_of(history), bands=guide.bands_of(method)) if found else None,
    )
