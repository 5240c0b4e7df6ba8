"""The list of all open treatments: its order, and a page of it."""

from collections.abc import Sequence
from dataclasses import replace

from sqlite_utils import Database

from recovery.domain.alerts import Alert
from recovery.domain.catalogue import Catalogue
from recovery.domain.course import RECENT_DAYS
from recovery.domain.filing import OpenTreatment, Sign
from recovery.domain.level import Level
from recovery.domain.rules import Rule
from recovery.domain.worklist import by_urgency
from recovery.store import alerts, treatments

_HELD = {
    "recent": RECENT_DAYS,
    "urgent": int(Level.URGENT),
    "high": int(Level.HIGH),
    "red_flag": Rule.RED_FLAG.value,
    "call_me": Rule.CALL_ME.value,
}

_SIGN = "CASE WHEN r.red_flags <> '' THEN :urgent ELSE :high END"

_UNHEARD = """
r.day >= s.last_day - :recent AND (r.red_flags <> '' OR r.wants_call = 1) AND NOT EXISTS (
    SELECT 1 FROM alert AS h
    WHERE h.clinic_id = r.clinic_id AND h.treatment_id = r.treatment_id AND h.heard_at >= r.reported_at
      AND h.rule = CASE WHEN r.red_flags <> '' THEN :red_flag ELSE :call_me END)
"""
"""A warning sign or a wish for a call in the last reported days that no alert, open or closed, rests on."""

_IN_ORDER = f"""
WITH listed AS MATERIALIZED (
    SELECT t.treatment_id, s.worst, s.past_band, coalesce(s.last_at, t.created_at) AS since,
           coalesce((
               SELECT max({{rank}}) FROM alert AS a INDEXED BY alert_waiting
               WHERE a.clinic_id = t.clinic_id AND a.treatment_id = t.treatment_id AND a.state <> 'closed'
           ), 0) AS rank,
           coalesce((
               SELECT max({_SIGN}) FROM report AS r
               WHERE r.clinic_id = t.clinic_id AND r.treatment_id = t.treatment_id AND {_UNHEARD}
           ), 0) AS sign
    FROM treatment AS t INDEXED BY treatment_open
    LEFT JOIN standing AS s ON s.clinic_id = t.clinic_id AND s.treatment_id = t.treatment_id
    WHERE t.clinic_id = :clinic_id AND t.closed_on IS NULL
)
SELECT treatment_id FROM listed
ORDER BY CASE WHEN (sign + 1) * {alerts.RANKS} - 1 > rank THEN (sign + 1) * {alerts.RANKS} - 1 ELSE rank END DESC,
         coalesce(worst, 0) DESC, coalesce(past_band, 0) DESC, since, treatment_id
"""
"""An unheard sign stands where an alert of its level would that nobody has."""

_ALERTS = f"""
SELECT {alerts.COLUMNS} FROM alert INDEXED BY alert_waiting
WHERE clinic_id = :clinic_id AND state <> 'closed' AND treatment_id IN ({{those}})
"""

_SIGNS = f"""
SELECT r.treatment_id, r.day, {_SIGN} AS level
FROM standing AS s
JOIN report AS r ON r.clinic_id = s.clinic_id AND r.treatment_id = s.treatment_id
WHERE s.clinic_id = :clinic_id AND s.treatment_id IN ({{those}}) AND {_UNHEARD}
ORDER BY level, r.day
"""


def open_ids(db: Database, clinic_id: int, *, limit: int | None = None, offset: int = 0) -> list[int]:
    """The open treatments' ids, the most urgent first; all of them, or a page.

    By what their alerts and unheard signs ask for, then by the worst and the past bands of the last report, then by
    its age.
    """
    page = {} if limit is None else {"limit": limit, "offset": offset}
    rank, key = alerts.rank(alerts.gone(db, clinic_id))
    sql = _IN_ORDER.format(rank=rank) + ("LIMIT :limit OFFSET :offset" if page else "")
    return [row[0] for row in db.conn.execute(sql, {"clinic_id": clinic_id, **_HELD, **key, **page}).fetchall()]


def open_treatments(
    db: Database, clinic_id: int, catalogue: Catalogue, *, limit: int, offset: int
) -> tuple[list[OpenTreatment], int]:
    """A page of the open treatments, the most urgent first; and how many there are in all."""
    ids = open_ids(db, clinic_id, limit=limit, offset=offset)
    if not ids:
        return [], treatments.count_open(db, clinic_id)
    found = treatments.these(db, clinic_id, ids, catalogue)
    waiting, signs = _alerts(db, clinic_id, ids, catalogue), _signs(db, clinic_id, ids)
    rows = [replace(found[each], alerts=by_urgency(waiting.get(each, ())), sign=signs.get(each)) for each in ids]
    return rows, treatments.count_open(db, clinic_id)


def _alerts(db: Database, clinic_id: int, ids: Sequence[int], catalogue: Catalogue) -> dict[int, list[Alert]]:
    those, key = _those(ids)
    found: dict[int, list[Alert]] = {}
    for row in db.conn.execute(_ALERTS.format(those=those), {"clinic_id": clinic_id, **key}).fetchall():
        found.setdefault(row["treatment_id"], []).append(alerts.from_row(row, catalogue))
    return found


def _signs(db: Database, clinic_id: int, ids: Sequence[int]) -> dict[int, Sign]:
    """The strongest unheard sign of each treatment that has one, and of the same strength the latest."""
    those, key = _those(ids)
    rows = db.conn.execute(_SIGNS.format(those=those), {"clinic_id": clinic_id, **_HELD, **key}).fetchall()
    return {treatment_id: Sign(day, Level(level)) for treatment_id, day, level in rows}


def _those(ids: Sequence[int]) -> tuple[str, dict[str, int]]:
    """Ids as named parameters: their names in a row, and what each holds."""
    return ", ".join(f":t{n}" for n in range(len(ids))), {f"t{n}": each for n, each in enumerate(ids)}
