"""How values of the domain stand in rows."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from recovery.domain.access import Role
from recovery.domain.staff import STAFF_ROLES


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
