"""The counts that figures of groups are made of, kept in the transaction of the report that changes them."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlite_utils import Database

from recovery.domain.catalogue import Catalogue
from recovery.domain.counting import Counted, Counts, Peak, Resolution, Severities
from recovery.domain.groups import Group
from recovery.domain.identifiers import new_id
from recovery.errors import InvalidInput
from recovery.store.rows import tuples

STILL_PRESENT = 0
"""Stands in by_day for a course without an end: a side effect present on a day is clear on a later one, never on 0."""

_KEY = "clinic_id, method, month"

_ADD_SEVERITIES = f"""
INSERT INTO severity_count ({_KEY}, side_effect, day, severity, n) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT ({_KEY}, side_effect, day, severity) DO UPDATE SET n = severity_count.n + excluded.n
"""

_ADD_RESOLUTIONS = f"""
INSERT INTO resolution_count ({_KEY}, side_effect, after_day, by_day, n) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT ({_KEY}, side_effect, after_day, by_day) DO UPDATE SET n = resolution_count.n + excluded.n
"""

_ADD_PEAKS = f"""
INSERT INTO peak_count ({_KEY}, side_effect, peak, n) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT ({_KEY}, side_effect, peak) DO UPDATE SET n = peak_count.n + excluded.n
"""

_ADD_REPORTS = f"""
INSERT INTO report_count ({_KEY}, day, n) VALUES (?, ?, ?, ?, ?)
ON CONFLICT ({_KEY}, day) DO UPDATE SET n = report_count.n + excluded.n
"""

_HAS_CHANGED = """
INSERT INTO count_version (clinic_id, version) VALUES (?, ?)
ON CONFLICT (clinic_id) DO UPDATE SET version = excluded.version
"""

_CHOSEN = """
WHERE clinic_id = :clinic_id AND (:method IS NULL OR method = :method) AND month BETWEEN :since AND :until
"""

_SEVERITIES = f"""
SELECT side_effect, day, severity, sum(n) FROM severity_count {_CHOSEN}
GROUP BY side_effect, day, severity HAVING sum(n) <> 0
"""

_RESOLUTIONS = f"""
SELECT side_effect, after_day, by_day, sum(n) FROM resolution_count {_CHOSEN}
GROUP BY side_effect, after_day, by_day HAVING sum(n) <> 0
"""

_PEAKS = f"SELECT side_effect, peak, sum(n) FROM peak_count {_CHOSEN} GROUP BY side_effect, peak HAVING sum(n) <> 0"

_REPORTS = f"SELECT day, sum(n) FROM report_count {_CHOSEN} GROUP BY day HAVING sum(n) <> 0"


def add(db: Database, clinic_id: int, counted: Counted, more: Counts, catalogue: Catalogue) -> None:
    """Add to the counts, or take away what is negative."""
    add_in_bulk(db, clinic_id, {counted: more}, catalogue)


def add_in_bulk(db: Database, clinic_id: int, more: Mapping[Counted, Counts], catalogue: Catalogue) -> None:
    """Add to many counts at once."""
    numbers = {effect.slug: effect.number for effect in catalogue.side_effects}
    keys = [((clinic_id, counted.method, str(counted.month)), each) for counted, each in more.items()]
    db.conn.executemany(
        _ADD_SEVERITIES,
        [(*key, numbers[of[0]], *of[1:], n) for key, each in keys for of, n in each.severities.items()],
    )
    db.conn.executemany(
        _ADD_RESOLUTIONS,
        [
            (*key, numbers[of.side_effect], of.after, STILL_PRESENT if of.by is None else of.by, n)
            for key, each in keys
            for of, n in each.resolutions.items()
        ],
    )
    db.conn.executemany(
        _ADD_PEAKS, [(*key, numbers[of[0]], of[1], n) for key, each in keys for of, n in each.peaks.items()]
    )
    db.conn.executemany(_ADD_REPORTS, [(*key, day, n) for key, each in keys for day, n in each.reports.items()])
    touch(db, clinic_id)


def touch(db: Database, clinic_id: int) -> None:
    """Make the version another one: something changed that figures of groups are told apart by."""
    db.conn.execute(_HAS_CHANGED, (clinic_id, new_version()))


def new_version() -> int:
    """A version that never was and never will be: counted on, it would come again after a discarded demo or a backup.

    What a process remembers of the other would then pass for this clinic's.
    """
    return new_id()


def counts(db: Database, clinic_id: int, group: Group, catalogue: Catalogue) -> Counts:
    """What is counted of a group that asks for no more than method and months; InvalidInput for any other."""
    if not group.is_counted:
        raise InvalidInput("The counts are kept by method and month alone.", field="group")
    asked = {
        "clinic_id": clinic_id, "method": group.method, "since": str(group.since), "until": str(group.until),
    }  # fmt: skip
    return Counts(
        reports=dict(tuples(db, _REPORTS, asked)),
        severities=severities_from(tuples(db, _SEVERITIES, asked), catalogue),
        resolutions=resolutions_from(tuples(db, _RESOLUTIONS, asked), catalogue),
        peaks=peaks_from(tuples(db, _PEAKS, asked), catalogue),
    )


def version(db: Database, clinic_id: int) -> int:
    """A number that is another one after every change of what a clinic's figures of groups rest on."""
    row = db.conn.execute("SELECT version FROM count_version WHERE clinic_id = ?", (clinic_id,)).fetchone()
    return int(row[0]) if row else 0


def severities_from(found: Iterable[tuple[Any, ...]], catalogue: Catalogue) -> dict[Severities, int]:
    """The counts that rows (side effect's number, day, severity, n) give."""
    return {Severities(catalogue.by_number[row[0]].slug, row[1], row[2]): row[3] for row in found}


def resolutions_from(found: Iterable[tuple[Any, ...]], catalogue: Catalogue) -> dict[Resolution, int]:
    """The counts that rows (side effect's number, after, by or STILL_PRESENT, n) give."""
    return {Resolution(catalogue.by_number[row[0]].slug, row[1], row[2] or None): row[3] for row in found}


def peaks_from(found: Iterable[tuple[Any, ...]], catalogue: Catalogue) -> dict[Peak, int]:
    """The counts that rows (side effect's number, peak, n) give."""
    return {Peak(catalogue.by_number[row[0]].slug, row[1]): row[2] for row in found}
