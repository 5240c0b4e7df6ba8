"""The worklist: which treatments have alerts that wait for someone, in what order, and how many fit each filter."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from recovery.domain.alerts import Alert
from recovery.domain.catalogue import Catalogue, Severity
from recovery.domain.course import Point
from recovery.domain.level import Level
from recovery.domain.rules import Rule
from recovery.domain.worklist import OLDEST_AGE_DAYS, Choice, Group, View
from recovery.store import alerts
from recovery.store.rows import as_time, from_time, marks

_LISTS = {
    View.NEEDS: "(a.snoozed_until IS NULL OR a.snoozed_until <= :now)",
    View.PUT_OFF: "a.snoozed_until > :now",
}
"""Which open alerts stand on which list."""

_WAITING = """
FROM alert AS a INDEXED BY alert_waiting
WHERE a.clinic_id = :clinic_id AND a.state <> 'closed' AND {listed}
"""

_FITS = "(:rule IS NULL OR a.rule = :rule) AND (:side_effect IS NULL OR a.side_effect = :side_effect)"

_ROW = """
WITH waiting AS (
    SELECT a.treatment_id, max(a.level) AS level, max({rank}) AS rank,
           max(a.severity) AS severity, min(a.opened_at) AS opened_at,
           max(CASE WHEN a.state = 'open' THEN 1 ELSE 0 END) AS untaken,
           max(CASE WHEN a.account_id = :me THEN 1 ELSE 0 END) AS taken_by_me,
           max(CASE WHEN a.account_id IS NULL THEN 1 ELSE 0 END) AS nobodys,
           max(CASE WHEN {fits} THEN 1 ELSE 0 END) AS fits
    {waiting}
    GROUP BY a.treatment_id
), listed AS (
    SELECT w.treatment_id, w.level, w.rank, w.severity, w.opened_at, w.untaken, w.fits,
           CASE WHEN w.taken_by_me = 1 THEN 1
                WHEN w.nobodys = 1 AND :me = (
                    SELECT t.clinician_id FROM treatment AS t
                    WHERE t.clinic_id = :clinic_id AND t.treatment_id = w.treatment_id) THEN 1
                ELSE 0 END AS mine
    FROM waiting AS w
)
"""
"""One row a treatment, with what the filters ask of it; treatments are looked up only where "mine" is asked."""

_PASSES = """
(:only_mine = 0 OR mine = 1) AND (:only_untaken = 0 OR untaken = 1)
AND (:any_level = 1 OR level IN (:level_1, :level_2, :level_3, :level_4))
"""

_AGE = " ".join(
    ["CASE", f"WHEN opened_at < :midnight_{OLDEST_AGE_DAYS - 1} THEN {OLDEST_AGE_DAYS}",
     *(f"WHEN opened_at >= :midnight_{ago} THEN {ago}" for ago in range(OLDEST_AGE_DAYS)),
     "END"]
)  # fmt: skip
"""Whole days by the clinic's calendar, whose midnights come as parameters: no engine need know time zones."""

_IDS = f"""
SELECT treatment_id FROM listed WHERE fits = 1 AND {_PASSES}
ORDER BY rank DESC, {_AGE} DESC, severity DESC, opened_at, treatment_id
"""

_GROUPS = "SELECT level, mine, untaken, fits, count(*) AS count FROM listed GROUP BY level, mine, untaken, fits"

_BY_REASON = """
SELECT a.{column}, count(DISTINCT a.treatment_id)
{waiting} AND (:{other} IS NULL OR a.{other} = :{other}) {among}
GROUP BY a.{column}
"""

_AMONG = f"AND a.treatment_id IN (SELECT treatment_id FROM listed WHERE {_PASSES})"
"""Left out where no filter of whole treatments is set: it costs as much as the list."""

_ALERTS = f"""
SELECT {alerts.COLUMNS} FROM alert AS a
WHERE a.clinic_id = :clinic_id AND a.state <> 'closed' AND {{listed}} AND a.treatment_id IN ({{those}})
"""

_HANDLED = """
SELECT alert_id, max(at) AS at FROM alert_event
WHERE clinic_id = ? AND account_id IS NOT NULL AND alert_id IN ({those})
GROUP BY alert_id
"""

_POINTS = """
WITH wanted (treatment_id, side_effect) AS (VALUES {those})
SELECT s.treatment_id, s.side_effect, s.day, s.severity
FROM wanted AS w
CROSS JOIN score AS s
WHERE s.clinic_id = ? AND s.treatment_id = w.treatment_id AND s.side_effect = w.side_effect
ORDER BY s.treatment_id, s.side_effect, s.day
"""

Asked = Mapping[str, Any]
"""A choice as the parameters of these queries."""


