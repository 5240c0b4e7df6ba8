"""One side effect of one treatment over the days: what it did, and where it stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from recovery.domain.bands import Band, Place
from recovery.domain.catalogue import Severity

RECENT_DAYS = 3
"""A last report older than this many days no longer says how someone is (our reading of docs/domain.md
section 5: two reports at most three days apart are still compared with each other)."""


class Point(NamedTuple):
    """The severity on one reported day."""

    day: int
    severity: Severity


@dataclass(frozen=True)
class Course:
    """What one side effect did so far; None where it never did. Derived from the reports alone.

    `clear_since` is the first reported day of the zeros that hold until the last report, so the side
    effect went in the half-open interval (last_present, clear_since].
    """

    side_effect: str
    first_present: int | None
    last_present: int | None
    clear_since: int | None
    peak: Severity
    last_day: int
    last_severity: Severity

    @property
    def ever_present(self) -> bool:
        """Whether any report named it."""
        return self.first_present is not None

    @property
    def is_present(self) -> bool:
        """Whether the last report named it."""
        return self.last_severity > Severity.NONE


def summarise(side_effect: str, points: Sequence[Point]) -> Course:
    """The course of one side effect from its points, at least one, in rising order of days."""
    present = [point.day for point in points if point.severity > Severity.NONE]
    last = points[-1]
    last_present = present[-1] if present else None
    clear = (point.day for point in points if last_present is not None and point.day > last_present)
    return Course(
        side_effect=side_effect,
        first_present=present[0] if present else None,
        last_present=last_present,
        clear_since=next(clear, None),
        peak=max(point.severity for point in points),
        last_day=last.day,
        last_severity=last.severity,
    )


class Status(StrEnum):
    """Where a course stands on a day (docs/domain.md section 3)."""

    NONE_SO_FAR = "none so far"
    WITHIN_BAND = "within the band"
    PAST_BAND = "past the band"
    RESOLVED = "resolved"
    NOT_KNOWN = "not known"


def status(course: Course | None, *, band: Band, today: int) -> Status:
    """Where a course stands on day `today`; None stands for no report yet.

    What is present is judged on the day of the last report: nothing is claimed of days since.
    A resolved course stays resolved; anything else older than RECENT_DAYS is not known.
    """
    if course is None:
        return Status.NOT_KNOWN
    if course.ever_present and not course.is_present:
        return Status.RESOLVED
    if today - course.last_day > RECENT_DAYS:
        return Status.NOT_KNOWN
    if not course.ever_present:
        return Status.NONE_SO_FAR
    return Status.PAST_BAND if is_past_band(course, band) else Status.WITHIN_BAND


def is_past_band(course: Course, band: Band) -> bool:
    """Whether the last report still named it after the band's last day."""
    return course.is_present and band.place(course.last_day) is Place.PAST


def missing_days(days: Iterable[int], *, last_due: int) -> tuple[int, ...]:
    """The due days from 0 to `last_due` without a report."""
    reported = set(days)
    return tuple(day for day in range(last_due + 1) if day not in reported)
