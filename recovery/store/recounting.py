"""The counts made anew from the scores alone: to compare those that are kept, to restore them, to fill them at first.

It is another path than that of a report: nothing of domain/course.py is in it. Scores come packed into one integer each
and are worked on by NumPy, a few thousand treatments at a time: 11.7 million of them take some ten seconds.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from recovery.store.counts import new_version
from recovery.store.rows import START, one_by_one

Integers = NDArray[np.int64]

TREATMENTS_AT_A_TIME = 4_000
"""How many are recounted between two steps of progress: about 450,000 scores, 40 MB."""

LEVELS = 5
"""Severities from 0 to 4."""

_SIZES = """
SELECT (SELECT coalesce(max(day), 0) + 2 FROM report), (SELECT coalesce(max(side_effect), 0) + 1 FROM score)
"""
"""More than any day that was reported, with scores or without, and any side effect's number that was scored."""

_TREATMENTS = """
SELECT clinic_id, treatment_id, method, substr(procedure_date, 1, 7) AS month
FROM treatment
WHERE (clinic_id, treatment_id) > (:after_clinic, :after_treatment) AND version > 0
ORDER BY clinic_id, treatment_id LIMIT :limit
"""

_SOME = """
WITH some AS (
    SELECT clinic_id, treatment_id, row_number() OVER (ORDER BY clinic_id, treatment_id) - 1 AS place
    FROM treatment
    WHERE (clinic_id, treatment_id) > (:after_clinic, :after_treatment) AND version > 0
    ORDER BY clinic_id, treatment_id LIMIT :limit
)
"""

_SCORES = (
    _SOME
    + f"""
SELECT ((some.place * :effects + s.side_effect) * :days + s.day) * {LEVELS} + s.severity
FROM some JOIN score AS s ON s.clinic_id = some.clinic_id AND s.treatment_id = some.treatment_id
"""
)

_REPORTS = (
    _SOME
    + """
SELECT some.place * :days + r.day
FROM some JOIN report AS r ON r.clinic_id = some.clinic_id AND r.treatment_id = some.treatment_id
"""
)


class Kept(NamedTuple):
    """A table of counts, and the columns between its group and its n."""

    table: str
    columns: tuple[str, ...]


TABLES = (
    Kept("severity_count", ("side_effect", "day", "severity")),
    Kept("resolution_count", ("side_effect", "after_day", "by_day")),
    Kept("peak_count", ("side_effect", "peak")),
    Kept("report_count", ("day",)),
)

Key = tuple[Any, ...]
"""clinic_id, method, month and the table's own columns."""

Tables = dict[str, dict[Key, int]]
"""Of each table, n by key; never 0."""


@dataclass
class _Tally:
    """How often each packed key came, in rising order of keys."""

    keys: Integers = field(default_factory=lambda: np.empty(0, np.int64))
    n: Integers = field(default_factory=lambda: np.empty(0, np.int64))

    def add(self, keys: Integers) -> None:
        more, n = np.unique(keys, return_counts=True)
        self.keys, place = np.unique(np.concatenate([self.keys, more]), return_inverse=True)
        self.n = np.bincount(place, np.concatenate([self.n, n]), len(self.keys)).astype(np.int64)


class _Courses(NamedTuple):
    """Courses side by side: place of the treatment times side effects plus the side effect; -1 for no such day."""

    of: Integers
    last_present: Integers
    clear_since: Integers
    peak: Integers


@dataclass
class Recount:
    """The counts of the treatments seen so far."""

    days: int
    effects: int
    groups: dict[tuple[int, str, str], int] = field(default_factory=dict)
    tallies: Mapping[str, _Tally] = field(default_factory=lambda: {kept.table: _Tally() for kept in TABLES})

    def add(self, groups: Sequence[tuple[int, str, str]], scores: Integers, reports: Integers) -> None:
        """Count more treatments: their groups by place, and their packed scores and reports."""
        numbers = np.array([self.groups.setdefault(group, len(self.groups)) for group in groups], np.int64)
        of, point = np.divmod(scores, self.days * LEVELS)
        place, effect = np.divmod(of, self.effects)
        self.tallies["severity_count"].add((numbers[place] * self.effects + effect) * self.days * LEVELS + point)
        place, day = np.divmod(reports, self.days)
        self.tallies["report_count"].add(numbers[place] * self.days + day)
        self._add_courses(numbers, _courses(scores, self.days))

    def _add_courses(self, numbers: Integers, courses: _Courses) -> None:
        place, effect = np.divmod(courses.of, self.effects)
        of = numbers[place] * self.effects + effect
        self.tallies["peak_count"].add(of * LEVELS + courses.peak)
        ever = courses.last_present >= 0
        ended = courses.last_present * self.days + np.where(courses.clear_since >= 0, courses.clear_since, 0)
        self.tallies["resolution_count"].add((of * self.days**2 + ended)[ever])

    def tables(self) -> Tables:
        """What the tables of counts should hold."""
        sizes = {"severity_count": (self.effects, self.days, LEVELS), "peak_count": (self.effects, LEVELS)}
        sizes |= {"resolution_count": (self.effects, self.days, self.days), "report_count": (self.days,)}
        groups = list(self.groups)
        return {table: dict(_unpacked(tally, groups, sizes[table])) for table, tally in self.tallies.items()}


