"""Bringing in what a practice kept elsewhere: tried out first, then all of a file or nothing.

What is brought in is history: nobody is called for it, nobody gets a link, and what stands here is never replaced.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import BinaryIO

from recovery.domain.access import Action, Visitor, require
from recovery.domain.clinic import Clinic, Staff
from recovery.domain.history import history_of
from recovery.domain.identifiers import new_id
from recovery.domain.importing.adding import Addition, Import, Standing, add
from recovery.domain.importing.cells import Words, code_of
from recovery.domain.importing.gathering import Row, Table, gather
from recovery.domain.importing.mapping import ColumnMapping
from recovery.domain.importing.refusals import Refusal
from recovery.domain.wording.english import counted
from recovery.errors import InvalidInput
from recovery.services.bulk_rows import BulkRows
from recovery.services.evaluating import judge_some
from recovery.services.office import Office
from recovery.services.rebuilding import Progress
from recovery.services.table_files import TableFile
from recovery.services.visiting import forget_left
from recovery.store import audit, evaluations, importing, people
from recovery.store.database import Database
from recovery.store.staging import Staging, staging

REFUSALS_KEPT = 1_000
"""Refusals that are told one by one; whoever has more has one mistake in the mapping, not a thousand (ours)."""

MOST_ROWS_OF_A_PATIENT = 20_000
"""More than fifty treatments with a report a day for a month; a column that is the same in all rows has more (ours)."""

PATIENTS_AT_A_TIME = 200
"""How many are held in memory at once: about 20,000 rows."""

PREVIEWED = 5
"""Rows that are shown before a mapping is chosen."""

Telling = Callable[[str], Progress]
"""What tells progress, given what is counted."""


@dataclass(frozen=True)
class Preview:
    """The beginning of a file: the names of its columns, what stands between them, and its first rows."""

    columns: tuple[str, ...]
    separator: str
    rows: tuple[tuple[str, ...], ...]


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


@dataclass(frozen=True)
class Bringing:
    """A file, how it is to be read, and by sign-in name who did its treatments where it does not say."""

    file: BinaryIO
    mapping: ColumnMapping
    clinician: str = ""


def preview(office: Office, visitor: Visitor, *, file: BinaryIO) -> Preview:
    """The beginning of a file; InvalidInput where it is no table."""
    require(visitor, Action.IMPORT)
    with office.store.reading() as db:
        people.clinic(db, visitor.clinic_id)
    table = TableFile(file)
    rows = [tuple(cells) for _, cells in islice(table.rows([], most=PREVIEWED), PREVIEWED)]
    return Preview(table.header.names, table.header.separator, tuple(rows))


def clinicians(office: Office, visitor: Visitor) -> dict[str, Staff]:
    """The clinicians who may have done the treatments of a file, those who have left too, by sign-in name."""
    require(visitor, Action.IMPORT)
    with office.store.reading() as db:
        return importing.clinicians_by_login(db, visitor.clinic_id)


def try_out(
    office: Office, visitor: Visitor, *, bringing: Bringing, now: datetime, telling: Telling | None = None
) -> Trial:
    """What bringing a file in would add, and what of it is refused; nothing is stored."""
    require(visitor, Action.IMPORT)
    by = audit.actor(visitor)
    return _tried_out(office, visitor.clinic_id, bringing, by, now=now, telling=telling)


def bring_in(
    office: Office, visitor: Visitor, *, bringing: Bringing, now: datetime, telling: Telling | None = None
) -> Trial:
    """Add what a file says, all of it or, where a line is refused, nothing: InvalidInput then."""
    require(visitor, Action.IMPORT)
    by = audit.actor(visitor)
    return _brought_in(office, visitor.clinic_id, bringing, by, now=now, telling=telling)


def try_out_here(office: Office, *, bringing: Bringing, now: datetime, telling: Telling | None = None) -> Trial:
    """As try_out, for whoever is at the server."""
    return _tried_out(office, office.the_clinic().clinic_id, bringing, audit.PROGRAM, now=now, telling=telling)


def bring_in_here(office: Office, *, bringing: Bringing, now: datetime, telling: Telling | None = None) -> Trial:
    """As bring_in, for whoever is at the server."""
    return _brought_in(office, office.the_clinic().clinic_id, bringing, audit.PROGRAM, now=now, telling=telling)


def _tried_out(
    office: Office, clinic_id: int, bringing: Bringing, by: audit.Actor, *, now: datetime, telling: Telling | None
) -> Trial:
    with staging() as staged:
        read = _staged(staged, bringing, telling)
        with office.store.reading() as db:
            each = _additions(db, office, clinic_id, staged, bringing, by, now=now, progress=_of(telling, "rows"))
            return _summed(each, read)


def _brought_in(
    office: Office, clinic_id: int, bringing: Bringing, by: audit.Actor, *, now: datetime, telling: Telling | None
) -> Trial:
    with staging() as staged:
        read = _staged(staged, bringing, telling)
        with office.store.writing() as db:
            storing = _Storing(db, office, clinic_id, now=now)
            each = _additions(db, office, clinic_id, staged, bringing, by, now=now, progress=_of(telling, "rows"))
            done = _summed(storing.stored(each), read)
            if done.refused_lines:
                raise InvalidInput(f"{counted(done.refused_lines, 'line')} refused, so nothing was added. Try it out.")
            storing.judge()
            if not done.adds_nothing:
                _note(db, clinic_id, by, bringing, done, now=now)
            return done


@dataclass(frozen=True)
class _Read:
    """What is known of a file once it has been read."""

    digest: str
    rows: int
    refusals: list[Refusal]


def _staged(staged: Staging, bringing: Bringing, telling: Telling | None) -> _Read:
    """Put the mapped cells of each row aside; what is refused is what does not fit the header or names nobody."""
    bringing.file.seek(0)
    mapping, refusals = bringing.mapping, list[Refusal]()
    table = TableFile(bringing.file, separator=mapping.separator, progress=_of(telling, "bytes"))
    places = table.header.places(mapping)
    staged.fill(_mapped(table, places, mapping, refusals))
    if not staged.rows and not refusals:
        raise InvalidInput("The file has a header and no row below it that the mapping would read.")
    return _Read(table.digest, staged.rows + len(refusals), refusals)


def _mapped(
    table: TableFile, places: list[int], mapping: ColumnMapping, refusals: list[Refusal]
) -> Iterator[tuple[str, int, list[str]]]:
    names = [name for name, _ in mapping.fields]
    only = [({word.casefold() for word in words}) for words in mapping.only.values()]
    of_fields, of_only = places[: len(names)], places[len(names) :]
    patient, codes = names.index("patient"), dict[str, str]()
    for line, cells in table.rows(refusals, most=REFUSALS_KEPT):
        if any(cells[at].strip().casefold() not in words for at, words in zip(of_only, only, strict=True)):
            continue
        said = [cells[at].strip() for at in of_fields]
        text = said[patient]
        code = codes.get(text)
        if code is None:
            try:
                code = code_of(text, mapping.code_prefix)
            except InvalidInput as refused:
                _keep(refusals, Refusal(line, mapping.columns["patient"], str(refused)))
                continue
            if len(codes) < REFUSALS_KEPT:
                codes[text] = code
        yield code, line, said


def _keep(refusals: list[Refusal], refusal: Refusal) -> None:
    if len(refusals) >= REFUSALS_KEPT:
        raise InvalidInput(f"{REFUSALS_KEPT:,} lines and more are refused, the last because: {refusal.says}")
    refusals.append(refusal)


def _additions(
    db: Database, office: Office, clinic_id: int, staged: Staging, bringing: Bringing, by: audit.Actor, *,
    now: datetime, progress: Progress | None,
) -> Iterator[list[tuple[Addition, Standing | None]]]:  # fmt: skip
    """What each patient's rows add to what stands in this snapshot, some patients at a time."""
    clinic, catalogue = people.clinic(db, clinic_id), office.guide.catalogue
    known = importing.clinicians_by_word(db, clinic_id)
    words = Words.of(bringing.mapping, catalogue, known)
    table = Table(bringing.mapping, words, clinic.today(now))
    coming = Import(table, _clinician(bringing, words), by.who, now, new_id)
    patients, done = staged.by_patient(), 0
    while some := [(code, _rows(rows, table)) for code, rows in islice(patients, PATIENTS_AT_A_TIME)]:
        standings = importing.standings(db, clinic_id, [code for code, _ in some], catalogue)
        yield [(_addition(code, rows, standings.get(code), coming), standings.get(code)) for code, rows in some]
        done += sum(len(rows) for _, rows in some)
        if progress is not None:
            progress(done, max(done, staged.rows))


