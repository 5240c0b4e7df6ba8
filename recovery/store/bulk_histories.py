"""Many treatments' histories, a few hundred at a time: for judging a whole practice in little memory."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlite_utils import Database

from recovery.domain.catalogue import Catalogue
from recovery.domain.clinic import Treatment
from recovery.domain.course import Point
from recovery.domain.history import History
from recovery.store.histories import history_from, point, slugs_of
from recovery.store.rows import START, as_time, marks, tuples
from recovery.store.treatments import TREATMENT, treatment_from

TREATMENTS_AT_A_TIME = 300
"""How many histories are held at once: about 10 MB at a hundred scores each."""

Key = tuple[int, int]

_RECENT = """
(t.procedure_date >= :procedures_since
 OR EXISTS (SELECT 1 FROM standing AS s
            WHERE s.clinic_id = t.clinic_id AND s.treatment_id = t.treatment_id AND s.last_at >= :heard_since))
"""

_TREATMENTS = (
    TREATMENT
    + f"""
WHERE (t.clinic_id, t.treatment_id) > (:after_clinic, :after_treatment)
  AND (:clinic_id IS NULL OR t.clinic_id = :clinic_id)
  AND (:procedures_since IS NULL OR {_RECENT})
ORDER BY t.clinic_id, t.treatment_id LIMIT :limit
"""
)

_COUNT = f"SELECT count(*) FROM treatment AS t WHERE t.clinic_id = :clinic_id AND {_RECENT}"

_SCORES = """
SELECT treatment_id, day, side_effect, severity
FROM score WHERE clinic_id = ? AND treatment_id IN ({those})
ORDER BY clinic_id, treatment_id, day, side_effect
"""

_REPORTS = """
SELECT treatment_id, day, red_flags, wants_call, reported_at, replaced FROM (
    SELECT treatment_id, day, red_flags, wants_call, reported_at, 0 AS replaced
    FROM report WHERE clinic_id = ? AND treatment_id IN ({those})
    UNION ALL
    SELECT treatment_id, day, red_flags, wants_call, reported_at, 1 AS replaced
    FROM report_revision WHERE clinic_id = ? AND treatment_id IN ({those})
) AS versions
ORDER BY treatment_id, day
"""


@dataclass(frozen=True)
class Followed:
    """A treatment of a clinic with what was reported of it."""

    clinic_id: int
    treatment: Treatment
    history: History

    @property
    def key(self) -> Key:
        """Its place in the order of all treatments."""
        return self.clinic_id, self.treatment.treatment_id


@dataclass(frozen=True)
class Recent:
    """Procedures since a date, and treatments whose last report came since a moment."""

    procedures_since: date
    heard_since: datetime


def histories_in_bulk(
    db: Database,
    catalogue: Catalogue,
    *,
    after: Key = START,
    limit: int = TREATMENTS_AT_A_TIME,
    clinic_id: int | None = None,
    only: Recent | None = None,
) -> list[Followed]:
    """The next treatments after a key with their histories, empty at the end; of all clinics unless one is named."""
    chosen = {
        "after_clinic": after[0],
        "after_treatment": after[1],
        "limit": limit,
        "clinic_id": clinic_id,
        **_parameters(only),
    }
    rows = db.conn.execute(_TREATMENTS, chosen).fetchall()
    found: list[Followed] = []
    for clinic, own in groupby(rows, key=itemgetter("clinic_id")):
        found += with_histories(db, clinic, [treatment_from(row) for row in own], catalogue)
    return found


def count_recent(db: Database, clinic_id: int, only: Recent) -> int:
    """How many treatments of a clinic are recent."""
    return int(db.conn.execute(_COUNT, {"clinic_id": clinic_id, **_parameters(only)}).fetchone()[0])


def with_histories(
    db: Database, clinic_id: int, treatments: Sequence[Treatment], catalogue: Catalogue
) -> Iterator[Followed]:
    """These treatments of a clinic, a few hundred at most, with what was reported of them."""
    ids = [treatment.treatment_id for treatment in treatments]
    those = marks(ids)
    points = _points(tuples(db, _SCORES.format(those=those), (clinic_id, *ids)), slugs_of(catalogue))
    versions = tuples(db, _REPORTS.format(those=those), (clinic_id, *ids, clinic_id, *ids))
    by_treatment = {key: [row[1:] for row in rows] for key, rows in groupby(versions, key=itemgetter(0))}
    for treatment in treatments:
        key = treatment.treatment_id
        yield Followed(clinic_id, treatment, history_from(points.get(key, {}), by_treatment.get(key, ())))


def _parameters(only: Recent | None) -> dict[str, str | None]:
    return {
        "procedures_since": only.procedures_since.isoformat() if only else None,
        "heard_since": as_time(only.heard_since) if only else None,
    }


def _points(rows: Iterable[tuple[Any, ...]], slugs: Mapping[int, str]) -> dict[int, dict[str, list[Point]]]:
    """Each treatment's points by side effect."""
    found: dict[int, dict[str, list[Point]]] = defaultdict(lambda: defaultdict(list))
    for treatment_id, day, number, severity in rows:
        found[treatment_id][slugs[number]].append(point(day, severity))
    return {treatment_id: dict(points) for treatment_id, points in found.items()}
