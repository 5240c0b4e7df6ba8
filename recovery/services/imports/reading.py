"""Reading a file that is brought in: its mapped cells put aside, then looked at patient by patient."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import BinaryIO, TypeAlias

from recovery.domain.clinic import Staff
from recovery.domain.identifiers import new_id
from recovery.domain.importing.adding import Addition, Import, Standing, add
from recovery.domain.importing.alike import name_of
from recovery.domain.importing.cells import Words, code_of
from recovery.domain.importing.facts import Row, Table
from recovery.domain.importing.gathering import gather
from recovery.domain.importing.mapping import ColumnMapping
from recovery.domain.importing.refusals import Refusal
from recovery.errors import InvalidInput
from recovery.services.files.table_files import TableFile, tables_in
from recovery.services.office import Office
from recovery.services.rebuilding import Progress
from recovery.store import importing, people
from recovery.store.database import Database
from recovery.store.staging import Staging

MISFITS_KEPT = 1_000
"""Lines that do not fit the header; whoever has more has taken the wrong separator (ours)."""

MOST_ROWS_OF_A_PATIENT = 20_000
"""More than fifty treatments with a report a day for a month; a column that is the same in all rows has more (ours)."""

CODES_KEPT = 1_000
"""Codes that are remembered as good; most rows stand below one of the same patient."""

PATIENTS_AT_A_TIME = 200
ROWS_AT_A_TIME = 20_000
"""How many are held in memory at once, whichever comes first: about 40 MB."""

NO_CODE = "\0"
"""Begins what a line waits under whose patient's code is refused: no code has it."""

Telling = Callable[[str], Progress]
"""What tells progress, given what is counted."""

Patients: TypeAlias = Iterable[tuple[str, Iterator[tuple[int, list[str]]]]]
"""Patients' codes with their lines."""

Additions: TypeAlias = list[tuple[Addition, Standing | None]]
"""What the rows of some patients add, each with what stands of the patient."""


@dataclass(frozen=True)
class Bringing:
    """A file, how it is to be read, and by sign-in name who did its treatments where it does not say."""

    file: BinaryIO
    mapping: ColumnMapping
    clinician: str = ""


@dataclass(frozen=True)
class Read:
    """What is known of a file once it has been read: `unread` are the headings that the mapping does not name.

    Lines are numbered on from table to table: a second one begins at `second_from`.
    """

    digest: str
    rows: int
    misfits: list[Refusal]
    unread: tuple[str, ...]
    second_from: int


def stage(staged: Staging, bringing: Bringing, telling: Telling | None) -> Read:
    """Put the mapped cells of each row aside; refused is what does not fit its header."""
    bringing.file.seek(0)
    mapping, misfits = bringing.mapping, list[Refusal]()
    tables = tables_in(bringing.file, separator=mapping.separator, progress=telling_of(telling, "bytes"))
    staged.fill(_of_all(tables, mapping, misfits))
    if not staged.rows and not misfits:
        raise InvalidInput("The file has a header and no row below it that the mapping would read.")
    digests = " ".join(table.digest for table in tables)
    second_from = tables[0].lines + 1 if len(tables) > 1 else 0
    return Read(digests, staged.rows + len(misfits), misfits, _unread(tables, mapping), second_from)


def _unread(tables: Sequence[TableFile], mapping: ColumnMapping) -> tuple[str, ...]:
    read = {heading.strip().casefold() for heading in mapping.headings}
    named = dict.fromkeys(name for table in tables for name in table.header.names)
    return tuple(name for name in named if name and name.casefold() not in read)


def _of_all(
    tables: Iterable[TableFile], mapping: ColumnMapping, misfits: list[Refusal]
) -> Iterator[tuple[str, int, list[str]]]:
    """The rows of each table; of a second one what it has no column for is empty."""
    after = 0
    for table in tables:
        yield from _mapped(table, table.header.places(mapping, whole=not after), mapping, misfits, after=after)
        after += table.lines


def _mapped(
    table: TableFile, places: list[int], mapping: ColumnMapping, misfits: list[Refusal], *, after: int
) -> Iterator[tuple[str, int, list[str]]]:
    names = [name for name, _ in mapping.fields]
    only = [({word.casefold() for word in words}) for words in mapping.only.values()]
    of_fields, of_only = places[: len(names)], places[len(names) :]
    patient, codes = names.index("patient"), dict[str, str]()
    for line, cells in table.rows(misfits, most=MISFITS_KEPT, after=after):
        cells.append("")  # what a missing column holds
        if any(cells[at].strip().casefold() not in words for at, words in zip(of_only, only, strict=True)):
            continue
        said = [cells[at].strip() for at in of_fields]
        text = said[patient]
        code = codes.get(text)
        if code is None:
            try:
                code = code_of(text, mapping.code_prefix)
            except InvalidInput:
                code = f"{NO_CODE}{line}"
            else:
                if len(codes) < CODES_KEPT:
                    codes[text] = code
        yield code, line, said


