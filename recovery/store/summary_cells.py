"""What group figures are made of, counted by method, month and whatever they are grouped by.

Without a group the counts kept with every report answer; with one, the courses and reports of the treatments do.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeAlias

from sqlite_utils import Database

from recovery.domain.catalogue import Catalogue
from recovery.domain.guide import Guide
from recovery.domain.months import Month
from recovery.domain.report import due_days
from recovery.domain.summary.summing import Outcomes, Place, Received
from recovery.store.counts import STILL_PRESENT
from recovery.store.rows import one_by_one, tuples
from recovery.store.summary_treatments import Schedule, Treatments

_REPORTS_COUNTED = """
SELECT method, month, sum(n), sum(CASE WHEN day > :last_due THEN n ELSE 0 END)
FROM report_count
WHERE clinic_id = :clinic_id AND method = :method
GROUP BY method, month
"""

_REPORTS = """
SELECT treatment_id, count(*){late}
FROM report
WHERE clinic_id = :clinic_id
GROUP BY treatment_id
"""

# CROSS JOIN: read from the treatments on, of which few are so; SQLite would begin with the reports, and read them all.
# date() is SQLite's own: what another database would word differently.
_OFTEN_NOT_DUE = """
SELECT r.treatment_id, r.day
FROM treatment AS t
CROSS JOIN report AS r
WHERE t.clinic_id = :clinic_id AND r.clinic_id = t.clinic_id AND r.treatment_id = t.treatment_id
  AND (t.due_from > t.procedure_date OR t.procedure_date >= :recent
       OR t.closed_on <= date(t.procedure_date, :until_the_last_is_due))
"""
"""The reports of treatments that do not ask for every day of their bands: entered late, closed early, or of late."""

_ENDS_COUNTED = """
SELECT method, month, side_effect, after_day, by_day, n FROM resolution_count WHERE clinic_id = :clinic_id AND n <> 0
"""

_PEAKS_COUNTED = "SELECT method, month, side_effect, peak, n FROM peak_count WHERE clinic_id = :clinic_id AND n <> 0"

_COURSES = "SELECT treatment_id, side_effect, last_present, clear_since, peak FROM course WHERE clinic_id = :clinic_id"


def received(
    db: Database, clinic_id: int, treatments: Treatments, guide: Guide, *, today: date
) -> dict[Place, Received]:
    """Treatments, reports, and how many were due and came, by place."""
    last_due = {method.slug: guide.last_due_day(method.slug) for method in guide.catalogue.methods}
    number, due, reports, of_due = Counter[Place](), Counter[Place](), Counter[Place](), Counter[Place]()
    for (at, schedule), n in Counter(
        zip(treatments.place_of.values(), treatments.schedule_of.values(), strict=True)
    ).items():
        place = treatments.places[at]
        number[place] += n
        due[place] += n * len(_due(schedule, last_due=last_due[place.method], today=today))
    counted = _reports if treatments.dimensions else _reports_counted
    for place, n, late in counted(db, clinic_id, treatments, last_due):
        reports[place] += n
        of_due[place] += n - late
    of_due.subtract(Counter(_not_due(db, clinic_id, treatments, last_due, today=today)))
    return {place: Received(n, reports[place], due[place], of_due[place]) for place, n in number.items()}


def _reports_counted(
    db: Database, clinic_id: int, _treatments: Treatments, last_due: Mapping[str, int]
) -> Iterator[tuple[Place, int, int]]:
    for method, last in last_due.items():
        asked = {"clinic_id": clinic_id, "method": method, "last_due": last}
        for _, month, n, late in tuples(db, _REPORTS_COUNTED, asked):
            yield Place(method, _month(month), ()), n, late


def _reports(
    db: Database, clinic_id: int, treatments: Treatments, last_due: Mapping[str, int]
) -> Iterator[tuple[Place, int, int]]:
    days = sorted(set(last_due.values()))
    late = "".join(f", sum(CASE WHEN day > :day_{at} THEN 1 ELSE 0 END)" for at in range(len(days)))
    asked = {"clinic_id": clinic_id, **{f"day_{at}": day for at, day in enumerate(days)}}
    column = {method: days.index(day) for method, day in last_due.items()}
    for treatment_id, n, *after in one_by_one(db, _REPORTS.format(late=late), asked):
        place = treatments.places[treatments.place_of[treatment_id]]
        yield place, n, after[column[place.method]]


def _not_due(
    db: Database, clinic_id: int, treatments: Treatments, last_due: Mapping[str, int], *, today: date
) -> Iterator[Place]:
    """Of each report of a day up to the last that asks for one which was not due all the same, its place."""
    days = max(last_due.values(), default=0)
    asked = {
        "clinic_id": clinic_id,
        "recent": (today - timedelta(days=days)).isoformat(),
        "until_the_last_is_due": f"+{days} days",
    }
    for treatment_id, on in one_by_one(db, _OFTEN_NOT_DUE, asked):
        place = treatments.places[treatments.place_of[treatment_id]]
        last = last_due[place.method]
        if on <= last and on not in _due(treatments.schedule_of[treatment_id], last_due=last, today=today):
            yield place


@lru_cache(maxsize=65_536)
def _due(schedule: Schedule, *, last_due: int, today: date) -> range:
    procedure, closed_on, late = (date.fromisoformat(each) if each else None for each in schedule)
    assert procedure is not None  # noqa: S101 - NOT NULL in the table
    return due_days(procedure=procedure, closed_on=closed_on, today=today, last_due=last_due, due_from=late)


Counted: TypeAlias = tuple[dict[tuple[int, int | None], int], dict[int, int]]
"""The ends and the peaks of courses."""


def outcomes(
    db: Database, clinic_id: int, treatments: Treatments, catalogue: Catalogue
) -> dict[tuple[Place, str], Outcomes]:
    """How courses ended and how severe they were, by place and side effect."""
    counted = _from_courses(db, clinic_id, treatments) if treatments.dimensions else _from_counts(db, clinic_id)
    slugs = {number: effect.slug for number, effect in catalogue.by_number.items()}
    return {(place, slugs[number]): Outcomes(*each) for (place, number), each in counted}


def _from_courses(db: Database, clinic_id: int, treatments: Treatments) -> Iterator[tuple[tuple[Place, int], Counted]]:
    found: defaultdict[tuple[int, int], Counted] = defaultdict(lambda: ({}, {}))
    place_of = treatments.place_of
    for treatment_id, number, after, by, peak in one_by_one(db, _COURSES, {"clinic_id": clinic_id}):
        ends, peaks = found[place_of[treatment_id], number]
        peaks[peak] = peaks.get(peak, 0) + 1
        if after is not None:
            ends[after, by] = ends.get((after, by), 0) + 1
    return (((treatments.places[at], number), counted) for (at, number), counted in found.items())


def _from_counts(db: Database, clinic_id: int) -> Iterable[tuple[tuple[Place, int], Counted]]:
    found: defaultdict[tuple[Place, int], Counted] = defaultdict(lambda: ({}, {}))
    for method, month, number, after, by, n in tuples(db, _ENDS_COUNTED, {"clinic_id": clinic_id}):
        found[Place(method, _month(month), ()), number][0][after, None if by == STILL_PRESENT else by] = n
    for method, month, number, peak, n in tuples(db, _PEAKS_COUNTED, {"clinic_id": clinic_id}):
        found[Place(method, _month(month), ()), number][1][peak] = n
    return found.items()


_month = lru_cache(maxsize=2048)(Month.read)
