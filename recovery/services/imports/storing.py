"""What bringing a file in adds: summed up, and stored with all that follows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from recovery.domain.counting import Counted, Counts, add_up
from recovery.domain.guide import Guide
from recovery.domain.history import history_of
from recovery.domain.importing.adding import Addition, Import, Standing
from recovery.domain.importing.alike import Alike
from recovery.domain.importing.refusals import Tally
from recovery.domain.importing.trial import Trial
from recovery.errors import Conflict
from recovery.services.alerts.evaluating import judge_some
from recovery.services.entry.visiting import forget_left
from recovery.services.imports import reading as import_reading
from recovery.services.imports.bulk_rows import BulkRows
from recovery.services.imports.reading import Additions, Read
from recovery.services.office import Office
from recovery.store import counts, evaluations, importing, people
from recovery.store.database import Database
from recovery.store.staging import Staging

LEFT_OUT_TOLD = 10
"""Lines that are told of patients who are left out (ours)."""


def summed(some: Iterable[Additions], read: Read) -> Trial:
    """All of it together, without the patients of refused lines."""
    totals = dict.fromkeys(
        ("patients", "treatments", "reports", "scores", "known_patients", "known_treatments", "known_reports"), 0
    )
    tally, dates, left_out, alike = Tally(), set[date](), list[int](), Alike()
    for misfit in read.misfits:
        tally.add([misfit])
    for addition in (addition for additions in some for addition, _ in additions):
        tally.add(addition.refusals)
        if addition.is_left_out:
            left_out.append(addition.line)
        elif not addition.refusals:
            dates.update(each.treatment.procedure for each in addition.treatments if each.is_new)
            _sum_up(addition, totals)
            if addition.is_new:
                alike.add(addition.patient, addition.line, stands_here=addition.looks_known)
    return Trial(
        read.digest, rows=read.rows, first=min(dates, default=None), last=max(dates, default=None),
        refused_lines=tally.lines, refusals=tally.refusals, reasons=tally.reasons, unread=read.unread,
        left_out=len(left_out), left_out_lines=tuple(sorted(left_out)[:LEFT_OUT_TOLD]),
        alike=alike.number, alike_lines=tuple(sorted(alike.pairs)), second_from=read.second_from, **totals,
    )  # fmt: skip


def _sum_up(addition: Addition, totals: dict[str, int]) -> None:
    totals["patients" if addition.is_new else "known_patients"] += 1
    for each in addition.treatments:
        totals["treatments" if each.is_new else "known_treatments"] += 1
        totals["reports"] += len(each.added)
        totals["known_reports"] += each.known
        totals["scores"] += sum(len(report.scores) for report in each.added)


@dataclass
class Preparing:
    """Makes the rows of new patients ready before the door for writers is taken; of others, whose turn is behind it."""

    office: Office
    clinic_id: int
    staged: Staging
    now: datetime
    guide: Guide
    counted: dict[Counted, Counts] = field(default_factory=dict)
    turns: list[str] = field(default_factory=list)

    def prepared(self, some: Iterable[Additions]) -> Iterator[Additions]:
        """Each step again, its rows made ready; none any more once one is refused."""
        refused = False
        for additions in some:
            refused = refused or any(addition.refusals for addition, _ in additions)
            if not refused:
                self._prepare(additions)
            yield additions

    def _prepare(self, additions: Additions) -> None:
        new = [addition for addition, _ in additions if addition.is_new and not addition.is_left_out]
        known = [addition for addition, _ in additions if not addition.is_new]
        self.turns += [each.patient.code for each in known if any(of.is_new or of.added for of in each.treatments)]
        rows, followed = BulkRows(self.clinic_id, self.guide), list[int]()
        for addition in new:
            rows.add_patient(addition.patient, now=self.now)
            followed += add_treatments(addition, None, rows, now=self.now)
        for counted, more in rows.counted().items():
            self.counted[counted] = add_up([self.counted.get(counted, Counts()), more])
        codes = [addition.patient.code for addition in new]
        self.staged.put_ready({"codes": codes, "rows": rows.set_aside(), "followed": followed})


@dataclass
class Storing:
    """Stores what was made ready, then what patients who stand here gain, and judges in the end what is followed."""

    db: Database
    preparing: Preparing
    followed: list[int] = field(default_factory=list)

    def store(self, read_so: Import) -> None:
        """All of it; Conflict where what stands here has changed since it was made ready."""
        ready, clinic_id = self.preparing, self.preparing.clinic_id
        if ready.office.guide.number != ready.guide.number:
            raise Conflict(_CHANGED)
        for step in ready.staged.ready():
            if importing.codes_that_stand(self.db, clinic_id, step["codes"]):
                raise Conflict(_CHANGED)
            rows = BulkRows(clinic_id, ready.guide)
            rows.take_up(step["rows"])
            rows.store(self.db)
            self.followed += step["followed"]
        counts.add_in_bulk(self.db, clinic_id, ready.counted, ready.guide.catalogue)
        patients = ready.staged.of_patients(ready.turns)
        for additions in import_reading.additions(self.db, ready.office, clinic_id, patients, read_so):
            self._store(additions)

    def _store(self, additions: Additions) -> None:
        ready, gained = self.preparing, dict[int, int]()
        rows = BulkRows(ready.clinic_id, ready.guide)
        for addition, standing in additions:
            if addition.refusals or standing is None:
                raise Conflict(_CHANGED)
            if any(each.is_new and each.treatment.closed_on is None for each in addition.treatments):
                forget_left(self.db, ready.clinic_id, addition.patient.patient_id, now=ready.now)
            self.followed += add_treatments(addition, standing, rows, now=ready.now)
            gained |= {of.treatment.treatment_id: len(of.added) for of in addition.treatments if not of.is_new}
        rows.store(self.db)
        importing.raise_versions(self.db, ready.clinic_id, gained)

    def judge(self) -> None:
        """Open and close alerts as evaluating does; only for what is open, or stood here before."""
        ready = self.preparing
        if people.clinic(self.db, ready.clinic_id).watched:
            for some in evaluations.in_steps(sorted(self.followed)):
                judge_some(self.db, ready.office, ready.clinic_id, some, now=ready.now)


_CHANGED = "Something that this file is about was changed here meanwhile. Nothing was added; try it again."


def add_treatments(addition: Addition, standing: Standing | None, rows: BulkRows, *, now: datetime) -> list[int]:
    """Put what a patient's treatments gain among the rows; the treatments that are to be judged."""
    followed = []
    for each in addition.treatments:
        treatment, is_new = each.treatment, each.is_new
        if is_new:
            rows.add_treatment(replace(treatment, version=len(each.added)), now=now)
        if treatment.closed_on is None if is_new else each.added:
            followed.append(treatment.treatment_id)
        if not each.added:
            continue
        before = standing.reports.get(treatment.treatment_id, {}) if standing else {}
        history = history_of({report.day: report for report in (*before.values(), *each.added)})
        rows.add_reports(treatment, each.added, history=history, before=history_of(before) if before else None)
    return followed
