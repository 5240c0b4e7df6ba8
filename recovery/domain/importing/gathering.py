"""One patient's rows read together: what they say of the patient, of each treatment, and of each day.

A cell that is empty in one row may be filled in another, as REDCap and most spreadsheets have it. Two rows that say
different things of the same are refused, whichever is right.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from recovery.domain.clinic import LATEST_PROCEDURE_DAYS
from recovery.domain.importing.cells import ticked, unguarded, whole
from recovery.domain.importing.facts import Day, Fact, Gathered, Procedure, Row, Table
from recovery.domain.importing.refusals import Refusal
from recovery.domain.report import NAME_LIMIT, NOTE_LIMIT, clean_text
from recovery.errors import InvalidInput, UnknownWords

EARLIEST_PROCEDURE = date(1980, 1, 1)
"""Before which none of the methods existed: an earlier date is a slip or a date of birth (ours)."""

LAST_DAY = 366
"""Days since the procedure: what is reported later is of something else (ours, as OLDEST_PROCEDURE_DAYS)."""


def gather(code: str, rows: Sequence[Row], table: Table) -> Gathered:
    """What the rows of one patient say together."""
    gathered = Gathered(code, rows[0].line)
    reader = _Reader(table, gathered)
    for row in rows:
        reader.patient(row)
    by_key = reader.procedures(rows)
    for row in rows:
        reader.report(row, by_key)
    gathered.procedures = [each for each in by_key.values() if "procedure_date" in each.facts]
    reader.without_date(by_key.values(), rows)
    return gathered


class _Repeated:
    """Whether a row says the same in some fields as the one before: most do, where a row is a single score."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names, self._before = tuple(names), tuple[str | None, ...]()

    def again(self, row: Row) -> bool:
        said = tuple(map(row.said.get, self._names))
        same, self._before = said == self._before, said
        return same

    def forget(self) -> None:
        """Read the next row whatever it says: what repeats a refused row is refused too."""
        self._before = ()


