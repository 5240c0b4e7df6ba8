"""Treatments' reports as the alert rules read them: without notes, areas and whole versions."""

from collections.abc import Iterable, Mapping
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

_SEVERITIES = tuple(Severity)


def history(db: Database, clinic_id: int, treatment_id: int, catalogue: Catalogue) -> History:
    """What a treatment's reports say, replaced versions' warning signs and wishes for a call included."""
    key = {"clinic_id": clinic_id, "treatment_id": treatment_id}
    scores = db.conn.execute(_SCORES, key).fetchall()
    versions = db.conn.execute(_REPORTS, key).fetchall()
    return history_from(scores, versions, slugs=slugs_of(catalogue))


def slugs_of(catalogue: Catalogue) -> dict[int, str]:
    """Each side effect's slug by its number."""
    return {number: effect.slug for number, effect in catalogue.by_number.items()}


def history_from(scores: Iterable[Any], versions: Iterable[Any], *, slugs: Mapping[int, str]) -> History:
    """The history in rows (day, side effect, severity) and (day, red flags, wants call, reported at, replaced)."""
    points: dict[str, list[Point]] = {}
    for day, number, severity in scores:
        points.setdefault(slugs[number], []).append(Point(day, _SEVERITIES[severity]))
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