def recount(db: Database) -> Iterator[tuple[int, Recount]]:
    """Recount everything; after each step the number of treatments done and the counts so far."""
    days, effects = db.conn.execute(_SIZES).fetchone()
    found, done, after = Recount(days, effects), 0, START
    yield done, found
    while some := _treatments(db, after):
        asked = {**_span(after), "days": days, "effects": effects}
        found.add(
            [(row[0], row[2], row[3]) for row in some],
            np.sort(_packed(db, _SCORES, asked)),
            _packed(db, _REPORTS, {key: asked[key] for key in asked if key != "effects"}),
        )
        done, after = done + len(some), (some[-1][0], some[-1][1])
        yield done, found


def stored(db: Database) -> Tables:
    """What the tables of counts hold."""
    return {kept.table: {tuple(row)[:-1]: row["n"] for row in _stored(db, kept)} for kept in TABLES}


def corrections(should: Tables, are: Tables) -> Tables:
    """What must be added to the stored counts; nothing of a table that is right."""
    return {
        table: {
            key: right.get(key, 0) - are[table].get(key, 0)
            for key in right.keys() | are[table].keys()
            if right.get(key, 0) != are[table].get(key, 0)
        }
        for table, right in should.items()
    }


def add(db: Database, more: Tables) -> None:
    """Add to the stored counts; since counts add up, reports may have come in between."""
    for kept in TABLES:
        columns = ("clinic_id", "method", "month", *kept.columns)
        sql = (
            f"INSERT INTO {kept.table} ({', '.join(columns)}, n) VALUES ({', '.join('?' * len(columns))}, ?) "
            f"ON CONFLICT ({', '.join(columns)}) DO UPDATE SET n = {kept.table}.n + excluded.n"
        )
        db.conn.executemany(sql, [(*key, n) for key, n in sorted(more[kept.table].items())])
    db.conn.execute(
        "INSERT INTO count_version (clinic_id, version) SELECT clinic_id, ? FROM clinic WHERE true "
        "ON CONFLICT (clinic_id) DO UPDATE SET version = excluded.version",
        (new_version(),),
    )


def fill(db: Database) -> None:
    """Fill the tables of counts, empty until now."""
    *_, (_, found) = recount(db)
    add(db, found.tables())


def _courses(scores: Integers, days: int) -> _Courses:
    """The courses that sorted, packed scores make."""
    of, point = np.divmod(scores, days * LEVELS)
    day, severity = np.divmod(point, LEVELS)
    if not len(scores):
        return _Courses(of, day, day, severity)
    begins = np.flatnonzero(np.diff(of, prepend=-1))
    length = np.diff(begins, append=len(of))
    last_present = np.maximum.reduceat(np.where(severity > 0, day, -1), begins)
    since = np.minimum.reduceat(np.where(day > np.repeat(last_present, length), day, days), begins)
    clear = (last_present >= 0) & (since < days)
    return _Courses(of[begins], last_present, np.where(clear, since, -1), np.maximum.reduceat(severity, begins))


def _unpacked(tally: _Tally, groups: Sequence[Key], sizes: Sequence[int]) -> Iterator[tuple[Key, int]]:
    keys, columns = tally.keys, list[Integers]()
    for size in reversed(sizes):
        keys, column = np.divmod(keys, size)
        columns.insert(0, column)
    table = np.column_stack([keys, *columns, tally.n]).tolist() if len(tally.n) else []
    for group, *row, n in table:
        yield (*groups[group], *row), n


def _treatments(db: Database, after: tuple[int, int]) -> list[Key]:
    return [tuple(row) for row in db.conn.execute(_TREATMENTS, _span(after)).fetchall()]


def _span(after: tuple[int, int]) -> dict[str, int]:
    return {"after_clinic": after[0], "after_treatment": after[1], "limit": TREATMENTS_AT_A_TIME}


def _packed(db: Database, sql: str, parameters: Mapping[str, int]) -> Integers:
    return np.fromiter((row[0] for row in one_by_one(db, sql, parameters)), np.int64)


def _stored(db: Database, kept: Kept) -> list[Any]:
    columns = ", ".join(("clinic_id", "method", "month", *kept.columns))
    return list(db.conn.execute(f"SELECT {columns}, n FROM {kept.table} WHERE n <> 0").fetchall())
