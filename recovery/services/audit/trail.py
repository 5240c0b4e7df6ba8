"""The trail on screen and as a file, for managers: bounded work at each look, however long the trail is."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from recovery.domain.access import Action, Visitor, require
from recovery.domain.clinic import Clinic
from recovery.domain.identifiers import from_text
from recovery.domain.trail import TrailFilters, TrailRow, Whose
from recovery.domain.wording.trail import (
    Known,
    action_in_words,
    actions_of,
    details_in_words,
    names_in,
    not_readable,
    thing_in_words,
)
from recovery.errors import InvalidInput, NotFound
from recovery.services.files.csv_files import csv_lines
from recovery.services.office import Office
from recovery.store import audit, people, people_search, trail_rows
from recovery.store.database import Database
from recovery.store.rows import as_time
from recovery.store.trail_rows import Span, Wanted

PAGE = 50
"""Rows shown at a time."""

ROWS_AT_A_TIME = 5_000
"""Rows of a file read at once: some megabytes."""

COLUMNS = (
    "row", "at_utc", "at_clinic", "who", "who_name", "session", "action", "action_in_words", "subject",
    "subject_in_words", "details", "details_in_words",
)  # fmt: skip

SESSION = "session:"
"""What a session's sign begins with in the file: a spreadsheet takes 131016e44430 alone for a number, and rounds it."""

_WHOSE = {Whose.PATIENTS: "patient:*", Whose.SIGNED_OUT: audit.SIGNED_OUT.who, Whose.PROGRAM: audit.PROGRAM.who}


@dataclass(frozen=True)
class TrailPage:
    """Some rows, the newest first; `older` is the row before which to go on looking, None at the period's beginning.

    `looked_since` is the time of the oldest row that was looked at, where a look ended before the page was full.
    """

    clinic: Clinic
    rows: tuple[TrailRow, ...]
    known: Known
    older: int | None
    looked_since: datetime | None


def trail(office: Office, visitor: Visitor, *, filters: TrailFilters, before: int | None = None) -> TrailPage:
    """The rows of the clinic that fit, those older than row `before`."""
    require(visitor, Action.ADMINISTER)
    with office.store.reading() as db:
        clinic = people.clinic(db, visitor.clinic_id)
        wanted = _wanted(db, clinic, filters)
        whole = trail_rows.span(db, wanted)
        end = whole.before if before is None else min(before, whole.before)
        part = Span(whole.low, end).latest
        found = trail_rows.rows(db, wanted, part, limit=PAGE + 1)
        shown = tuple(found[:PAGE])
        is_full = len(found) > PAGE
        older = shown[-1].seq if is_full else part.low if part.low > whole.low else None
        return TrailPage(
            clinic=clinic,
            rows=shown,
            known=Known(
                people.staff_names(db, visitor.clinic_id),
                ZoneInfo(clinic.time_zone),
                trail_rows.codes(db, visitor.clinic_id, [name for row in shown for name in (row.actor, row.subject)]),
                names_in(office.guide.catalogue),
            ),
            older=older,
            looked_since=trail_rows.time_of(db, part.low) if older is not None and not is_full else None,
        )


def staff_in_trail(office: Office, visitor: Visitor) -> Mapping[int, str]:
    """The members of staff whom rows may name, those who have left too."""
    require(visitor, Action.ADMINISTER)
    with office.store.reading() as db:
        return people.staff_names(db, visitor.clinic_id)


def take_trail(office: Office, visitor: Visitor, *, filters: TrailFilters, now: datetime) -> Iterator[str]:
    """All rows that fit as CSV text, piece by piece, the newest first; the trail says who took them."""
    require(visitor, Action.ADMINISTER)
    with office.store.reading() as db:
        clinic = people.clinic(db, visitor.clinic_id)
        wanted = _wanted(db, clinic, filters)
        whole = trail_rows.span(db, wanted)
        total, staff = trail_rows.count(db, wanted, whole), people.staff_names(db, visitor.clinic_id)
    with office.store.writing() as db:
        details = {**_in_details(filters, wanted), "rows": total}
        audit.add_by(db, visitor, "took the trail", "trail.csv", now=now, details=details)
    known = Known(staff, ZoneInfo(clinic.time_zone), names=names_in(office.guide.catalogue))
    return csv_lines(COLUMNS, (_cells(row, known) for row in _all(office, wanted, whole)))


def _all(office: Office, wanted: Wanted, whole: Span) -> Iterator[TrailRow]:
    """Every row, in snapshots of a page of a file each: rows are only ever added, so that none is missed."""
    part = whole
    while part.before > part.low:
        look = part.latest
        with office.store.reading() as db:
            found = trail_rows.rows(db, wanted, look, limit=ROWS_AT_A_TIME)
        yield from found
        part = Span(whole.low, found[-1].seq if len(found) == ROWS_AT_A_TIME else look.low)


def _wanted(db: Database, clinic: Clinic, filters: TrailFilters) -> Wanted:
    actor = _WHOSE[filters.whose] if filters.whose else f"staff:{filters.account_id}" if filters.account_id else ""
    return Wanted(
        clinic_id=clinic.clinic_id,
        since=_midnight(filters.since, clinic) if filters.since else None,
        until=_midnight(filters.until + timedelta(days=1), clinic) if filters.until else None,
        actor=actor,
        session=filters.session,
        actions=actions_of(filters.kind) if filters.kind else None,
        subjects=_subjects(db, clinic.clinic_id, filters.about) if filters.about else None,
    )


def _midnight(day: date, clinic: Clinic) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(clinic.time_zone)).astimezone(UTC)


def _subjects(db: Database, clinic_id: int, about: str) -> list[str]:
    patient_id, identifier = people_search.patient_of_code(db, clinic_id, about), _identifier(about.strip().lower())
    if patient_id is None and identifier is not None:
        patient_id = trail_rows.patient_of_id(db, clinic_id, identifier)
    if patient_id is not None:
        return trail_rows.subjects_of_patient(db, clinic_id, patient_id)
    if identifier is None:
        raise InvalidInput("No patient here has this code. Write it as it stands in a row of the trail.", field="about")
    return [f"{what}:{identifier}" for what in ("patient", "treatment", "alert")]


def _identifier(text: str) -> int | None:
    try:
        return from_text(text)
    except NotFound:
        return None


def _in_details(filters: TrailFilters, wanted: Wanted) -> dict[str, object]:
    """The filters for the trail itself: ids and words of ours, whatever was typed."""
    return {
        "since": filters.since.isoformat() if filters.since else None,
        "until": filters.until.isoformat() if filters.until else None,
        "who": wanted.actor.removesuffix(":*") or None,
        "kind": filters.kind.value if filters.kind else None,
        "about": wanted.subjects[0] if wanted.subjects else None,
        "session": filters.session or None,
    }


def _cells(row: TrailRow, known: Known) -> list[object]:
    strange = not_readable(row, "at")
    return [
        row.seq, strange or as_time(row.at), strange or row.at.astimezone(known.zone).isoformat(" ")[:19], row.actor,
        thing_in_words(row.actor, known), row.session and f"{SESSION}{row.session}", row.action,
        action_in_words(row.action), row.subject, thing_in_words(row.subject, known),
        not_readable(row, "details") or (json.dumps(row.details, ensure_ascii=False) if row.details else ""),
        "; ".join(details_in_words(row, known)).replace("→", "to"),  # an arrow is three odd signs where a BOM is missed
    ]  # fmt: skip
