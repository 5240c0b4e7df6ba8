"""The treatments that group figures are made of: the place of each, and when its reports were due.

Read once for all that is counted of them: to look a place up here is quicker than to join, sort and group in SQL.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any, TypeAlias

from sqlite_utils import Database

from recovery.domain.disclosure import Cell
from recovery.domain.groups import OLDEST_DECADE, age_band
from recovery.domain.months import Month
from recovery.domain.summary.summing import NOT_KNOWN, By, Place
from recovery.store.rows import one_by_one

Schedule: TypeAlias = tuple[str, str | None, str | None]
"""The date of the procedure, of closing, and from which reports are due where that is later than the procedure."""


@dataclass(frozen=True)
class Treatments:
    """All treatments of a clinic, by id: where each is counted, as a number of `places`, and when its reports were due.

    Numbers, since a place is made of so much that looking things up by it takes longer than reading them.
    """

    dimensions: tuple[By, ...]
    places: Sequence[Place]
    place_of: Mapping[int, int]
    schedule_of: Mapping[int, Schedule]


_GROUPED_BY: Mapping[By, str] = {
    By.CLINICIAN: "CAST(t.clinician_id AS TEXT)",
    By.AREA: "t.areas",
    By.AGE_BAND: "CAST(substr(t.procedure_date, 1, 4) AS INTEGER) - p.year_of_birth",
    By.SKIN_TYPE: f"coalesce(p.skin_type, '{NOT_KNOWN}')",
}
"""The category of a treatment t of a patient p; of the age band the years, which _band() makes a band of."""

_PATIENT = "JOIN patient AS p ON p.clinic_id = t.clinic_id AND p.patient_id = t.patient_id"

# + keeps SQLite from going by an index: in the order of the file it takes half the time.
_TREATMENTS = """
SELECT t.treatment_id, t.procedure_date, t.closed_on, CASE WHEN t.due_from > t.procedure_date THEN t.due_from END,
       {keys}
FROM treatment AS t {joined}
WHERE +t.clinic_id = :clinic_id
"""


def treatments(db: Database, clinic_id: int, dimensions: Sequence[By]) -> Treatments:
    """Every treatment on record."""
    keys = ", ".join(["t.method", "substr(t.procedure_date, 1, 7)", *(_GROUPED_BY[each] for each in dimensions)])
    joined = _PATIENT if {By.AGE_BAND, By.SKIN_TYPE} & set(dimensions) else ""
    number_of: dict[Place, int] = {}
    at = cache(lambda *key: number_of.setdefault(_place(dimensions, *key), len(number_of)))
    place_of, schedule_of = {}, {}
    for treatment_id, procedure, closed_on, late, *key in one_by_one(
        db, _TREATMENTS.format(keys=keys, joined=joined), {"clinic_id": clinic_id}
    ):
        place_of[treatment_id] = at(*key)
        schedule_of[treatment_id] = procedure, closed_on, late
    return Treatments(tuple(dimensions), [*number_of], place_of, schedule_of)


def _place(dimensions: Sequence[By], method: str, month: str, *values: Any) -> Place:
    return Place(method, Month.read(month), _cell(dimensions, values))


def _cell(dimensions: Sequence[By], values: Sequence[Any]) -> Cell:
    return tuple(_band(value) if by is By.AGE_BAND else value for by, value in zip(dimensions, values, strict=True))


@lru_cache(maxsize=256)
def _band(years: int | None) -> str:
    """The age band of so many years."""
    if years is None:
        return NOT_KNOWN
    shifted = min(max(years, 0), OLDEST_DECADE * 10)
    return age_band(year_of_birth=2000 - shifted, procedure=date(2000, 1, 1))
