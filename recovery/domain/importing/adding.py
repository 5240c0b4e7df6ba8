"""What a patient's rows add to what stands here; nothing that stands is ever replaced."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from recovery.domain.catalogue import ASKS_FOR_AREA
from recovery.domain.clinic import Patient, Staff, Treatment, check_patient
from recovery.domain.importing.facts import Day, Fact, Gathered, Procedure, Table, clinician_in, severity_of
from recovery.domain.importing.refusals import Refusal
from recovery.domain.report import Report, Score
from recovery.errors import InvalidInput

T = TypeVar("T")

NOON = time(12, tzinfo=UTC)
"""When an imported report is said to have come: on its day. The file's import is in the trail."""


@dataclass(frozen=True)
class Standing:
    """What stands here of a patient whom a file names: their treatments, and the reports of those by day."""

    patient: Patient
    treatments: Sequence[Treatment] = ()
    reports: Mapping[int, Mapping[int, Report]] = field(default_factory=dict)


@dataclass(frozen=True)
class Reports:
    """The reports that a treatment gains, in rising order of days; `known` are those that stand already."""

    treatment: Treatment
    is_new: bool
    added: tuple[Report, ...]
    known: int = 0


@dataclass(frozen=True)
class Addition:
    """What one patient's rows, the first of them at `line`, add, or why they are refused.

    `looks_known` is a new patient like whom another one here is called, of the same year of birth.
    """

    patient: Patient
    is_new: bool
    treatments: tuple[Reports, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    line: int = 0
    looks_known: bool = False

    @property
    def is_left_out(self) -> bool:
        """Whether it is a patient of whom no row tells a treatment: a line of sums, or somebody not yet treated."""
        return self.is_new and not self.treatments and not self.refusals


@dataclass(frozen=True)
class Import:
    """Who brings a file in, and when: what its rows do not say."""

    table: Table
    clinician: Staff | None
    by: str
    now: datetime
    new_id: Callable[[], int]

    @property
    def today(self) -> date:
        """The date on the clinic's calendar."""
        return self.table.today


def add(gathered: Gathered, standing: Standing | None, by: Import) -> Addition:
    """What the rows of a patient add; where any is refused, nothing of the file is taken."""
    adding = _Adding(gathered, standing, by)
    patient = adding.patient()
    treatments = tuple(adding.treatment(procedure, patient) for procedure in gathered.procedures)
    found = tuple(each for each in treatments if each is not None)
    if standing and not standing.patient.is_enrolled and any(each.is_new or each.added for each in found):
        adding.refuse(gathered.line, "patient", "This patient is archived here; bring them back first.")
    return Addition(patient, standing is None, found, tuple(adding.refusals), gathered.line)


class _Adding:
    def __init__(self, gathered: Gathered, standing: Standing | None, by: Import) -> None:
        self.gathered, self.standing, self.by = gathered, standing, by
        self.refusals = list(gathered.refusals)

    def refuse(self, line: int, name: str, says: str) -> None:
        self.refusals.append(Refusal(line, self.by.table.column(name), says))

    def patient(self) -> Patient:
        facts = self.gathered.facts
        if self.standing is not None:
            for name, fact in facts.items():
                stands = getattr(self.standing.patient, name)
                if stands not in (fact.value, None, ""):
                    self.refuse(fact.line, name, _STANDS.format("patient"))
            return self.standing.patient
        return self._new_patient({name: fact.value for name, fact in facts.items()})

    def _new_patient(self, said: Mapping[str, object]) -> Patient:
        plain = Patient(self.by.new_id(), self.gathered.code, self.gathered.code, "", None, None)
        try:
            return check_patient(
                patient_id=plain.patient_id, code=plain.code, name=str(said.get("name") or plain.name),
                contact=str(said.get("contact", "")), year_of_birth=said.get("year_of_birth"),  # type: ignore[arg-type]
                skin_type=said.get("skin_type"), today=self.by.today,  # type: ignore[arg-type]
            )  # fmt: skip
        except InvalidInput as refused:
            line = next((fact.line for name, fact in self.gathered.facts.items() if name == refused.field), None)
            self.refuse(line or self.gathered.line, refused.field, str(refused))
            return plain

    def treatment(self, procedure: Procedure, patient: Patient) -> Reports | None:
        """What is added of one treatment; None where it is refused."""
        refused = len(self.refusals)
        known = self._same(procedure)
        if known is not None:
            self._compare(procedure, known)
        treatment = known or self._new_treatment(procedure, patient)
        if treatment is None:
            return None
        stands = self.standing.reports.get(treatment.treatment_id, {}) if self.standing else {}
        added, kept = [], 0
        for number in sorted(procedure.days):
            report = self._report(number, procedure.days[number], treatment)
            if number in stands:
                self._compare_day(procedure.days[number], report, stands[number])
                kept += 1
            else:
                added.append(report)
        return Reports(treatment, known is None, tuple(added), kept) if len(self.refusals) == refused else None

    def _same(self, procedure: Procedure) -> Treatment | None:
        """The treatment that stands here of the same date and method."""
        when, method = procedure.facts["procedure_date"].value, self._method(procedure)
        same = [
            each
            for each in (self.standing.treatments if self.standing else ())
            if (each.procedure, each.method) == (when, method)
        ]
        if len(same) > 1:
            same = [each for each in same if set(each.areas) == set(self._areas(procedure))] or same
        if len(same) > 1:
            says = "Two treatments of this date and method stand here; the file cannot say which. Correct one first."
            self.refuse(procedure.line, "procedure_date", says)
        return same[0] if same else None

    def _compare(self, procedure: Procedure, known: Treatment) -> None:
        stands = {"areas": set(known.areas), "closed_on": known.closed_on, "clinician": known.clinician.account_id}
        for name, fact in procedure.facts.items():
            if name in stands and _comparable(name, fact) != stands[name]:
                self.refuse(fact.line, name, _STANDS.format("treatment"))

    def _new_treatment(self, procedure: Procedure, patient: Patient) -> Treatment | None:
        facts = procedure.facts
        method, areas = self._method(procedure), self._areas(procedure)
        clinician = clinician_in(facts) or self.by.clinician
        if not (method and areas and clinician):
            for name, said in (("method", method), ("areas", areas), ("clinician", clinician)):
                if not said:
                    self._refuse_missing(procedure, name)
            return None
        when: date = facts["procedure_date"].value
        born = self.gathered.facts.get("year_of_birth")
        if born is not None and when.year < born.value:
            self.refuse(procedure.line, "procedure_date", "This is before the patient was born.")
        return Treatment(
            treatment_id=self.by.new_id(),
            patient_id=patient.patient_id,
            method=method,
            areas=areas,
            procedure=when,
            clinician=clinician,
            closed_on=self._closed_on(procedure, when),
            due_from=self._due_from(procedure, when),
        )

    def _refuse_missing(self, procedure: Procedure, name: str) -> None:
        column = self.by.table.column(name)
        if not column or not any(each.column == column for each in self.refusals):
            self.refuse(procedure.line, name, f"No row says the {name} of this treatment{_ONE_FOR_ALL.get(name, '')}.")

    def _method(self, procedure: Procedure) -> str:
        said = procedure.facts.get("method")
        return str(said.value) if said else self.by.table.mapping.method

    def _areas(self, procedure: Procedure) -> tuple[str, ...]:
        said = procedure.facts.get("areas")
        areas = said.value if said else self.by.table.mapping.areas
        return tuple(slug for slug in dict.fromkeys(self.by.table.words.areas.values()) if slug in areas)

    def _closed_on(self, procedure: Procedure, when: date) -> date | None:
        """What comes from a file is history: closed today, where neither the file nor the mapping says otherwise."""
        said = procedure.facts.get("closed_on")
        if said is None:
            return None if self.by.table.mapping.leave_open or when > self.by.today else self.by.today
        if not when <= said.value <= self.by.today:
            self.refuse(said.line, "closed_on", "A recovery is closed between its procedure and today.")
        closed: date = said.value
        return closed

    def _due_from(self, procedure: Procedure, when: date) -> date:
        """From when on reports were asked for; later than today would silence the treatment's alerts."""
        said = procedure.facts.get("due_from")
        if said is None:
            return self.by.today
        if said.value > max(when, self.by.today):
            self.refuse(said.line, "due_from", "Reports are asked for from today or the procedure on, or earlier.")
        due: date = said.value
        return due

    def _report(self, number: int, day: Day, treatment: Treatment) -> Report:
        if not day.scores and not any(each.line == day.line for each in self.refusals):
            self.refuse(day.line, "severity", "A report says how severe at least one side effect was.")
        reported = datetime.combine(treatment.procedure + timedelta(days=number), NOON)
        return Report(
            day=number,
            scores=tuple(self._score(slug, fact, day, treatment) for slug, fact in day.scores.items()),
            red_flags=_said(day, "warning_signs", otherwise=()),
            wants_call=_said(day, "wants_call", otherwise=False),
            note=_said(day, "note", otherwise=""),
            reported_at=min(reported, self.by.now),
            reported_by=self.by.by,
        )

    def _score(self, slug: str, fact: Fact, day: Day, treatment: Treatment) -> Score:
        severity, where = severity_of(fact), day.areas.get(slug)
        if severity < ASKS_FOR_AREA:
            return Score(slug, severity)
        if where is not None and where.value not in treatment.areas:
            name = f"worst {slug}" if self.by.table.column(f"worst {slug}") else "area"
            self.refuse(where.line, name, "This area was not treated, as the treatment's areas are given.")
        only = treatment.areas[0] if len(treatment.areas) == 1 else None
        return Score(slug, severity, where.value if where else only)

    def _compare_day(self, day: Day, said: Report, stands: Report) -> None:
        known = {score.side_effect: score for score in stands.scores}
        for score in said.scores:
            before = known.get(score.side_effect)
            if before is None or before.severity != score.severity or (score.area and before.area != score.area):
                self.refuse(day.scores[score.side_effect].line, "severity", _DAY_STANDS)
        told = {"note": stands.note, "wants_call": stands.wants_call, "warning_signs": stands.red_flags}
        for name, fact in day.said.items():
            if fact.value != told[name]:
                self.refuse(fact.line, name, _DAY_STANDS)


_ONE_FOR_ALL = {"clinician": "; choose who did those that name none (--clinician)"}
_STANDS = "Something else stands here of the same {}. Nothing is replaced: correct it here, or take it out of the file."
_DAY_STANDS = "Another report of this day stands here. Nothing is replaced: correct the file, or take the row out."


def _said(day: Day, name: str, *, otherwise: T) -> T:
    found: T = day.said[name].value if name in day.said else otherwise
    return found


def _comparable(name: str, fact: Fact) -> object:
    if name == "areas":
        return set(fact.value)
    return fact.value.account_id if name == "clinician" else fact.value
