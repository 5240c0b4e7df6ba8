"""How many alerts there were, and what came of them, by method, month and whatever they are grouped by."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import cache, partial

from sqlite_utils import Database

from recovery.domain.alert_figures import IN_TIME, AlertKind, Tally
from recovery.domain.catalogue import Catalogue
from recovery.domain.level import Level
from recovery.domain.rules import Rule
from recovery.domain.summary.summing import Place
from recovery.store.rows import as_time, one_by_one
from recovery.store.summary_treatments import Treatments

# People cannot close an alert without taking it: what was closed untaken was answered by a report.
# unixepoch() is SQLite's own: what another database would word differently.
# + keeps SQLite from going by an index: in the order of the file it takes half the time.
_ALERTS = """
SELECT treatment_id, rule, side_effect, level,
       coalesce(unixepoch(acknowledged_at) - unixepoch(opened_at) + 1, 0) * 8
       + (state = 'closed' AND acknowledged_at IS NULL) * 4
       + (opened_at <= :judged_until) * 2
       + coalesce(unixepoch(closed_at) - unixepoch(opened_at) <= :in_time, 0) AS fate
FROM alert
WHERE +clinic_id = :clinic_id
"""
"""What came of an alert is one number, since there are many: _tally() takes it apart."""


_ANSWERED, _OLD_ENOUGH, _SOON = 4, 2, 1
"""Whether a report answered it, it is old enough to be judged, and it was closed in time."""


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
    for treatment_id, rule, number, level, fate in one_by_one(db, _ALERTS, asked):
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


def _tally(fates: Sequence[int]) -> Tally:
    """Of alerts whose fates are these: eight times one more than the seconds until taken, 0 if not, and three bits."""
    of_each = Counter(fate & (_ANSWERED | _OLD_ENOUGH | _SOON) for fate in fates)
    judged = [bits for bits in of_each if bits & _OLD_ENOUGH and not (bits & _ANSWERED and bits & _SOON)]
    return Tally(
        alerts=len(fates),
        judged=sum(of_each[bits] for bits in judged),
        in_time=sum(of_each[bits] for bits in judged if bits & _SOON),
        taken_after=sorted((fate >> 3) - 1 for fate in fates if fate >> 3),
    )