def _rows(rows: Iterator[tuple[int, list[str]]], table: Table) -> list[Row]:
    names, missing = [name for name, _ in table.mapping.fields], {"", *table.mapping.missing}
    return [
        Row(line, {name: cell for name, cell in zip(names, cells, strict=True) if cell not in missing})
        for line, cells in islice(rows, MOST_ROWS_OF_A_PATIENT + 1)
    ]


def _addition(code: str, rows: list[Row], standing: Standing | None, coming: Import) -> Addition:
    if len(rows) > MOST_ROWS_OF_A_PATIENT:
        says = f"More than {MOST_ROWS_OF_A_PATIENT:,} rows are of this patient. Does this column tell patients apart?"
        rows = rows[:1]
        found = add(gather(code, rows, coming.table), standing, coming)
        return Addition(found.patient, found.is_new, (), (Refusal(rows[0].line, coming.table.column("patient"), says),))
    return add(gather(code, rows, coming.table), standing, coming)


def _clinician(bringing: Bringing, words: Words) -> Staff | None:
    named = bringing.mapping.clinician or bringing.clinician
    return words.clinician(named) if named else None


def _summed(some: Iterable[list[tuple[Addition, Standing | None]]], read: _Read) -> Trial:
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


def _note(
    db: Database, clinic_id: int, by: audit.Actor, bringing: Bringing, done: Trial, *, now: datetime
) -> None:  # fmt: skip
    details = {
        "patients": done.patients, "treatments": done.treatments, "reports": done.reports, "scores": done.scores,
        "mapping": bringing.mapping.title, "sha256": done.digest,
    }  # fmt: skip
    audit.add(db, clinic_id=clinic_id, now=now, actor=by, action="imported a file", subject="clinic", details=details)


def _of(telling: Telling | None, what: str) -> Progress | None:
    return telling(what) if telling is not None else None


@dataclass
class _Storing:
    """Stores additions as they come, and judges in the end what is followed here."""

    db: Database
    office: Office
    clinic_id: int
    now: datetime
    followed: list[int] = field(default_factory=list)

    def stored(
        self, some: Iterable[list[tuple[Addition, Standing | None]]]
    ) -> Iterator[list[tuple[Addition, Standing | None]]]:
        """Each step again, its rows stored; none any more once one is refused."""
        refused = False
        for additions in some:
            refused = refused or any(addition.refusals for addition, _ in additions)
            if not refused:
                self._store(additions)
            yield additions

    def _store(self, additions: list[tuple[Addition, Standing | None]]) -> None:
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
        clinic: Clinic = people.clinic(self.db, self.clinic_id)
        if clinic.watched:
            for some in evaluations.in_steps(sorted(self.followed)):
                judge_some(self.db, self.office, self.clinic_id, some, now=self.now)
