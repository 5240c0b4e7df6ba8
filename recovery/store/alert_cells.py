"""How many alerts there were, and what came of them, by method, month and whatever they are grouped by."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from recovery.domain.alert_figures import IN_TIME, AlertKind, Tally, added_up
from recovery.domain.catalogue import Catalogue
from recovery.domain.level import Level
from recovery.domain.rules import Rule
from recovery.domain.summing import By, Place
from recovery.store.rows import as_time
from recovery.store.summary_cells import placed

_ANSWERED = "(a.state = 'closed' AND a.acknowledged_at IS NULL)"
"""People cannot close an alert without taking it: what was closed untaken was answered by a report."""

# SQLite's own functions of time and group_concat: what another database would word differently.
_WITHIN = f"(a.closed_at <= strftime('%Y-%m-%dT%H:%M:%SZ', a.opened_at, '+{int(IN_TIME.total_seconds())} seconds'))"
_TAKEN_AFTER = "CAST(strftime('%s', a.acknowledged_at) AS INTEGER) - CAST(strftime('%s', a.opened_at) AS INTEGER)"

_TALLIES = f"""
SELECT {{keys}}, a.rule, a.side_effect, a.level,
       count(*),
       count(*) FILTER (WHERE {_ANSWERED}),
       count(*) FILTER (WHERE a.opened_at <= :judged_until AND NOT ({_ANSWERED} AND {_WITHIN})),
       count(*) FILTER (WHERE a.opened_at <= :judged_until AND NOT {_ANSWERED} AND {_WITHIN}),
       group_concat({_TAKEN_AFTER})
FROM treatment AS t {{joined}}
JOIN alert AS a ON a.clinic_id = t.clinic_id AND a.treatment_id = t.treatment_id
WHERE t.clinic_id = :clinic_id
GROUP BY {{keys}}, a.rule, a.side_effect, a.level
"""


def tallies(
    db: Database, clinic_id: int, dimensions: Sequence[By], catalogue: Catalogue, *, now: datetime
) -> dict[Place, dict[AlertKind, Tally]]:
    """The alerts of all treatments, counted by place and kind."""
    asked = {"clinic_id": clinic_id, "judged_until": as_time(now - IN_TIME)}
    found: dict[Place, dict[AlertKind, Tally]] = {}
    for place, row in placed(db, _TALLIES, asked, dimensions):
        effect = catalogue.by_number.get(row[1])
        kind = AlertKind(Rule(row[0]), effect.slug if effect else None, place.method, Level(row[2]))
        own = found.setdefault(place, {})
        own[kind] = added_up([own[kind], _tally(row)]) if kind in own else _tally(row)
    return found


def _tally(row: tuple[Any, ...]) -> Tally:
    *_, alerts, answered, judged, in_time, seconds = row
    return Tally(
        alerts=alerts,
        answered=answered,
        judged=judged,
        in_time=in_time,
        taken_after=sorted(map(int, seconds.split(","))) if seconds else (),
    )
