"""Small words that every sentence is made of."""

from collections.abc import Sequence
from datetime import date, datetime

from recovery.domain.course import Course


def age(days: int) -> str:
    """How long ago a report was, in words."""
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


def day_in_words(day: int) -> str:
    """A day of a treatment: "day 9"; before the procedure how far off that is: "in 3 days"."""
    return f"day {day}" if day >= 0 else f"in {days(-day)}"


def on_date(day: date) -> str:
    """A date as people write it: "13 November 2026"."""
    return f"{day.day} {day:%B %Y}"


def at_time(moment: datetime) -> str:
    """A moment on its own clock as people write it: "13 November 2026, 8:00"."""
    return f"{on_date(moment.date())}, {moment.hour}:{moment:%M}"


def days(count: int) -> str:
    """A number of days: "1 day", "3 days"."""
    return counted(count, "day")


def on_days(which: Sequence[int]) -> str:
    """Days by their numbers, within a sentence: "day 8", "days 8 and 9"."""
    return f"day{'' if len(which) == 1 else 's'} {joined([str(day) for day in which])}"


def counted(count: int, noun: str, plural: str = "") -> str:
    """A number with what it counts: "1 side effect", "2 side effects"; `plural` where an s is not enough."""
    return f"{count:,} {noun if count == 1 else plural or f'{noun}s'}"


def listed(names: Sequence[str]) -> str:
    """Names as the beginning of a sentence: "Redness and itching"."""
    return capital(joined(names))


def joined(names: Sequence[str]) -> str:
    """Names within a sentence: "face, neck and hands"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def uncapital(text: str) -> str:
    """The text within a sentence: a small first letter, unless its first word is an abbreviation ("RF needling")."""
    return text if text[1:2].strip() and not text[1].islower() else text[:1].lower() + text[1:]


def has(names: Sequence[str]) -> str:
    """The verb "has" or "have", for so many names."""
    return "has" if len(names) == 1 else "have"


def are(names: Sequence[str]) -> str:
    """The verb "is" or "are", for so many names."""
    return "is" if len(names) == 1 else "are"


def last_said(course: Course) -> str:
    """The last report of a course: "Mild on day 9"."""
    return f"{course.last_severity.word} on day {course.last_day}"
