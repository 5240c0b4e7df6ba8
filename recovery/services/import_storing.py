"""What bringing a file in adds: summed up, and stored with all that follows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from recovery.domain.history import history_of
from recovery.domain.importing.adding import Addition, Standing
from recovery.domain.importing.refusals import Refusal
from recovery.services.bulk_rows import BulkRows
from recovery.services.evaluating import judge_some
from recovery.services.import_reading import REFUSALS_KEPT, Additions, Read
from recovery.services.office import Office
from recovery.services.visiting import forget_left
from recovery.store import evaluations, importing, people
from recovery.store.database import Database


@dataclass(frozen=True)
class Trial:
    """What a file adds, what of it stands here already, and what is refused, the first of it line by line."""

    digest: str
    rows: int = 0
    patients: int = 0
    treatments: int = 0
    reports: int = 0
    scores: int = 0
    known_patients: int = 0
    known_treatments: int = 0
    known_reports: int = 0
    refused_lines: int = 0
    refusals: tuple[Refusal, ...] = ()

    @property
    def adds_nothing(self) -> bool:
        """Whether all that the file says stands here already."""
        return not (self.patients or self.treatments or self.reports)


def summed(some: Iterable[Additions], read: Read) -> Trial:
    """All of it together."""
    totals = dict.fromkeys(
        ("patients", "treatments", "reports", "scores", "known_patients", "known_treatments", "known_reports"), 0
    )
    refusals, refused = list(read.refusals), len(read.refusals)
    for additions in some:
        for addition, _ in additions:
            totals["patients" if addition.is_new else "known_patients"] += 1
            for each in addition.treatments:
                totals["treatments" if each.is_new else "known_treatments"] += 1
                totals["reports"] += len(each.added)
                totals["known_reports"] += each.known
                totals["scores"] += sum(len(report.scores) for report in each.added)
            refused += len({refusal.line for refusal in addition.refusals})
            refusals += addition.refusals[: max(0, REFUSALS_KEPT - len(refusals))]
    return Trial(read.digest, rows=read.rows, refused_lines=refused, refusals=tuple(sorted(refusals)), **totals)


@dataclass
class Storing:
    """Stores additions as they come, and judges in the end what is followed here."""

    db: Database
    office: Office
    clinic_id: int
    now: datetime
    followed: list[int] = field(default_factory=list)

    def stored(self, some: Iterable[Additions]) -> Iterator[Additions]:
        """Each step again, its rows stored; none any more once one is refused."""
        refused = False
        for additions in some:
            refused = refused or any(addition.refusals for addition, _ in additions)
            if not refused:
                self._store(additions)
            yield additions

    def _store(self, additions: Additions) -> None:
        rows, gained = BulkRows(self.clinic_id, self.office.guide), dict[int, int]()
        for addition, standing in additions:
            if addition.is_new:
                rows.add_patient(addition.patient, now=self.now)
            self._add(addition, standing, rows, gained)
        rows.store(self.db)
        importing.raise_versions(self.db, self.clinic_id, gained)

    def _add(self, addition: Addition, standing: Standing | None, rows: BulkRows, gained: dict[int, int]) -> None:
        for each in addition.treatments:
            treatment = each.treatment
            if each.is_new:
                rows.add_treatment(treatment, now=self.now)
                if standing is not None and treatment.closed_on is None:
                    forget_left(self.db, self.clinic_id, addition.patient.patient_id, now=self.now)
            if not each.added:
                continue
            before = standing.reports.get(treatment.treatment_id, {}) if standing else {}
            gained[treatment.treatment_id] = len(each.added)
            history = history_of({report.day: report for report in (*before.values(), *each.added)})
            rows.add_reports(treatment, each.added, history=history, before=history_of(before) if before else None)
            if treatment.closed_on is None or not each.is_new:
                self.followed.append(treatment.treatment_id)

    def judge(self) -> None:
        """Open and close alerts as evaluating does; only for what is open, or stood here before."""
        if people.clinic(self.db, self.clinic_id).watched:
            for some in evaluations.in_steps(sorted(self.followed)):
                judge_some(self.db, self.office, self.clinic_id, some, now=self.now)
