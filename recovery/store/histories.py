"""Treatments' reports as the alert rules read them: without notes, areas and whole versions."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlite_utils import Database

from recovery.domain.catalogue import Catalogue, Severity
from recovery.domain.course import Point
from recovery.domain.history import History, calls_of, signs_of
from recovery.store.rows import from_time, from_words

_SCORES = """
SELECT day, side_effect, severity
FROM score WHERE clinic_id = :clinic_id AND treatment_id = :treatment_id
ORDER BY day, side_effect
"""

_REPORTS = """
SELECT day, red_flags, wants_call, reported_at, 0 AS replaced
FROM report WHERE clinic_id = :clinic_id AND treatment_id = :treatment_id
UNION ALL
SELECT day, red_flags, wants_call, reported_at, 1 AS replaced
FROM report_revision WHERE clinic_id = :clinic_id AND treatment_id = :treatment_id
ORDER BY day
"""


@cache
def point(day: int, severity: int) -> Point:
    """The point of a row: one object for all that are equal, since there are millions of rows and few points."""
    return Point(day, Severity(severity))


def history(db: Database, clinic_id: int, treatment_id: int, catalogue: Catalogue) -> History:
    """What a treatment's reports say, replaced versions' warning signs and wishes for a call included."""
    key = {"clinic_id": clinic_id, "treatment_id": treatment_id}
    slugs = slugs_of(catalogue)
    points: dict[str, list[Point]] = {}
    for day, number, severity in db.conn.execute(_SCORES, key).fetchall():
        points.setdefault(slugs[number], []).append(point(day, severity))
    return history_from(points, db.conn.execute(_REPORTS, key).fetchall())


def slugs_of(catalogue: Catalogue) -> dict[int, str]:
    """Each side effect's slug by its number."""
    return {number: effect.slug for number, effect in catalogue.by_number.items()}


def history_from(points: Mapping[str, Sequence[Point]], versions: Iterable[Any]) -> History:
    """The history of these points and rows (day, red flags, wants call, reported at, replaced)."""
    versions = [tuple(row) for row in versions]
    in_force = [(day, at) for day, _, _, at, replaced in versions if not replaced]
    flagged = [(day, from_words(flags), bool(replaced)) for day, flags, _, _, replaced in versions if flags]
    asked = [(day, True, bool(replaced)) for day, _, asks, _, replaced in versions if asks]
    return History(
        points=points,
        days=[day for day, _ in in_force],
        red_flags=signs_of(flagged),
        calls=calls_of(asked),
        last_at=from_time(in_force[-1][1]) if in_force else None,
    )
