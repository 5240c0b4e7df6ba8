"""One side effect of one treatment as it stands today: what pages and pictures show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recovery.domain.bands import Band, Place
from recovery.domain.catalogue import SideEffect
from recovery.domain.course import Course, Point, Status, status, summarise
from recovery.domain.guide import Guide
from recovery.domain.history import points_of
from recovery.domain.judging import severe
from recovery.domain.report import Report
from recovery.domain.rules import Rule


@dataclass(frozen=True)
class Finding:
    """A side effect, its points in rising order of days, its band, and its status on day `today`.

    Of a closed treatment, `today` is the day on which it was closed. `is_severe` says whether the last report, recent
    enough to count, was severe by the rule in force.
    """

    effect: SideEffect
    band: Band
    points: tuple[Point, ...]
    course: Course | None
    status: Status
    today: int
    is_severe: bool = False
    is_closed: bool = False

    @property
    def ever_present(self) -> bool:
        """Whether any report named it."""
        return self.course is not None and self.course.ever_present

    @property
    def outlasted_by(self) -> int:
        """How many days after its band it was clear, when it was reported after its band; else 0."""
        course = self.course
        if course is None or course.last_present is None or course.clear_since is None:
            return 0
        return course.clear_since - self.band.to_day if self.band.place(course.last_present) is Place.PAST else 0


def findings(
    reports: Mapping[int, Report], *, guide: Guide, method: str, today: int, closed: bool = False
) -> tuple[Finding, ...]:
    """Every side effect that is asked for or was ever scored, in the catalogue's order."""
    points = points_of(reports)
    return tuple(
        _finding(effect, points.get(effect.slug, ()), guide=guide, method=method, today=today, closed=closed)
        for effect in guide.catalogue.side_effects
        if effect.active or effect.slug in points
    )


_ATTENTION = (Status.PAST_BAND, Status.WITHIN_BAND, Status.NOT_KNOWN, Status.RESOLVED, Status.NONE_SO_FAR)


def by_attention(found: Sequence[Finding]) -> list[Finding]:
    """Those ever reported, what needs attention first, else in the order given."""
    return sorted((f for f in found if f.ever_present), key=lambda f: _ATTENTION.index(f.status))


def _finding(
    effect: SideEffect, points: Sequence[Point], *, guide: Guide, method: str, today: int, closed: bool
) -> Finding:
    band = guide.band(method=method, side_effect=effect.slug)
    course = summarise(effect.slug, points) if points else None
    where = status(course, band=band, today=today)
    recent = where in (Status.WITHIN_BAND, Status.PAST_BAND)
    severe_days = {evidence.day for evidence in severe(points, guide.rules[Rule.SEVERE])} if recent else set()
    is_severe = course is not None and course.last_day in severe_days
    return Finding(effect, band, tuple(points), course, where, today, is_severe, closed)
