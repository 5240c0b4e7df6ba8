"""How many alerts there were, and what came of them, over many treatments."""

from collections import Counter
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from recovery.domain.alert_figures import IN_TIME, AlertKind, Tally
from recovery.domain.catalogue import Catalogue
from recovery.domain.level import Level
from recovery.domain.rules import Rule
from recovery.domain.summary import Filters
from recovery.store.rows import as_time
from recovery.store.summaries import CHOSEN, parameters

_ANSWERED = "(a.state = 'closed' AND a.acknowledged_at IS NULL)"
"""People cannot close an alert without taking it: what was closed untaken was answered by a report."""

# SQLite's own functions of time and group_concat: what another database would word differently.
_WITHIN = f"(a.closed_at <= strftime('%Y-%m-%dT%H:%M:%SZ', a.opened_at, '+{int(IN_TIME.total_seconds())} seconds'))"
_TAKEN_AFTER = "CAST(strftime('%s', a.acknowledged_at) AS INTEGER) - CAST(strftime('%s', a.opened_at) AS INTEGER)"

_TALLIES = (
    f"""
SELECT a.rule, a.side_effect, t.method, a.level,
       count(*) AS alerts,
       count(*) FILTER (WHERE {_ANSWERED}) AS answered,
       count(*) FILTER (WHERE a.opened_at <= :judged_until AND NOT ({_ANSWERED} AND {_WITHIN})) AS judged,
       count(*) FILTER (WHERE a.opened_at <= :judged_until AND NOT {_ANSWERED} AND {_WITHIN}) AS in_time,
       group_concat({_TAKEN_AFTER}) AS taken_after
FROM treatment AS t
JOIN alert AS a ON a.clinic_id = t.clinic_id AND a.treatment_id = t.treatment_id
"""
    + CHOSEN
    + "GROUP BY a.rule, a.side_effect, t.method, a.level"
)

_REPORTS = (
    """
SELECT t.method, sum((
    SELECT count(*) FROM report AS r WHERE r.clinic_id = t.clinic_id AND r.treatment_id = t.treatment_id
)) AS reports
FROM treatment AS t
"""
    + CHOSEN
    + "GROUP BY t.method"
)


def tallies(
    db: Database, clinic_id: int, filters: Filters, catalogue: Catalogue, *, now: datetime
) -> dict[AlertKind, Tally]:
    """The alerts of the treatments that the filters choose, counted by kind."""
    asked = {**parameters(clinic_id, filters), "judged_until": as_time(now - IN_TIME)}
    return {_kind(row, catalogue): _tally(row) for row in db.conn.execute(_TALLIES, asked).fetchall()}


def reports(db: Database, clinic_id: int, filters: Filters) -> Counter[str]:
    """How many reports the same treatments have, by method."""
    rows = db.conn.execute(_REPORTS, parameters(clinic_id, filters)).fetchall()
    return Counter({row["method"]: row["reports"] for row in rows})


def _kind(row: Any, catalogue: Catalogue) -> AlertKind:
    effect = catalogue.by_number.get(row["side_effect"])
    return AlertKind(Rule(row["rule"]), effect.slug if effect else None, row["method"], Level(row["level"]))


def _tally(row: Any) -> Tally:
    seconds = row["taken_after"]
    return Tally(
        alerts=row["alerts"],
        answered=row["answered"],
        judged=row["judged"],
        in_time=row["in_time"],
        taken_after=sorted(map(int, seconds.split(","))) if seconds else (),
    )
