"""Who took which files, when, with which filters, and whether they came whole: read from the trail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from recovery.domain.access import Action, Visitor, require
from recovery.domain.identifiers import as_text
from recovery.domain.trail import TrailRow
from recovery.domain.wording.trail import Known, details_in_words, names_in, thing_in_words
from recovery.services.files.export import BROKEN_OFF, FINISHED, Kind
from recovery.services.files.under_way import UnderWay
from recovery.services.office import Office
from recovery.store import people, trail_rows
from recovery.store.audit import actor
from recovery.store.database import Database
from recovery.store.trail_rows import Wanted

SHOWN = 20
"""Files that the page shows (ours); all of them are in the trail."""

TAKEN = {kind.taken: kind for kind in Kind}


class State(StrEnum):
    """How a file ended."""

    WHOLE = "whole"
    BROKEN_OFF = "broken off"
    UNDER_WAY = "under way"
    NOT_ENDED = "stopped"


@dataclass(frozen=True)
class Taken:
    """A file that was taken: when by the clinic's clock, by whom, which filters in words, and how many rows left."""

    at: datetime
    who: str
    kind: Kind
    filters: tuple[str, ...]
    rows: int | None
    state: State


def history(office: Office, visitor: Visitor) -> list[Taken]:
    """The last files, the newest first: for managers the clinic's, for clinicians their own."""
    require(visitor, Action.TAKE_FILES)
    with office.store.reading() as db:
        zone = ZoneInfo(people.clinic(db, visitor.clinic_id).time_zone)
        names = names_in(office.guide.catalogue)
        known = Known(people.staff_names(db, visitor.clinic_id), zone, names=names)
        on_way = office.files_under_way.of_clinic(visitor.clinic_id)
        rows = _rows(db, visitor, limit=2 * SHOWN + len(on_way))
    here = {f"file:{as_text(each.file_id)}": each for each in on_way}
    ends = {row.subject: row for row in rows if row.action not in TAKEN}
    return [_taken(row, ends, here, known) for row in rows if row.action in TAKEN][:SHOWN]


class OnTheWay(NamedTuple):
    """The files that this process is sending to somebody, and how many it has sent or broken off before."""

    files: list[UnderWay]
    ended: int


def on_the_way(office: Office, visitor: Visitor) -> OnTheWay:
    """The visitor's files."""
    require(visitor, Action.TAKE_FILES)
    here = office.files_under_way
    files = [each for each in here.of_clinic(visitor.clinic_id) if each.account_id == visitor.subject_id]
    return OnTheWay(files, here.begun(clinic_id=visitor.clinic_id, account_id=visitor.subject_id) - len(files))


def _rows(db: Database, visitor: Visitor, *, limit: int) -> list[TrailRow]:
    whose = "" if visitor.may(Action.ADMINISTER) else actor(visitor).who
    wanted = Wanted(visitor.clinic_id, actor=whose, actions=[*TAKEN, FINISHED, BROKEN_OFF])
    part = trail_rows.span(db, wanted).latest
    return [row for row in trail_rows.rows(db, wanted, part, limit=limit) if not row.unreadable]


def _taken(row: TrailRow, ends: Mapping[str, TrailRow], here: Mapping[str, UnderWay], known: Known) -> Taken:
    end, sent = ends.get(row.subject), here.get(row.subject)
    return Taken(
        at=row.at.astimezone(known.zone),
        who=thing_in_words(row.actor, known),
        kind=TAKEN[row.action],
        filters=tuple(details_in_words(row._replace(details=_filters(row)), known)),
        rows=_rows_taken(row, end, sent),
        state=_state(row, end, is_here=sent is not None),
    )


def _rows_taken(row: TrailRow, end: TrailRow | None, sent: UnderWay | None) -> int | None:
    if end is not None:
        return _count(end)
    if sent is not None:
        return sent.rows
    return None if _has_an_end(row) else _count(row)


def _has_an_end(row: TrailRow) -> bool:
    """Of files of earlier releases the trail says nothing more than that they were taken."""
    return row.subject.startswith("file:")


def _filters(row: TrailRow) -> dict[str, object]:
    return {name: value for name, value in row.details.items() if name != "rows"}


def _count(row: TrailRow) -> int | None:
    rows = row.details.get("rows")
    return rows if isinstance(rows, int) else None


def _state(row: TrailRow, end: TrailRow | None, *, is_here: bool) -> State:
    if end is not None:
        return State.WHOLE if end.action == FINISHED else State.BROKEN_OFF
    if not _has_an_end(row):
        return State.WHOLE
    return State.UNDER_WAY if is_here else State.NOT_ENDED