class _Reader:
    """Reads rows into what is gathered, and notes what it refuses."""

    def __init__(self, table: Table, gathered: Gathered) -> None:
        self.table, self.words, self.gathered = table, table.words, gathered
        self._of_patient: Mapping[str, Callable[[str], Any]] = {
            "name": lambda text: _text(text, "The patient's name", "name"),
            "contact": lambda text: _text(text, "The contact", "contact"),
            "year_of_birth": lambda text: whole(text, field="year_of_birth"),
            "date_of_birth": lambda text: self.words.date(text, field="date_of_birth").year,
            "skin_type": self.words.skin_type,
        }
        self._of_treatment: Mapping[str, Callable[[str], Any]] = {
            "procedure_date": self._procedure_date,
            "method": self.words.method,
            "areas": self.words.areas_in,
            "clinician": self.words.clinician,
            "closed_on": lambda text: self.words.date(text, field="closed_on"),
            "due_from": lambda text: self.words.date(text, field="due_from"),
        }
        self._of_report: Mapping[str, Callable[[str], Any]] = {
            "note": _note,
            "wants_call": lambda text: ticked(text, field="wants_call"),
            "warning_signs": self.words.signs_in,
        }
        boxes = tuple(f"treated {slug}" for slug in table.mapping.area_columns)
        self._patient_says = _Repeated(self._of_patient)
        self._treatment_says = _Repeated((*self._of_treatment, *boxes, "treatment"))
        self._report_says = _Repeated((*self._of_treatment, "treatment", "day", "date", *self._of_report))
        self._day_before = Day(0)

    def patient(self, row: Row) -> None:
        if self._patient_says.again(row):
            return
        for name, read in self._of_patient.items():
            if name in row.said:
                fact = "year_of_birth" if name == "date_of_birth" else name
                self._learn(self.gathered.facts, fact, row, name, read)

    def procedures(self, rows: Iterable[Row]) -> dict[Hashable, Procedure]:
        found: dict[Hashable, Procedure] = {}
        for row in rows:
            if self._treatment_says.again(row):
                continue
            key, own = self._key(row), Procedure(row.line)
            procedure = found.setdefault(key, own) if key is not None else own  # refused cells hide no others
            for name, read in self._of_treatment.items():
                if name in row.said:
                    self._learn(procedure.facts, name, row, name, read)
            self._ticked_areas(procedure, row)
        return found

    def report(self, row: Row, by_key: Mapping[Hashable, Procedure]) -> None:
        scores = [name for name in row.said if name == "severity" or name.startswith("severity ")]
        if not scores and "side_effect" not in row.said and not self._says_more(row):
            return
        if not self._report_says.again(row):
            self._day_before = self._day_of(row, by_key)
        if "side_effect" in self.table.mapping.columns:
            self._long_score(row, self._day_before)
        else:
            for name in scores:
                slug = name.partition(" ")[2]
                self._score(row, self._day_before, slug, severity=name, area=f"worst {slug}")

    def _says_more(self, row: Row) -> bool:
        """Whether something of a whole report is said: an unticked box is not."""
        try:
            return any(read(row.said[name]) for name, read in self._of_report.items() if name in row.said)
        except InvalidInput:  # refused with the report that it is of
            return True

    def _day_of(self, row: Row, by_key: Mapping[Hashable, Procedure]) -> Day:
        """The day that a row reports on, with what it says of the whole of it; one of nothing where it is refused."""
        procedure = self._procedure_of(row, by_key)
        number, day = self._day(row, procedure), Day(row.line)
        if procedure is not None and number is not None:
            day = procedure.days.setdefault(number, day)
        for name, read in self._of_report.items():
            if name in row.said:
                self._learn(day.said, name, row, name, read)
        return day

    def without_date(self, procedures: Iterable[Procedure], rows: Iterable[Row]) -> None:
        """Refuse treatments that no row dates; a patient of whom nothing else is said has none."""
        told = [
            procedure.line for procedure in procedures if procedure.facts and "procedure_date" not in procedure.facts
        ]
        if not self.gathered.procedures:
            told += [row.line for row in rows if not set(self._of_treatment).isdisjoint(row.said)][:1]
        if told and not self.gathered.refusals:
            self._refuse(Row(told[0], {}), "procedure_date", _NO_DATE)

    def _key(self, row: Row) -> Hashable | None:
        """What tells the treatment of a row apart; None where the row names none."""
        said = row.said
        if "treatment" in self.table.mapping.columns:
            named = said.get("treatment")
            return named if named or not any(name in said for name in self._of_treatment) else ""
        if "procedure_date" not in said:
            return None
        try:
            method = self.words.method(said["method"]) if "method" in said else self.table.mapping.method
            return self.words.date(said["procedure_date"], field="procedure_date"), method
        except InvalidInput:  # refused as any other cell of the treatment
            return None

    def _procedure_of(self, row: Row, by_key: Mapping[Hashable, Procedure]) -> Procedure | None:
        """The treatment that a row reports on; None where it is refused."""
        found: Procedure | None = None
        if "treatment" in self.table.mapping.columns and "treatment" in row.said:
            found = by_key.get(row.said["treatment"])
        elif "procedure_date" in row.said:
            found = by_key.get(self._key(row))
        elif len(by_key) == 1:
            found = next(iter(by_key.values()))
        else:
            says = "It does not say which treatment this report is of; fill the procedure's date in."
            self._refuse(row, "procedure_date", says)
        if found is not None and "procedure_date" not in found.facts and not self.gathered.refusals:
            self._refuse(row, "procedure_date", _NO_DATE)
        return found if found is not None and "procedure_date" in found.facts else None

    def _day(self, row: Row, procedure: Procedure | None) -> int | None:
        """The number of the day that a row reports on; None where it is refused."""
        began: date | None = procedure.facts["procedure_date"].value if procedure else None
        said = self._days_said(row, began)
        if said is None or began is None:
            return None
        name, day = next(iter(said.items()))
        says = ""
        if any(other != day for other in said.values()):
            name, says = "day", "The day number and the date are not the same day."
        elif day < 0:
            says = "This is before the procedure."
        elif day > LAST_DAY:
            says = f"This is more than {LAST_DAY} days after the procedure."
        elif began + timedelta(days=day) > self.table.today:
            says = "This day has not come yet."
        if says:
            self._refuse(row, name, says)
        return None if says else day

    def _days_said(self, row: Row, began: date | None) -> dict[str, int] | None:
        """The day's number by each column that says it; None where one cannot be read, or none says it."""
        found, refused = dict[str, int](), False
        for name in ("day", "date"):
            if name in row.said:
                try:
                    found[name] = self._number(name, row.said[name], began)
                except InvalidInput as error:
                    self._refuse(row, name, str(error))
                    refused = True
        if not found and not refused:
            self._refuse(row, self._when, "It does not say when this report was.")
        return None if refused or not found else found

    def _number(self, name: str, text: str, began: date | None) -> int:
        if name == "day":
            return whole(text, field="day")
        when = self.words.date(text, field="date")
        return (when - began).days if began else 0

    @property
    def _when(self) -> str:
        return "day" if "day" in self.table.mapping.columns else "date"

    def _long_score(self, row: Row, day: Day) -> None:
        if "side_effect" not in row.said or "severity" not in row.said:
            missing = "severity" if "side_effect" in row.said else "side_effect"
            if {"side_effect", "severity"} & set(row.said):
                self._refuse(row, missing, "This is empty; a report says both the side effect and its severity.")
            return
        try:
            slug = self.words.side_effect(row.said["side_effect"])
        except UnknownWords as refused:
            self._refuse_words(row, "side_effect", refused)
            slug, day = "", Day(row.line)
        self._score(row, day, slug, severity="severity", area="area")

    def _score(self, row: Row, day: Day, slug: str, *, severity: str, area: str) -> None:
        self._learn(day.scores, slug, row, severity, self.words.severity)
        if area in row.said:
            self._learn(day.areas, slug, row, area, self.words.area)

    def _ticked_areas(self, procedure: Procedure, row: Row) -> None:
        boxes = {slug: f"treated {slug}" for slug in self.table.mapping.area_columns}
        said = {slug: name for slug, name in boxes.items() if name in row.said}
        if not said:
            return
        try:
            areas = tuple(slug for slug, name in said.items() if ticked(row.said[name], field=name))
        except InvalidInput as refused:
            self._refuse(row, refused.field, str(refused))
            return
        if areas:
            self._learn(procedure.facts, "areas", row, next(iter(said.values())), lambda _: areas)

    def _procedure_date(self, text: str) -> date:
        found = self.words.date(text, field="procedure_date")
        if found < EARLIEST_PROCEDURE:
            raise InvalidInput(f"This is before {EARLIEST_PROCEDURE.year}; check the date.", field="procedure_date")
        if (found - self.table.today).days > LATEST_PROCEDURE_DAYS:
            raise InvalidInput(f"This is more than {LATEST_PROCEDURE_DAYS} days ahead.", field="procedure_date")
        return found

    def _learn(
        self, facts: dict[str, Fact], fact: str, row: Row, name: str, read: Callable[[str], Any]
    ) -> None:  # fmt: skip
        """Keep what a row says, refusing it where an earlier row of the same patient says otherwise."""
        try:
            value = read(row.said[name])
        except UnknownWords as refused:
            self._refuse_words(row, name, refused)
            return
        except InvalidInput as refused:
            self._refuse(row, name, str(refused))
            return
        known = facts.setdefault(fact, Fact(value, row.line))
        if known.value != value:
            self._refuse(row, name, _OTHERWISE, other=known.line)

    def _refuse_words(self, row: Row, name: str, unknown: UnknownWords) -> None:
        for word in unknown.words:
            self._refuse(row, name, str(unknown), kind=unknown.field, word=word)

    def _refuse(self, row: Row, name: str, says: str, *, kind: str = "", word: str = "", other: int = 0) -> None:
        for repeated in (self._patient_says, self._treatment_says, self._report_says):
            repeated.forget()
        self.gathered.refusals.append(Refusal(row.line, self.table.column(name), says, kind, word, other))


_NO_DATE = "No row says when this treatment was; days are counted from it."
_OTHERWISE = "Another line says otherwise of the same; make them agree, or drop one."


def _text(text: str, what: str, field: str) -> str:
    return " ".join(clean_text(unguarded(text), limit=NAME_LIMIT, what=what, field=field).split())


def _note(text: str) -> str:
    return clean_text(unguarded(text), limit=NOTE_LIMIT, what="The note", field="note")
