"""How values of the domain stand in rows."""

from collections.abc import Sequence
from datetime import UTC, datetime


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
