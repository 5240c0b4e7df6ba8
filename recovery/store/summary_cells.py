"""What group figures are made of, counted by method, month and whatever they are grouped by.

Without a group the counts kept with every report answer; with one, the courses and reports of the treatments do.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlite_utils import Database

from recovery.domain.catalogue import Catalogue
from recovery.domain.disclosure import Cell
from recovery.domain.groups import OLDEST_DECADE, age_band
from recovery.domain.guide import Guide
from recovery.domain.months import Month
from recovery.domain.report import due_days
from recovery.domain.summing import NOT_KNOWN, By, Outcomes, Place, Received
from recovery.store.counts import STILL_PRESENT, rows

GROUPED_BY: Mapping[By, str] = {
    By.CLINICIAN: "CAST(t.clinician_id AS TEXT)",
    By.AREA: "t.areas",
    By.AGE_BAND: "CAST(substr(t.procedure_date, 1, 4) AS INTEGER) - p.year_of_birth",
    By.SKIN_TYPE: f"coalesce(p.skin_type, '{NOT_KNOWN}')",
}
"""The category of a treatment t of a patient p; of the age band the years, which band_of() makes a band of."""

MONTH = "substr(t.procedure_date, 1, 7)"

PATIENT = "JOIN patient AS p ON p.clinic_id = t.clinic_id AND p.patient_id = t.patient_id"


def keys(dimensions: Sequence[By]) -> str:
    """The columns that a place is made of."""
    return ", ".join(["t.method", MONTH, *(GROUPED_BY[each] for each in dimensions)])


def joined(dimensions: Sequence[By]) -> str:
    """What must be joined to the treatments for these dimensions."""
    return PATIENT if {By.AGE_BAND, By.SKIN_TYPE} & set(dimensions) else ""


_TREATMENTS = """
SELECT {keys}, t.procedure_date, t.closed_on, CASE WHEN t.due_from > t.procedure_date THEN t.due_from END AS late,
       count(*)
FROM treatment AS t {joined}
WHERE t.clinic_id = :clinic_id
GROUP BY {keys}, t.procedure_date, t.closed_on, late
"""

_REPORTS_COUNTED = """
SELECT method, month, sum(n), sum(CASE WHEN day > :last_due THEN n ELSE 0 END)
FROM report_count
WHERE clinic_id = :clinic_id AND method = :method
GROUP BY method, month
"""

# Counted in the select list, from the treatments on: joined, SQLite would begin with the reports, and read them all.
_OF_TREATMENT = "SELECT count(*) FROM report AS r WHERE r.clinic_id = t.clinic_id AND r.treatment_id = t.treatment_id"

_REPORTS = f"""
SELECT {{keys}}, sum(({_OF_TREATMENT})), sum(({_OF_TREATMENT} AND r.day > :last_due))
FROM treatment AS t {{joined}}
WHERE t.clinic_id = :clinic_id AND t.method = :method
GROUP BY {{keys}}
"""

# CROSS JOIN: read from the treatments on, of which few are so; SQLite would begin with the reports, and read them all.
# date() is SQLite's own: what another database would word differently.
_OFTEN_NOT_DUE = """
SELECT {keys}, t.procedure_date, t.closed_on, CASE WHEN t.due_from > t.procedure_date THEN t.due_from END AS late,
       r.day, count(*)
FROM treatment AS t {joined}
CROSS JOIN report AS r
WHERE t.clinic_id = :clinic_id AND r.clinic_id = t.clinic_id AND r.treatment_id = t.treatment_id
  AND (t.due_from > t.procedure_date OR t.procedure_date >= :recent
       OR t.closed_on <= date(t.procedure_date, :until_the_last_is_due))
