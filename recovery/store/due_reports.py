"""How many of the daily reports due in a group came, without reading every report.

Nearly all treatments ask for every day of their method's bands and no other, so that the counts by day say how many of
their due reports came. Of the rest, those that began lately, were entered late or closed early, reports are read.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlite_utils import Database

from recovery.domain.groups import Group
from recovery.domain.report import due_days
from recovery.store.group_courses import CHOSEN, parameters
from recovery.store.rows import tuples

LastDue = Mapping[str, int]
"""The last day on which a report is due, by method."""


class Due(NamedTuple):
    """Treatments, the daily reports that they were due by the end of yesterday, and reports of days not due.

    Of days up to the last one on which their method's reports are due.
    """

    treatments: int
    reports: int
    not_due: int


_COUNTED = """
SELECT method, day, sum(n) FROM report_count
WHERE clinic_id = :clinic_id AND (:method IS NULL OR method = :method) AND month BETWEEN :first_month AND :last_month
GROUP BY method, day
"""

_JOINED = "JOIN report AS r ON r.clinic_id = t.clinic_id AND r.treatment_id = t.treatment_id"

_READ = f"SELECT t.method, r.day, count(*) {CHOSEN.format(more=_JOINED)} GROUP BY t.method, r.day"

# SQLite's own function of time: what another database would word differently.
_SINCE = "CAST(julianday({}) - julianday(t.procedure_date) AS INTEGER)"
_FIRST = _SINCE.format("coalesce(t.due_from, t.procedure_date)")
_UNTIL = _SINCE.format("min(:today, coalesce(t.closed_on, :today))")

_OF_COUNTED = """
FROM treatment AS t {more}
WHERE +t.clinic_id = :clinic_id AND +t.procedure_date BETWEEN :since AND :until
  AND (:method IS NULL OR t.method = :method)
"""
"""CHOSEN without the patient, and in the order of the file: an eighth of the time that going by an index takes."""

_TREATMENTS = "SELECT {sums} {chosen}"

_REST = f"""
SELECT t.method, t.procedure_date, t.closed_on, CASE WHEN t.due_from > t.procedure_date THEN t.due_from END, (
  SELECT count(*) FROM report AS r
  WHERE r.clinic_id = t.clinic_id AND r.treatment_id = t.treatment_id AND r.day <= due.last_day
    AND (r.day < {_FIRST} OR r.day >= {_UNTIL}))
{{chosen}}
  AND (t.procedure_date >= :recent OR t.due_from > t.procedure_date OR {_SINCE.format("t.closed_on")} <= due.last_day)
"""


def due(db: Database, clinic_id: int, group: Group, last_due: LastDue, *, today: date) -> Due:
    """The treatments of a group, what they were due, and the reports of days on which they were not."""
    asked = parameters(clinic_id, group)
    by_method = _by_method(db, group, asked, last_due)
    every_day = sum(n * (last_due[method] + 1) for method, n in by_method.items())
    fewer = not_due = 0
    for method, procedure, closed_on, late, reports in _rest(db, group, asked, last_due, today=today):
        fewer += last_due[method] + 1 - len(_days(procedure, closed_on, late, last_due[method], today))
        not_due += reports
    return Due(sum(by_method.values()), every_day - fewer, not_due)


def received(db: Database, clinic_id: int, group: Group, last_due: LastDue) -> tuple[int, int]:
    """The reports of a group, and those of days up to the last one due; read one by one where more narrows it."""
    asked = {**parameters(clinic_id, group), "first_month": str(group.since), "last_month": str(group.until)}
    by_day = tuples(db, _COUNTED if group.is_counted else _READ, asked)
    return sum(n for *_, n in by_day), sum(n for method, day, n in by_day if day <= last_due[method])


def _days(procedure: str, closed_on: str | None, late: str | None, last_due: int, today: date) -> range:
    return due_days(
        procedure=date.fromisoformat(procedure),
        closed_on=date.fromisoformat(closed_on) if closed_on else None,
        today=today,
        last_due=last_due,
        due_from=date.fromisoformat(late) if late else None,
    )


def _by_method(db: Database, group: Group, asked: Mapping[str, object], last_due: LastDue) -> dict[str, int]:
    """How many treatments a group has of each method, without sorting them."""
    methods = {f"method_{place}": method for place, method in enumerate(last_due)}
    sums = ", ".join(f"coalesce(sum(CASE WHEN t.method = :{name} THEN 1 ELSE 0 END), 0)" for name in methods)
    (found,) = tuples(db, _TREATMENTS.format(sums=sums, chosen=_chosen(group)), {**asked, **methods})
    return dict(zip(last_due, found, strict=True))


def _rest(
    db: Database, group: Group, asked: Mapping[str, object], last_due: LastDue, *, today: date
) -> list[tuple[Any, ...]]:
    """The treatments that do not ask for every day, and how many reports each has of days not due."""
    methods = {f"method_{place}": method for place, method in enumerate(last_due)}
    days = {f"last_{place}": day for place, day in enumerate(last_due.values())}
    recent = today - timedelta(days=max(last_due.values()) + 1)
    dates = {"today": today.isoformat(), "recent": recent.isoformat()}
    due = " UNION ALL ".join(
        f"SELECT :{of} AS method, :{last} AS last_day" for of, last in zip(methods, days, strict=True)
    )
    chosen = _chosen(group, f"JOIN ({due}) AS due ON due.method = t.method")
    return tuples(db, _REST.format(chosen=chosen), {**asked, **dates, **methods, **days})


def _chosen(group: Group, more: str = "") -> str:
    return (_OF_COUNTED if group.is_counted else CHOSEN).format(more=more)
