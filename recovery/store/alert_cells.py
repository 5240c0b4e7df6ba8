"""How many alerts there were, and what came of them, by method, month and whatever they are grouped by."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import cache, partial
from typing import Any

from sqlite_utils import Database

from recovery.domain.alert_figures import IN_TIME, AlertKind, Tally
from recovery.domain.catalogue import Catalogue
from recovery.domain.level import Level
from recovery.domain.rules import Rule
from recovery.domain.summing import Place
from recovery.store.counts import one_by_one
from recovery.store.rows import as_time
from recovery.store.summary_treatments import Treatments

# People cannot close an alert without taking it: what was closed untaken was answered by a report.
# unixepoch() is SQLite's own: what another database would word differently.
# + keeps SQLite from going by an index: in the order of the file it takes half the time.
_ALERTS = """
SELECT treatment_id, rule, side_effect, level,
       answered,
       old_enough AND NOT (answered AND soon) AS judged,
       old_enough AND NOT answered AND soon AS in_time,
       taken_after
FROM (
    SELECT treatment_id, rule, side_effect, level,
           state = 'closed' AND acknowledged_at IS NULL AS answered,
           opened_at <= :judged_until AS old_enough,
           coalesce(unixepoch(closed_at) - unixepoch(opened_at) <= :in_time, 0) AS soon,
           unixepoch(acknowledged_at) - unixepoch(opened_at) AS taken_after
    FROM alert
    WHERE +clinic_id = :clinic_id
) AS known
"""


def events(db: Database, clinic_id: int) -> int:
    """How many things ever happened to alerts: another number after each, since none is taken back."""
    sql = "SELECT count(*) FROM alert_event WHERE clinic_id = ?"
    return int(db.conn.execute(sql, (clinic_id,)).fetchone()[0])


def tallies(
    db: Database, clinic_id: int, treatments: Treatments, catalogue: Catalogue, *, now: datetime
) -> dict[Place, dict[AlertKind, Tally]]:
    """The alerts of all treatments, counted by place and kind."""
    judged_until = as_time(now - IN_TIME)
    asked = {"clinic_id": clinic_id, "judged_until": judged_until, "in_time": int(IN_TIME.total_seconds())}
    place_of, alike = treatments.place_of, defaultdict(list)
    for treatment_id, rule, number, level, *fate in one_by_one(db, _ALERTS, asked):
        alike[place_of[treatment_id], rule, number, level].append(fate)
    found: defaultdict[Place, dict[AlertKind, Tally]] = defaultdict(dict)
    kind = cache(partial(_kind, catalogue))
    for (at, rule, number, level), fates in alike.items():
        place = treatments.places[at]
        found[place][kind(rule, number, place.method, level)] = _tally(fates)
    return dict(found)


def _kind(catalogue: Catalogue, rule: str, number: int, method: str, level: int) -> AlertKind:
    effect = catalogue.by_number.get(number)
    return AlertKind(Rule(rule), effect.slug if effect else None, method, Level(level))


def _tally(fates: Sequence[Sequence[Any]]) -> Tally:
    answered, judged, in_time, taken_after = zip(*fates, strict=True)
    return Tally(
        alerts=len(fates),
        answered=sum(answered),
        judged=sum(judged),
        in_time=sum(in_time),
        taken_after=sorted(after for after in taken_after if after is not None),
    )
