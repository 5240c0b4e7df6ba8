"""How values of the domain stand in rows."""

from datetime import UTC, datetime


def as_time(moment: datetime) -> str:
    """An aware time as UTC ISO text to the second: sorts as it reads."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_time(text: str) -> datetime:
    """The aware time that stands in a row."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def as_words(slugs: tuple[str, ...]) -> str:
    """Slugs, which hold no spaces, in one text."""
    return " ".join(slugs)


def from_words(text: str) -> tuple[str, ...]:
    """The slugs in one text."""
    return tuple(text.split())
