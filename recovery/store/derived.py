"""Recomputing what is derived from reports: to verify it, or to restore it."""

from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from recovery.domain.filing import courses_of, standing
from recovery.domain.guide import Guide
from recovery.store import histories, reports

TREATMENTS_AT_A_TIME = 500
"""How many treatments are recomputed between two steps of progress; bounds the memory used."""

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


def _next_keys(db: Database, last: tuple[int, int]) -> list[tuple[int, int]]:
    rows = db.conn.execute(
        """
        SELECT clinic_id, treatment_id FROM treatment
        WHERE (clinic_id, treatment_id) > (?, ?) AND version > 0
        ORDER BY clinic_id, treatment_id LIMIT ?
        """,
        (*last, TREATMENTS_AT_A_TIME),
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
