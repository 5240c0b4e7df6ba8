"""Which treatments are judged again, and what judging them needs."""

from collections.abc import Iterator, Sequence

from sqlite_utils import Database

from recovery.domain.alerts import Alert
from recovery.domain.catalogue import Catalogue
from recovery.store import alerts
from recovery.store.bulk_histories import TREATMENTS_AT_A_TIME, Followed, with_histories
from recovery.store.rows import marks
from recovery.store.treatments import TREATMENT, treatment_from

_ALL = "SELECT treatment_id FROM treatment WHERE clinic_id = :clinic_id ORDER BY treatment_id"

_UNDER_WATCH = """
SELECT treatment_id FROM treatment INDEXED BY treatment_open WHERE clinic_id = :clinic_id AND closed_on IS NULL
UNION
SELECT treatment_id FROM alert WHERE clinic_id = :clinic_id AND state <> 'closed'
ORDER BY treatment_id
"""

_TREATMENTS = TREATMENT + "WHERE t.clinic_id = ? AND t.treatment_id IN ({those}) ORDER BY t.treatment_id"

_ALERTS = f"""
SELECT {alerts.COLUMNS}
FROM alert WHERE clinic_id = ? AND treatment_id IN ({{those}})
ORDER BY treatment_id, opened_at, alert_id
"""


def watched_clinics(db: Database) -> list[int]:
    """The clinics that watch reports."""
    rows = db.conn.execute("SELECT clinic_id FROM clinic WHERE watched = 1 ORDER BY clinic_id").fetchall()
    return [row[0] for row in rows]


def to_judge(db: Database, clinic_id: int, *, everything: bool) -> list[int]:
    """The ids of a clinic's treatments that are open or have an open alert, or of all; in rising order."""
    sql = _ALL if everything else _UNDER_WATCH
    return [row[0] for row in db.conn.execute(sql, {"clinic_id": clinic_id}).fetchall()]


def in_steps(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """The ids a few hundred at a time."""
    for start in range(0, len(ids), TREATMENTS_AT_A_TIME):
        yield ids[start : start + TREATMENTS_AT_A_TIME]


def some(
    db: Database, clinic_id: int, ids: Sequence[int], catalogue: Catalogue
) -> Iterator[tuple[Followed, list[Alert]]]:
    """These treatments of a clinic, a few hundred at most, with their reports and all their alerts."""
    those, key = marks(ids), (clinic_id, *ids)
    treatments = [treatment_from(row) for row in db.conn.execute(_TREATMENTS.format(those=those), key).fetchall()]
    known: dict[int, list[Alert]] = {}
    for row in db.conn.execute(_ALERTS.format(those=those), key).fetchall():
        known.setdefault(row["treatment_id"], []).append(alerts.from_row(row, catalogue))
    for followed in with_histories(db, clinic_id, treatments, catalogue):
        yield followed, known.get(followed.treatment.treatment_id, [])
