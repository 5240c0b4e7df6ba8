"""Comparing a treatment with another one of the same patient, day by day since each procedure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from recovery.domain.access import Action, Visitor, require
from recovery.domain.clinic import Treatment
from recovery.domain.finding import Finding, findings
from recovery.services.office import Office
from recovery.services.people.opening_patients import note_opened
from recovery.store import people, reports, treatments


@dataclass(frozen=True)
class Other:
    """Another treatment of the same patient, with its side effects by slug; `is_earlier` by the procedure's date."""

    treatment: Treatment
    findings: Mapping[str, Finding]
    is_earlier: bool

    @property
    def last_day(self) -> int:
        """The last day of its reports on which anything was present; 0 when nothing ever was."""
        courses = (finding.course for finding in self.findings.values())
        return max((course.last_present or 0 for course in courses if course is not None), default=0)


def other(office: Office, visitor: Visitor, *, treatment_id: int, other_id: int, now: datetime) -> Other:
    """Another treatment of the same patient with all that was reported in it; NotFound for anyone else's."""
    require(visitor, Action.SEE_PATIENTS)
    with office.store.reading() as db:
        guide = office.guide
        shown = treatments.treatment(db, visitor.clinic_id, treatment_id)
        chosen = treatments.treatment(db, visitor.clinic_id, other_id, patient_id=shown.patient_id)
        today = people.clinic(db, visitor.clinic_id).today(now)
        found = reports.reports_of(db, visitor.clinic_id, other_id, guide.catalogue)
        day = chosen.day(chosen.closed_on or today)
        judged = findings(found, guide=guide, method=chosen.method, today=day)
        by_slug = {finding.effect.slug: finding for finding in judged}
    note_opened(office, visitor, subject=f"treatment:{other_id}", now=now)
    return Other(chosen, by_slug, is_earlier=chosen.procedure < shown.procedure)
