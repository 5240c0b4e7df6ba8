"""Recomputing what is derived from reports: to verify it, or to restore it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from sqlite_utils import Database

from recovery.domain.alerts import Alert, Change
from recovery.domain.filing import courses_of, standing
from recovery.domain.guide import Guide
from recovery.domain.history import History
from recovery.store import alerts, histories, reports
from recovery.store.bulk_histories import Followed, histories_in_bulk
from recovery.store.rows import START

TREATMENTS_AT_A_TIME = 500
"""How many treatments are recomputed between two steps of progress; bounds the memory used."""

COUNTED_AT_A_TIME = 5_000
"""How many treatments' counts are made anew in one transaction: writers wait for it, about 0.2 s."""

_COUNT_AGAIN = """
UPDATE standing SET past_band = (
    SELECT count(*)
    FROM treatment AS t
    JOIN course AS c ON c.clinic_id = t.clinic_id AND c.treatment_id = t.treatment_id
    JOIN catalogue_entry AS e ON e.kind = 'side effect' AND e.number = c.side_effect
    JOIN band AS b ON b.version = (SELECT max(version) FROM guidance) AND b.method = t.method AND b.side_effect = e.slug
    WHERE t.clinic_id = standing.clinic_id AND t.treatment_id = standing.treatment_id
      AND c.last_day = standing.last_day AND c.last_severity > 0 AND c.last_day > b.to_day
)
WHERE (clinic_id, treatment_id) > (:after_clinic, :after_treatment)
  AND (clinic_id, treatment_id) <= (:last_clinic, :last_treatment)
"""


def treatments(db: Database) -> int:
    """How many treatments there are: the length of verifying."""
    return int(db.conn.execute("SELECT count(*) FROM treatment").fetchone()[0])


def treatments_with_reports(db: Database) -> int:
    """How many treatments have a report: the length of restoring."""
    sql = "SELECT count(*) FROM (SELECT DISTINCT clinic_id, treatment_id FROM report)"
    return int(db.conn.execute(sql).fetchone()[0])


class Compared(NamedTuple):
    """A treatment with its reports and alerts, and the tables that hold of it otherwise than its reports say."""

    followed: Followed
    alerts: Sequence[Alert]
    wrong: Sequence[str]


def differences(db: Database, guide: Guide) -> Iterator[Compared]:
    """Every treatment in turn, compared with what is stored of it."""
    after = START
    while some := histories_in_bulk(db, guide.catalogue, after=after):
        for clinic_id, of_clinic in groupby(some, key=attrgetter("clinic_id")):
            yield from _compared(db, clinic_id, list(of_clinic), guide)
        after = some[-1].key


def _compared(db: Database, clinic_id: int, some: Sequence[Followed], guide: Guide) -> Iterator[Compared]:
    ids = [each.treatment.treatment_id for each in some]
    courses, standings, known = (_stored(db, table, clinic_id, ids) for table in ("course", "standing", "alert"))
    for followed in some:
        key = (clinic_id, followed.treatment.treatment_id)
        should, stands = _derived(key, followed.history, guide, method=followed.treatment.method)
        own = [(row, alerts.from_row(row, guide.catalogue)) for row in known[key[1]]]
        wrong = {
            "alert": any(alerts.alert_row(clinic_id, alert, guide.catalogue) != tuple(row) for row, alert in own),
            "course": sorted(map(tuple, courses[key[1]])) != sorted(should),
            "standing": list(map(tuple, standings[key[1]])) != ([stands] if stands else []),
        }
        yield Compared(followed, [alert for _, alert in own], [table for table in wrong if wrong[table]])


def _stored(db: Database, table: str, clinic_id: int, ids: Sequence[int]) -> defaultdict[int, list[Any]]:
    """The rows of a table, by treatment."""
    order = " ORDER BY opened_at, alert_id" if table == "alert" else ""
    sql = f"SELECT * FROM {table} WHERE clinic_id = ? AND treatment_id IN ({', '.join('?' * len(ids))}){order}"
    found = defaultdict[int, list[Any]](list)
    for row in db.conn.execute(sql, (clinic_id, *ids)).fetchall():
        found[row["treatment_id"]].append(row)
    return found


def rebuild_some(db: Database, guide: Guide, *, after: tuple[int, int]) -> list[tuple[int, int]]:
    """Restore what is derived of the next treatments after this key; their keys, none at the end."""
    keys = _next_keys(db, after)
    for key in keys:
        _rebuild_one(db, key, guide)
    return keys


def count_some_again(db: Database, *, after: tuple[int, int]) -> list[tuple[int, int]]:
    """Count anew what is past the bands in force, of the next treatments; their keys, none at the end."""
    keys = _next_keys(db, after, limit=COUNTED_AT_A_TIME)
    if keys:
        span = {"after_clinic": after[0], "after_treatment": after[1]}
        db.conn.execute(_COUNT_AGAIN, {**span, "last_clinic": keys[-1][0], "last_treatment": keys[-1][1]})
    return keys


def _next_keys(db: Database, last: tuple[int, int], *, limit: int = TREATMENTS_AT_A_TIME) -> list[tuple[int, int]]:
    rows = db.conn.execute(
        """
        SELECT clinic_id, treatment_id FROM treatment
        WHERE (clinic_id, treatment_id) > (?, ?) AND version > 0
        ORDER BY clinic_id, treatment_id LIMIT ?
        """,
        (*last, limit),
    ).fetchall()
    return [(row[0], row[1]) for row in rows]


def _recomputed(
    db: Database, key: tuple[int, int], guide: Guide
) -> tuple[list[tuple[Any, ...]], tuple[Any, ...] | None]:
    found = histories.history(db, *key, guide.catalogue)
    method = db.conn.execute("SELECT method FROM treatment WHERE clinic_id = ? AND treatment_id = ?", key).fetchone()[0]
    return _derived(key, found, guide, method=method)


def _derived(
    key: tuple[int, int], found: History, guide: Guide, *, method: str
) -> tuple[list[tuple[Any, ...]], tuple[Any, ...] | None]:
    """The rows of courses and of the standing that a history makes; no standing without a report."""
    if not found.days:
        return [], None
    courses = courses_of(found)
    stands = standing(found, courses, bands=guide.bands_of(method))
    return (
        [reports.course_row(key, course, guide.catalogue) for course in courses.values()],
        reports.standing_row(key, stands, guide.catalogue),
    )


def _rebuild_one(db: Database, key: tuple[int, int], guide: Guide) -> None:
    courses, stands = _recomputed(db, key, guide)
    where = "WHERE clinic_id = ? AND treatment_id = ?"
    db.conn.execute(f"DELETE FROM course {where}", key)
    db.conn.execute(f"DELETE FROM standing {where}", key)
    reports.add_in_bulk(db, reports=[], scores=[], courses=courses, standings=[stands] if stands else [])
    alerts.put(db, key[0], _alerts_unlike_their_evidence(db, key, guide), guide.catalogue)


def _alerts_unlike_their_evidence(db: Database, key: tuple[int, int], guide: Guide) -> list[Change]:
    """The alerts whose level, severity or guidance is not the one that their evidence gives, as they should be."""
    sql = "SELECT * FROM alert WHERE clinic_id = ? AND treatment_id = ?"
    stored = [(row, alerts.from_row(row, guide.catalogue)) for row in db.conn.execute(sql, key).fetchall()]
    return [
        Change(alert, ()) for row, alert in stored if alerts.alert_row(key[0], alert, guide.catalogue) != tuple(row)
    ]