def telling_of(telling: Telling | None, what: str) -> Progress | None:
    """What tells the progress of one thing; None where nobody asks."""
    return telling(what) if telling is not None else None


def rows_told(telling: Telling | None, total: int) -> Callable[[int], None]:
    """What tells how many rows are done."""
    progress = telling_of(telling, "rows")
    return lambda done: progress(done, max(done, total)) if progress is not None else None


def coming(db: Database, office: Office, clinic_id: int, *, bringing: Bringing, by: str, now: datetime) -> Import:
    """How a file's rows are to be read, and who brings them in."""
    clinic, known = people.clinic(db, clinic_id), importing.clinicians_by_word(db, clinic_id)
    words = Words.of(bringing.mapping, office.guide.catalogue, known)
    table = Table(bringing.mapping, words, clinic.today(now))
    return Import(table, _clinician(bringing, words), by, now, new_id)


def additions(
    db: Database, office: Office, clinic_id: int, patients: Patients, read_so: Import, *,
    told: Callable[[int], None] = lambda _: None,
) -> Iterator[Additions]:  # fmt: skip
    """What each patient's rows add to what stands in this snapshot, some patients at a time; `told` of rows done."""
    done = 0
    for some in _some_patients(patients, read_so.table):
        standings = importing.standings(db, clinic_id, [code for code, _ in some], office.guide.catalogue)
        found = [_addition(code, rows, standings.get(code), read_so) for code, rows in some]
        compared = _compared(db, clinic_id, found)
        yield [(addition, standings.get(code)) for addition, (code, _) in zip(compared, some, strict=True)]
        done += sum(len(rows) for _, rows in some)
        told(done)


def _compared(db: Database, clinic_id: int, found: list[Addition]) -> list[Addition]:
    """These with whether a new patient looks like one who stands here."""
    names = [name_of(each.patient) if each.is_new and each.treatments else None for each in found]
    known = importing.names_that_stand(db, clinic_id, {name for name in names if name is not None})
    return [replace(each, looks_known=True) if name in known else each for each, name in zip(found, names, strict=True)]


def _some_patients(patients: Patients, table: Table) -> Iterator[list[tuple[str, list[Row]]]]:
    """The rows of some patients at a time, as many as fit in memory."""
    some, held = [], 0
    for code, lines in patients:
        some.append((code, _rows(lines, table)))
        held += len(some[-1][1])
        if held >= ROWS_AT_A_TIME or len(some) >= PATIENTS_AT_A_TIME:
            yield some
            some, held = [], 0
    if some:
        yield some


def _rows(rows: Iterator[tuple[int, list[str]]], table: Table) -> list[Row]:
    names, missing = [name for name, _ in table.mapping.fields], {"", *table.mapping.missing}
    return [
        Row(line, {name: cell for name, cell in zip(names, cells, strict=True) if cell not in missing})
        for line, cells in islice(rows, MOST_ROWS_OF_A_PATIENT + 1)
    ]


def _addition(code: str, rows: list[Row], standing: Standing | None, read_so: Import) -> Addition:
    says = ""
    if len(rows) > MOST_ROWS_OF_A_PATIENT:
        says = f"More than {MOST_ROWS_OF_A_PATIENT:,} rows are of this patient. Does this column tell patients apart?"
        rows = rows[:1]
    elif code.startswith(NO_CODE):
        says = _why_no_code(rows[0].said.get("patient", ""), read_so.table.mapping.code_prefix)
    found = add(gather(code, rows, read_so.table), standing, read_so)
    if not says:
        return found
    refusal = Refusal(rows[0].line, read_so.table.column("patient"), says)
    return replace(found, treatments=(), refusals=(refusal, *found.refusals))


def _why_no_code(text: str, prefix: str) -> str:
    try:
        return code_of(text, prefix)
    except InvalidInput as refused:
        return str(refused)


def _clinician(bringing: Bringing, words: Words) -> Staff | None:
    named = bringing.mapping.clinician or bringing.clinician
    return words.clinician(named) if named else None
