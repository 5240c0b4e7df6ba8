"""Many patients, treatments and reports stored at once, with all that follows from the reports."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from recovery.domain.clinic import Patient, Treatment
from recovery.domain.counting import Counted, Counts, add_up, change, counts_of
from recovery.domain.filing import courses_of, standing
from recovery.domain.guide import Guide
from recovery.domain.history import History
from recovery.domain.report import Report
from recovery.store import counts, people, reports, treatments
from recovery.store.database import Database

_TABLES = ("patients", "treatments", "reports", "revisions", "scores", "courses", "standings")


@dataclass
class BulkRows:
    """What one step stores, table by table."""

    clinic_id: int
    guide: Guide
    patients: list[dict[str, object]] = field(default_factory=list)
    treatments: list[dict[str, object]] = field(default_factory=list)
    reports: list[tuple[Any, ...]] = field(default_factory=list)
    revisions: list[tuple[Any, ...]] = field(default_factory=list)
    scores: list[tuple[Any, ...]] = field(default_factory=list)
    courses: list[tuple[Any, ...]] = field(default_factory=list)
    standings: list[tuple[Any, ...]] = field(default_factory=list)
    counts: dict[Counted, list[Counts]] = field(default_factory=dict)

    def add_patient(self, patient: Patient, *, now: datetime) -> None:
        """A patient who was enrolled at `now`."""
        self.patients.append(people.patient_row(self.clinic_id, patient, now=now))

    def add_treatment(self, treatment: Treatment, *, now: datetime) -> None:
        """A treatment that was entered at `now`."""
        self.treatments.append(treatments.treatment_row(self.clinic_id, treatment, now=now))

    def add_reports(
        self, treatment: Treatment, added: Iterable[Report], *, history: History, before: History | None = None,
        replaced: Sequence[Report] = (),
    ) -> None:  # fmt: skip
        """Reports of a treatment whose `history` they make, added to those of the history `before`."""
        catalogue, key = self.guide.catalogue, (self.clinic_id, treatment.treatment_id)
        for report in added:
            self.reports.append(reports.report_row(key, report))
            self.scores += reports.score_rows(key, report, catalogue)
        self.revisions += [reports.revision_row(key, report) for report in replaced]
        courses = courses_of(history)
        self.courses += [reports.course_row(key, course, catalogue) for course in courses.values()]
        stands = standing(history, courses, bands=self.guide.bands_of(treatment.method))
        self.standings.append(reports.standing_row(key, stands, catalogue))
        more = counts_of(history, courses.values())
        if before is not None:
            more = change(counts_of(before, courses_of(before).values()), more)
        self.counts.setdefault(treatment.counted, []).append(more)

    def set_aside(self) -> dict[str, list[Any]]:
        """The rows of all tables but the counts, to be written as JSON and taken up again."""
        return {name: getattr(self, name) for name in _TABLES}

    def take_up(self, rows: Mapping[str, list[Any]]) -> None:
        """Add rows that were set aside."""
        for name in _TABLES:
            getattr(self, name).extend(rows[name])

    def counted(self) -> dict[Counted, Counts]:
        """What is counted of them."""
        return {counted: add_up(each) for counted, each in self.counts.items()}

    def store(self, db: Database) -> None:
        """Write all of it."""
        people.add_patients(db, self.patients)
        treatments.add_treatments(db, self.clinic_id, self.treatments)
        reports.add_in_bulk(
            db, reports=self.reports, revisions=self.revisions, scores=self.scores, courses=self.courses,
            standings=self.standings,
        )  # fmt: skip
        counts.add_in_bulk(db, self.clinic_id, self.counted(), self.guide.catalogue)