GROUP BY {keys}, t.procedure_date, t.closed_on, late, r.day
"""
"""The reports of treatments that do not ask for every day of their bands: entered late, closed early, or of late."""

_ENDS_COUNTED = """
SELECT method, month, side_effect, after_day, by_day, n FROM resolution_count WHERE clinic_id = :clinic_id AND n <> 0
"""

_PEAKS_COUNTED = "SELECT method, month, side_effect, peak, n FROM peak_count WHERE clinic_id = :clinic_id AND n <> 0"

_COURSES = """
SELECT {keys}, c.side_effect, c.last_present, c.clear_since, c.peak, count(*)
FROM treatment AS t {joined}
JOIN course AS c ON c.clinic_id = t.clinic_id AND c.treatment_id = t.treatment_id
WHERE t.clinic_id = :clinic_id
GROUP BY {keys}, c.side_effect, c.last_present, c.clear_since, c.peak
"""


def received(
    db: Database, clinic_id: int, dimensions: Sequence[By], guide: Guide, *, today: date
) -> dict[Place, Received]:
    """Treatments, reports, and how many were due and came, by place."""
    found: defaultdict[Place, Received] = defaultdict(Received)
    last_due = {method.slug: guide.last_due_day(method.slug) for method in guide.catalogue.methods}
    for place, (*schedule, n) in placed(db, _TREATMENTS, {"clinic_id": clinic_id}, dimensions):
        days = _due(schedule, last_due=last_due[place.method], today=today)
        found[place] += Received(treatments=n, due=len(days) * n)
    for method, last in last_due.items():
        asked = {"clinic_id": clinic_id, "method": method, "last_due": last}
        for place, (n, late) in placed(db, _REPORTS if dimensions else _REPORTS_COUNTED, asked, dimensions):
            found[place] += Received(reports=n, of_due=n - late)
    for place, n in _not_due(db, clinic_id, dimensions, last_due, today=today):
        found[place] += Received(of_due=-n)
    return {place: each for place, each in found.items() if each.treatments}


def _not_due(
    db: Database, clinic_id: int, dimensions: Sequence[By], last_due: Mapping[str, int], *, today: date
) -> Iterator[tuple[Place, int]]:
    """Reports of days up to the last that asks for one which were not due all the same."""
    days = max(last_due.values(), default=0)
    asked = {
        "clinic_id": clinic_id,
        "recent": (today - timedelta(days=days)).isoformat(),
        "until_the_last_is_due": f"+{days} days",
    }
    for place, (*schedule, on, n) in placed(db, _OFTEN_NOT_DUE, asked, dimensions):
        last = last_due[place.method]
        if on <= last and on not in _due(schedule, last_due=last, today=today):
            yield place, n


def _due(schedule: Sequence[str | None], *, last_due: int, today: date) -> range:
    procedure, closed_on, late = (day(each) if each else None for each in schedule)
    assert procedure is not None  # noqa: S101 - NOT NULL in the table
    return due_days(procedure=procedure, closed_on=closed_on, today=today, last_due=last_due, due_from=late)


def outcomes(
    db: Database, clinic_id: int, dimensions: Sequence[By], catalogue: Catalogue
) -> dict[tuple[Place, str], Outcomes]:
    """How courses ended and how severe they were, by place and side effect."""
    asked = {"clinic_id": clinic_id}
    if dimensions:
        courses = list(placed(db, _COURSES, asked, dimensions))
        ends = ((place, row[0], row[1], row[2], row[4]) for place, row in courses if row[1] is not None)
        peaks = ((place, row[0], row[3], row[4]) for place, row in courses)
    else:
        counted = placed(db, _ENDS_COUNTED, asked, ())
        ends = ((place, row[0], row[1], None if row[2] == STILL_PRESENT else row[2], row[3]) for place, row in counted)
        peaks = ((place, *row) for place, row in placed(db, _PEAKS_COUNTED, asked, ()))
    return _outcomes(ends, peaks, catalogue)


def _outcomes(
    ends: Iterable[tuple[Place, int, int, int | None, int]],
    peaks: Iterable[tuple[Place, int, int, int]],
    catalogue: Catalogue,
) -> dict[tuple[Place, str], Outcomes]:
    by_end: defaultdict[tuple[Place, str], dict[tuple[int, int | None], int]] = defaultdict(dict)
    by_peak: defaultdict[tuple[Place, str], dict[int, int]] = defaultdict(dict)
    for place, number, after, by, n in ends:
        own = by_end[place, catalogue.by_number[number].slug]
        own[after, by] = own.get((after, by), 0) + n
    for place, number, peak, n in peaks:
        own_peaks = by_peak[place, catalogue.by_number[number].slug]
        own_peaks[peak] = own_peaks.get(peak, 0) + n
    return {key: Outcomes(by_end[key], by_peak[key]) for key in by_peak}


def placed(
    db: Database, sql: str, asked: Mapping[str, object], dimensions: Sequence[By]
) -> Iterator[tuple[Place, tuple[Any, ...]]]:
    """The rows of a query whose first columns are keys(dimensions), with their places."""
    text = sql.format(keys=keys(dimensions), joined=joined(dimensions))
    width = 2 + len(dimensions)
    for row in rows(db, text, asked):
        yield Place(row[0], _month(row[1]), _cell(dimensions, row[2:width])), row[width:]


def _cell(dimensions: Sequence[By], values: Sequence[Any]) -> Cell:
    return tuple(_band(value) if by is By.AGE_BAND else value for by, value in zip(dimensions, values, strict=True))


@lru_cache(maxsize=256)
def _band(years: int | None) -> str:
    """The age band of so many years."""
    if years is None:
        return NOT_KNOWN
    shifted = min(max(years, 0), OLDEST_DECADE * 10)
    return age_band(year_of_birth=2000 - shifted, procedure=date(2000, 1, 1))


_month = lru_cache(maxsize=2048)(Month.read)

day = lru_cache(maxsize=8192)(date.fromisoformat)
"""A date from its text; a file holds few different ones."""