def asked(
    choice: Choice, catalogue: Catalogue, *, clinic_id: int, me: int, now: datetime, midnights: Sequence[datetime]
) -> Asked:
    """What one wants to see, as the queries take it; `midnights` are today's and those before it."""
    levels = [*sorted(choice.levels), *[Level.NONE] * 4][:4]
    effect = catalogue.side_effect(choice.side_effect).number if choice.side_effect else None
    return {
        "clinic_id": clinic_id,
        "me": me,
        "now": as_time(now),
        "only_mine": int(choice.mine),
        "only_untaken": int(choice.untaken),
        "any_level": int(not choice.levels),
        "rule": choice.rule.value if choice.rule else None,
        "side_effect": effect,
        **{f"level_{place}": int(level) for place, level in enumerate(levels, start=1)},
        **{f"midnight_{ago}": as_time(moment) for ago, moment in enumerate(midnights)},
    }


def ids(db: Database, asked: Asked, view: View, *, limit: int | None = None, offset: int = 0) -> list[int]:
    """The treatments on a list, by how soon they need someone, age and severity; all of them, or a page."""
    page = {} if limit is None else {"limit": limit, "offset": offset}
    rank, key = alerts.rank(alerts.gone(db, asked["clinic_id"]))
    sql = _listed(view, rank) + _IDS + ("LIMIT :limit OFFSET :offset" if page else "")
    return [row[0] for row in db.conn.execute(sql, {**asked, **key, **page}).fetchall()]


def groups(db: Database, asked: Asked, view: View) -> list[Group]:
    """How many treatments of a list are alike in what the filters ask."""
    rows = db.conn.execute(_listed(view) + _GROUPS, asked).fetchall()
    return [
        Group(Level(row["level"]), bool(row["mine"]), bool(row["untaken"]), bool(row["fits"]), row["count"])
        for row in rows
    ]


def by_rule(db: Database, asked: Asked, view: View) -> dict[Rule, int]:
    """How many treatments each rule would leave, with the other filters as they are."""
    return {Rule(rule): count for rule, count in _by_reason(db, asked, view, "rule", "side_effect")}


def by_side_effect(db: Database, asked: Asked, view: View, catalogue: Catalogue) -> dict[str, int]:
    """How many treatments each side effect would leave, with the other filters as they are."""
    counts = dict(_by_reason(db, asked, view, "side_effect", "rule"))
    return {effect.slug: counts[number] for number, effect in catalogue.by_number.items() if number in counts}


def count(db: Database, clinic_id: int, view: View, *, now: datetime) -> int:
    """How many treatments a list has in all."""
    sql = "SELECT count(DISTINCT a.treatment_id) " + _waiting(view)
    return int(db.conn.execute(sql, {"clinic_id": clinic_id, "now": as_time(now)}).fetchone()[0])


def alerts_of(
    db: Database, clinic_id: int, view: View, treatments: Sequence[int], catalogue: Catalogue, *, now: datetime
) -> dict[int, list[Alert]]:
    """The alerts that put treatments on a list, by treatment; a page of them at most."""
    key = {"clinic_id": clinic_id, "now": as_time(now), **{f"t{n}": each for n, each in enumerate(treatments)}}
    those = ", ".join(f":t{n}" for n in range(len(treatments)))
    found: dict[int, list[Alert]] = {}
    for row in db.conn.execute(_ALERTS.format(listed=_LISTS[view], those=those), key).fetchall():
        found.setdefault(row["treatment_id"], []).append(alerts.from_row(row, catalogue))
    return found


def handled(db: Database, clinic_id: int, those: Sequence[int]) -> dict[int, datetime]:
    """When people last did something with alerts, by alert."""
    rows = db.conn.execute(_HANDLED.format(those=marks(those)), (clinic_id, *those)).fetchall()
    return {row["alert_id"]: from_time(row["at"]) for row in rows}


def points(
    db: Database, clinic_id: int, wanted: Mapping[int, Collection[str]], catalogue: Catalogue
) -> dict[int, dict[str, tuple[Point, ...]]]:
    """The courses of these side effects of each of these treatments, by treatment and side effect."""
    cells = [
        cell for key, slugs in wanted.items() for slug in slugs for cell in (key, catalogue.side_effect(slug).number)
    ]
    if not cells:
        return {}
    sql = _POINTS.format(those=", ".join(["(?, ?)"] * (len(cells) // 2)))
    found: dict[int, dict[str, tuple[Point, ...]]] = {}
    for treatment_id, number, day, severity in db.conn.execute(sql, (*cells, clinic_id)).fetchall():
        courses, slug = found.setdefault(treatment_id, {}), catalogue.by_number[number].slug
        courses[slug] = (*courses.get(slug, ()), Point(day, Severity(severity)))
    return found


def _by_reason(db: Database, asked: Asked, view: View, column: str, other: str) -> list[tuple[Any, int]]:
    filtered = asked["only_mine"] or asked["only_untaken"] or not asked["any_level"]
    among = _AMONG if filtered else ""
    sql = _listed(view) + _BY_REASON.format(column=column, other=other, waiting=_waiting(view), among=among)
    return [(row[0], row[1]) for row in db.conn.execute(sql, asked).fetchall()]


def _listed(view: View, rank: str = "a.level") -> str:
    return _ROW.format(waiting=_waiting(view), fits=_FITS, rank=rank)


def _waiting(view: View) -> str:
    return _WAITING.format(listed=_LISTS[view])
