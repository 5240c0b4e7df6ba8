"""Recomputing what is derived from reports: to verify it, or to restore it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from recovery.domain.alerts import Change
from recovery.domain.filing import courses_of, standing
from recovery.domain.guide import Guide
from recovery.store import alerts, histories, reports
from recovery.store.rows import as_time

TREATMENTS_AT_A_TIME = 500
"""How many treatments are recomputed between two steps of progress; bounds the memory used."""

COUNTED_AT_A_TIME = 5_000
"""How many treatments' counts are made anew in one transaction: writers wait for it, about 0.2 s."""

_CHORE = "derived rows"
"""The chore that is not done while a change of the bands is not yet in all that is derived."""

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

START = (0, 0)
"""Before the key of every treatment."""


def treatments_with_reports(db: Database) -> int:
    """How many treatments have a report: the length of the work."""
    sql = "SELECT count(*) FROM (SELECT DISTINCT clinic_id, treatment_id FROM report)"
    return int(db.conn.execute(sql).fetchone()[0])


def differences(db: Database, guide: Guide) -> Iterator[tuple[int, list[str]]]:
    """For each treatment in turn, its id and what is stored otherwise than its reports say."""
    last = START
    while keys := _next_keys(db, last):
        for key in keys:
            yield key[1], _differences_of(db, key, guide)
        last = keys[-1]


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


def make_due(db: Database, *, now: datetime) -> None:
    """Remember that what is derived must be made anew: in the transaction that makes it so."""
    sql = "INSERT INTO chore (name, claimed_until, done_at) VALUES (?, ?, NULL) ON CONFLICT (name) DO UPDATE "
    db.conn.execute(sql + "SET done_at = NULL", (_CHORE, as_time(now)))


def settle(db: Database, *, now: datetime) -> None:
    """Remember that what is derived was made anew."""
    db.conn.execute("UPDATE chore SET done_at = ? WHERE name = ?", (as_time(now), _CHORE))


def is_due(db: Database) -> bool:
    """Whether what is derived must be made anew."""
    return db.conn.execute("SELECT 1 FROM chore WHERE name = ? AND done_at IS NULL", (_CHORE,)).fetchone() is not None


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
    catalogue = guide.catalogue
    found = histories.history(db, *key, catalogue)
    if not found.days:
        return [], None
    method = db.conn.execute("SELECT method FROM treatment WHERE clinic_id = ? AND treatment_id = ?", key).fetchone()[0]
    courses = courses_of(found)
    stands = standing(found, courses, bands=guide.bands_of(method))
    return (
        [reports.course_row(key, course, catalogue) for course in courses.values()],
        reports.standing_row(key, stands, catalogue),
    )


def _differences_of(db: Database, key: tuple[int, int], guide: Guide) -> list[str]:
    courses, stands = _recomputed(db, key, guide)
    where = "WHERE clinic_id = ? AND treatment_id = ?"
    stored = [tuple(row) for row in db.conn.execute(f"SELECT * FROM course {where}", key).fetchall()]
    standings = [tuple(row) for row in db.conn.execute(f"SELECT * FROM standing {where}", key).fetchall()]
    wrong = []
    if _alerts_unlike_their_evidence(db, key, guide):
        wrong.append("alert")
    if sorted(stored) != sorted(courses):
        wrong.append("course")
    if standings != ([stands] if stands else []):
        wrong.append("standing")
    return wrong


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
