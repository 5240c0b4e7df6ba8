"""What is counted of treatments, and by how much a report changes it.

Counts are of whole severities and whole days, so that shares, medians and quantiles come from them exactly, and those
of two practices add up. They are kept by method and month of the procedure.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple, TypeVar

from recovery.domain.course import Course
from recovery.domain.history import History
from recovery.domain.months import Month

Key = TypeVar("Key", bound=Hashable)


class Severities(NamedTuple):
    """A report of a day that scored a side effect with a severity."""

    side_effect: str
    day: int
    severity: int


class Resolution(NamedTuple):
    """A course that was resolved in (after, by], or with `by` None was still present on day `after`, its last."""

    side_effect: str
    after: int
    by: int | None


class Peak(NamedTuple):
    """A course whose highest severity this was; 0 of one that never had the side effect."""

    side_effect: str
    severity: int


@dataclass(frozen=True)
class Counts:
    """How many there are of each: reports a day, severities a day, courses by their end, courses by their peak."""

    reports: Mapping[int, int] = field(default_factory=dict)
    severities: Mapping[Severities, int] = field(default_factory=dict)
    resolutions: Mapping[Resolution, int] = field(default_factory=dict)
    peaks: Mapping[Peak, int] = field(default_factory=dict)


class Counted(NamedTuple):
    """By what counts are kept apart."""

    method: str
    month: Month

    @classmethod
    def of(cls, *, method: str, procedure: date) -> "Counted":
        """Where a treatment is counted."""
        return cls(method, Month.of(procedure))


def counts_of(history: History, courses: Iterable[Course]) -> Counts:
    """What one treatment adds to the counts: its reports, and the courses that they make."""
    return replace(
        of_courses(courses),
        reports=dict.fromkeys(history.days, 1),
        severities={
            Severities(slug, point.day, int(point.severity)): 1
            for slug, points in history.points.items()
            for point in points
        },
    )


def of_courses(courses: Iterable[Course]) -> Counts:
    """What one treatment's courses alone add to the counts."""
    known = list(courses)
    return Counts(
        resolutions=Counter(
            Resolution(course.side_effect, course.last_present, course.clear_since)
            for course in known
            if course.last_present is not None
        ),
        peaks=Counter(Peak(course.side_effect, int(course.peak)) for course in known),
    )


def change(before: Counts, after: Counts) -> Counts:
    """By how much each count changes, signed; what stays the same is not in it."""
    return Counts(
        reports=_difference(before.reports, after.reports),
        severities=_difference(before.severities, after.severities),
        resolutions=_difference(before.resolutions, after.resolutions),
        peaks=_difference(before.peaks, after.peaks),
    )


def add_up(some: Iterable[Counts]) -> Counts:
    """The counts of several treatments, or practices, together."""
    whole = list(some)
    return Counts(
        reports=_sum(each.reports for each in whole),
        severities=_sum(each.severities for each in whole),
        resolutions=_sum(each.resolutions for each in whole),
        peaks=_sum(each.peaks for each in whole),
    )


def _sum(some: Iterable[Mapping[Key, int]]) -> Counter[Key]:
    total = Counter[Key]()
    for each in some:
        total.update(each)
    return total


def _difference(before: Mapping[Key, int], after: Mapping[Key, int]) -> dict[Key, int]:
    keys = [*before, *(key for key in after if key not in before)]
    changed = {key: after.get(key, 0) - before.get(key, 0) for key in keys}
    return {key: n for key, n in changed.items() if n}
