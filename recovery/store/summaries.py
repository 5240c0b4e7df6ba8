"""Group figures over many treatments, straight from the courses."""

from collections import Counter
from datetime import date
from typing import Any

from sqlite_utils import Database

from recovery.domain.catalogue import Catalogue
from recovery.domain.summary import CourseKind, Filters, Schedule

CHOSEN = """
WHERE t.clinic_id = :clinic_id
  AND t.procedure_date BETWEEN :since AND :until
  AND (:method IS NULL OR t.method = :method)
  AND (:clinician_id IS NULL OR t.clinician_id = :clinician_id)
"""
"""The treatments, named t, that filters choose."""

_LATE_FROM = "CASE WHEN t.due_from > t.procedure_date THEN t.due_from END AS late_from"

_TREATMENTS = (
    f"""
SELECT t.method, t.procedure_date, t.closed_on, {_LATE_FROM}, count(*) AS treatments
FROM treatment AS t
"""
    + CHOSEN
    + "GROUP BY t.method, t.procedure_date, t.closed_on, late_from"
)

_REPORTS = (
    f"""
SELECT t.method, t.procedure_date, t.closed_on, {_LATE_FROM}, r.day, count(*) AS reports
FROM treatment AS t
JOIN report AS r ON r.clinic_id = t.clinic_id AND r.treatment_id = t.treatment_id
"""
    + CHOSEN
    + "GROUP BY t.method, t.procedure_date, t.closed_on, late_from, r.day"
)

_COURSES = (
    """
SELECT t.method, c.side_effect, c.peak, c.last_present, c.clear_since,
       CASE WHEN t.procedure_date >= :recent THEN t.procedure_date END AS recent_procedure,
       count(*) AS treatments
FROM treatment AS t
JOIN course AS c ON c.clinic_id = t.clinic_id AND c.treatment_id = t.treatment_id
"""
    + CHOSEN
    + "GROUP BY t.method, c.side_effect, c.peak, c.last_present, c.clear_since, recent_procedure"
)


def treatments(db: Database, clinic_id: int, filters: Filters) -> Counter[Schedule]:
    """How many treatments there are of each schedule."""
    rows = db.conn.execute(_TREATMENTS, parameters(clinic_id, filters)).fetchall()
    return Counter({_schedule(row): row["treatments"] for row in rows})


def reports(db: Database, clinic_id: int, filters: Filters) -> Counter[tuple[Schedule, int]]:
    """How many reports there are of each schedule and day."""
    rows = db.conn.execute(_REPORTS, parameters(clinic_id, filters)).fetchall()
    return Counter({(_schedule(row), row["day"]): row["reports"] for row in rows})


def courses(
    db: Database, clinic_id: int, filters: Filters, catalogue: Catalogue, *, recent: date
) -> Counter[CourseKind]:
    """How many courses there are of each kind; those of procedures since `recent` apart by date."""
    counts: Counter[CourseKind] = Counter()
    for row in db.conn.execute(_COURSES, {**parameters(clinic_id, filters), "recent": recent.isoformat()}).fetchall():
        kind = CourseKind(
            method=row["method"],
            side_effect=catalogue.by_number[row["side_effect"]].slug,
            peak=row["peak"],
            last_present=row["last_present"],
            clear_since=row["clear_since"],
            procedure=date.fromisoformat(row["recent_procedure"]) if row["recent_procedure"] else None,
        )
        counts[kind] = row["treatments"]
    return counts


def parameters(clinic_id: int, filters: Filters) -> dict[str, object]:
    """What CHOSEN asks for."""
    return {
        "clinic_id": clinic_id,
        "since": filters.since.isoformat(),
        "until": filters.until.isoformat(),
        "method": filters.method,
        "clinician_id": filters.clinician_id,
    }


def _schedule(row: Any) -> Schedule:
    return Schedule(
        method=row["method"],
        procedure=date.fromisoformat(row["procedure_date"]),
        closed_on=date.fromisoformat(row["closed_on"]) if row["closed_on"] else None,
        due_from=date.fromisoformat(row["late_from"]) if row["late_from"] else None,
    )


def first_procedure(db: Database, clinic_id: int) -> date | None:
    """The date of the first procedure on record; None before there is one."""
    sql = "SELECT min(procedure_date) FROM treatment WHERE clinic_id = ?"
    found = db.conn.execute(sql, (clinic_id,)).fetchone()[0]
    return date.fromisoformat(found) if found else None
