"""Bringing in what a practice kept elsewhere: tried out first, then all of a file or nothing.

What is brought in is history: nobody is called for it, nobody gets a link, and what stands here is never replaced.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import BinaryIO

from recovery.domain.access import Action, Visitor, require
from recovery.domain.clinic import Staff
from recovery.domain.importing.guessing import fitting
from recovery.domain.importing.trial import Trial
from recovery.domain.wording.english import counted
from recovery.errors import InvalidInput
from recovery.services.files.table_files import tables_in
from recovery.services.imports.mappings import ready_mappings
from recovery.services.imports.reading import Bringing, Telling, additions, coming, rows_told, stage
from recovery.services.imports.storing import Preparing, Storing, summed
from recovery.services.office import Office
from recovery.store import audit, importing
from recovery.store.database import Database
from recovery.store.staging import staging

__all__ = ["Bringing", "Preview", "Telling", "Trial", "bring_in", "bring_in_here", "clinicians", "preview", "try_out",
           "try_out_here"]  # fmt: skip

PREVIEWED = 5
"""Rows that are shown before a mapping is chosen."""


@dataclass(frozen=True)
class Preview:
    """The beginning of a file: the names of its columns, what stands between them, and its first rows.

    `fits` is the name of a mapping that is ready and of which it has every column.
    """

    columns: tuple[str, ...]
    separator: str
    rows: tuple[tuple[str, ...], ...]
    fits: str | None = None


def preview(office: Office, visitor: Visitor, *, file: BinaryIO) -> Preview:
    """The beginning of a file; InvalidInput where it is no table."""
    require(visitor, Action.IMPORT)
    table = tables_in(file)[0]
    rows = [tuple(cells) for _, cells in islice(table.rows([], most=PREVIEWED), PREVIEWED)]
    names = table.header.names
    return Preview(names, table.header.separator, tuple(rows), fitting(ready_mappings(office), names))


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
        read = stage(staged, bringing, telling)
        with office.store.reading() as db:
            read_so = coming(db, office, clinic_id, bringing=bringing, by=by.who, now=now)
            told = rows_told(telling, staged.rows)
            return summed(additions(db, office, clinic_id, staged.by_patient(), read_so, told=told), read)


def _brought_in(
    office: Office, clinic_id: int, bringing: Bringing, by: audit.Actor, *, now: datetime, telling: Telling | None
) -> Trial:
    with staging() as staged:
        read = stage(staged, bringing, telling)
        preparing = Preparing(office, clinic_id, staged, now, office.guide)
        with office.store.reading() as db:
            read_so = coming(db, office, clinic_id, bringing=bringing, by=by.who, now=now)
            told = rows_told(telling, staged.rows)
            each = additions(db, office, clinic_id, staged.by_patient(), read_so, told=told)
            done = summed(preparing.prepared(each), read)
        if done.refused_lines:
            raise InvalidInput(f"{counted(done.refused_lines, 'line')} refused, so nothing was added. Try it out.")
        with office.store.writing() as db:
            storing = Storing(db, preparing)
            storing.store(read_so)
            storing.judge()
            if not done.adds_nothing:
                _note(db, clinic_id, by, bringing, done, now=now)
        return done


def _note(
    db: Database, clinic_id: int, by: audit.Actor, bringing: Bringing, done: Trial, *, now: datetime
) -> None:  # fmt: skip
    details = {
        "patients": done.patients, "treatments": done.treatments, "reports": done.reports, "scores": done.scores,
        "mapping": bringing.mapping.title, "sha256": done.digest,
    }  # fmt: skip
    audit.add(db, clinic_id=clinic_id, now=now, actor=by, action="imported a file", subject="clinic", details=details)
