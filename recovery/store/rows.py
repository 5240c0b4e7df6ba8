"""Rows: how values of the domain stand in them, and plain ones."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from recovery.domain.access import Role
from recovery.domain.staff import STAFF_ROLES

START = (0, 0)
"""Before the key of every treatment: the ids of its clinic and its own."""


def tuples(db: Database, sql: str, parameters: Mapping[str, object] | Sequence[object]) -> list[tuple[Any, ...]]:
    """Plain tuples: for queries that give thousands, of which sqlite3.Row would cost as much again."""
    return list(one_by_one(db, sql, parameters))


def one_by_one(
    db: Database, sql: str, parameters: Mapping[str, object] | Sequence[object]
) -> Iterator[tuple[Any, ...]]:  # fmt: skip
    """The same, a row at a time, for queries that give hundreds of thousands."""
    cursor = db.conn.cursor()
    cursor.row_factory = None
    yield from cursor.execute(sql, parameters)


def marks(values: Sequence[object]) -> str:
    """A question mark for each value, for `IN (...)`."""
    return ", ".join("?" * len(values))


def as_time(moment: datetime) -> str:
    """An aware time as UTC ISO text to the second: sorts as it reads."""
    return moment.astimezone(UTC).isoformat()[:19] + "Z"  # half as long as strftime, and rows hold many


def from_time(text: str) -> datetime:
    """The aware time that stands in a row."""
    return datetime.fromisoformat(text)


def as_words(slugs: tuple[str, ...]) -> str:
    """Slugs, which hold no spaces, in one text."""
    return " ".join(slugs)


def from_words(text: str) -> tuple[str, ...]:
    """The slugs in one text."""
    return tuple(text.split())


def roles_from(row: Any) -> frozenset[Role]:
    """The roles in a row of an account."""
    return frozenset(role for role in STAFF_ROLES if row[f"is_{role.value}"])
