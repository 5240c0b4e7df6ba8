"""Rows of files that leave: a few treatments at a time, so that no read lasts while a file is sent."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple, TypeAlias

from sqlite_utils import Database

from recovery.domain.groups import Group
from recovery.store.group_courses import CHOSEN, parameters
from recovery.store.rows import one_by_one, tuples

EVER = 2**31 - 1
"""Days after every day that a report can have."""

Score: TypeAlias = tuple[int, int, int, str | None]
"""Day, number of the side effect, severity, and where it was worst."""


class Span(NamedTuple):
    """Before which date a recovery is over although nobody closed it, and until which day its reports count.

    No recovery after a procedure from `procedures_before` on is in it, closed or not.
    """

    over_before: date
    last_day: int
    procedures_before: date


class Over(NamedTuple):
    """A treatment whose recovery is over and that was reported on; of one that was closed, all days are known."""

    treatment_id: int
    patient_id: int
    method: str
    areas: str
    year: int
    is_closed: bool
    year_of_birth: int | None
    skin_type: str | None


class Named(NamedTuple):
    """A treatment with whose it is, and how many reports it has."""

    treatment_id: int
    code: str
    name: str
    year_of_birth: int | None
    skin_type: str | None
    method: str
    areas: str
    clinician: str
    procedure: str
    closed_on: str | None
    due_from: str
    reports: int


class Told(NamedTuple):
    """What was said in a report beside the scores."""

    day: int
    reported_at: str
    reported_by: str
    wants_call: int
    red_flags: str
    note: str


_WHICH = """
FROM treatment AS t INDEXED BY treatment_by_patient
JOIN patient AS p ON p.clinic_id = t.clinic_id AND p.patient_id = t.patient_id
WHERE t.clinic_id = :clinic_id
  AND t.procedure_date < :procedures_before
  AND (t.closed_on IS NOT NULL OR t.procedure_date < :over_before)
  AND EXISTS (SELECT 1 FROM score AS s
              WHERE s.clinic_id = t.clinic_id AND s.treatment_id = t.treatment_id
                AND (t.closed_on IS NOT NULL OR s.day <= :last_day))
"""
"""The index by name: its order is that of patients, and nothing needs to be sorted."""

_OVER = (
    """
SELECT t.treatment_id, t.patient_id, t.method, t.areas, CAST(substr(t.procedure_date, 1, 4) AS INTEGER),
       t.closed_on IS NOT NULL, p.year_of_birth, p.skin_type
"""
    + _WHICH
    + "ORDER BY t.patient_id"
)

_PEOPLE_OVER = f"SELECT count(*) FROM (SELECT DISTINCT t.patient_id {_WHICH} ORDER BY t.patient_id LIMIT :at_most)"

_SCORES = """
SELECT day, side_effect, severity, area FROM score
WHERE clinic_id = ? AND treatment_id = ? AND day <= ?
ORDER BY day, side_effect
"""

_TOLD = """
SELECT day, reported_at, reported_by, wants_call, red_flags, note FROM report
WHERE clinic_id = ? AND treatment_id = ?
ORDER BY day
"""

_NEXT_PATIENTS = """
SELECT patient_id FROM patient WHERE clinic_id = ? AND patient_id > ? ORDER BY patient_id LIMIT ?
"""

_NAMED = (
    "SELECT t.treatment_id, p.code, p.name, p.year_of_birth, p.skin_type, t.method, t.areas, a.name,"
    " t.procedure_date, t.closed_on, coalesce(t.due_from, t.procedure_date),"
    " (SELECT count(*) FROM report AS r WHERE r.clinic_id = t.clinic_id AND r.treatment_id = t.treatment_id)"
    + CHOSEN.replace("AS t\n", "AS t INDEXED BY treatment_by_patient\n").format(
        more="JOIN account AS a ON a.clinic_id = t.clinic_id AND a.account_id = t.clinician_id"
    )
    + "  AND t.patient_id = :patient_id\nORDER BY t.procedure_date, t.treatment_id"
)
"""The index by name: for the period SQLite would take the one of all dates, and read every treatment."""

_REPORTS = "SELECT count(*)" + CHOSEN.format(
    more="JOIN report AS r ON r.clinic_id = t.clinic_id AND r.treatment_id = t.treatment_id"
)

_REPORTS_COUNTED = """
SELECT COALESCE(sum(n), 0) FROM report_count
WHERE clinic_id = :clinic_id AND (:method IS NULL OR method = :method)
  AND month BETWEEN substr(:since, 1, 7) AND substr(:until, 1, 7)
"""


def recoveries_over(db: Database, clinic_id: int, span: Span) -> Iterator[Over]:
    """The treatments that were closed or were before a date, patient by patient.

    None without a report, and of those that nobody closed none without one until the last day.
    """
    return map(Over._make, one_by_one(db, _OVER, _asked(clinic_id, span)))


def people_over(db: Database, clinic_id: int, span: Span, *, at_most: int) -> int:
    """How many patients these treatments are of; no more than `at_most` are counted."""
    return int(db.conn.execute(_PEOPLE_OVER, {**_asked(clinic_id, span), "at_most": at_most}).fetchone()[0])


def scores(db: Database, clinic_id: int, treatment_id: int, *, last_day: int = EVER) -> list[Score]:
    """What was scored of a treatment until a day, as days and side effects follow each other."""
    return tuples(db, _SCORES, (clinic_id, treatment_id, last_day))


def told(db: Database, clinic_id: int, treatment_id: int) -> list[Told]:
    """What was said in each report of a treatment."""
    return [Told(*row) for row in tuples(db, _TOLD, (clinic_id, treatment_id))]


def next_patients(db: Database, clinic_id: int, *, after: int, limit: int) -> list[int]:
    """The ids of the next patients of a clinic, in rising order; empty at the end."""
    return [row[0] for row in tuples(db, _NEXT_PATIENTS, (clinic_id, after, limit))]


def treatments_of_patient(db: Database, clinic_id: int, group: Group, *, patient_id: int) -> list[Named]:
    """The treatments of a patient that a group has, the earliest first."""
    asked = {**parameters(clinic_id, group), "patient_id": patient_id}
    return [Named(*row) for row in tuples(db, _NAMED, asked)]


def count_reports(db: Database, clinic_id: int, group: Group) -> int:
    """How many reports a group's treatments have."""
    sql = _REPORTS_COUNTED if group.is_counted else _REPORTS
    return int(db.conn.execute(sql, parameters(clinic_id, group)).fetchone()[0])


def _asked(clinic_id: int, span: Span) -> dict[str, object]:
    dates = {"over_before": span.over_before, "procedures_before": span.procedures_before}
    return {"clinic_id": clinic_id, "last_day": span.last_day, **{name: day.isoformat() for name, day in dates.items()}}
