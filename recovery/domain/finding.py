"""One side effect of one treatment as it stands today: what pages and pictures show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recovery.domain.bands import Band, Place
from recovery.domain.catalogue import RedFlag, SideEffect
from recovery.domain.concern import Concern, concern_of
from recovery.domain.course import Course, Point, Status, status, summarise
from recovery.domain.guide import Guide
from recovery.domain.history import points_of
from recovery.domain.report import Report


@dataclass(frozen=True)
class Finding:
    """A side effect, its points in rising order of days, its band, and its status on day `today`.

    Of a closed treatment, `today` is the day on which it was closed. `concern` is what the last report of it, however
    old, asks for by the rules in force.
    """

    effect: SideEffect
    band: Band
    points: tuple[Point, ...]
    course: Course | None
    status: Status
    today: int
    concern: Concern | None = None
    is_closed: bool = False

    @property
    def is_present(self) -> bool:
        """Whether the last report, recent enough to count, named it."""
        return self.status in (Status.WITHIN_BAND, Status.PAST_BAND)

    @property
    def is_severe(self) -> bool:
        """Whether the last report, recent enough to count, was severe by the rule in force."""
        return self.is_present and self.concern is Concern.SEVERE

    @property
    def is_pressing(self) -> bool:
        """Whether the last report, recent enough to count, asks for a call whatever the band says."""
        return self.is_present and self.concern is not None and self.concern is not Concern.EARLY

    @property
    def is_early(self) -> bool:
        """Whether the last report, recent enough to count, was severe on a day on which that is expected."""
        return self.is_present and self.concern is Concern.EARLY

    @property
    def sign(self) -> RedFlag | None:
        """The warning sign that what was reported last may be."""
        return None if self.course is None else self.effect.warning_sign(self.course.last_severity)

    @property
    def ever_present(self) -> bool:
        """Whether any report named it."""
        return self.course is not None and self.course.ever_present

    @property
    def is_gone_to_the_day(self) -> bool:
        """Whether reports of two days running say when it went."""
        course = self.course
        if course is None or course.last_present is None or course.clear_since is None:
            return False
        return course.clear_since - course.last_present == 1

    @property
    def may_have_outlasted(self) -> bool:
        """Whether it was reported after its band, or the band ended between the reports that say when it went."""
        course = self.course
        if course is None or course.last_present is None or course.clear_since is None:
            return False
        unheard = course.last_present <= self.band.to_day < course.clear_since and not self.is_gone_to_the_day
        return unheard or self.outlasted_by > 0

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
_CONCERNS = tuple(Concern)


def by_attention(found: Sequence[Finding]) -> list[Finding]:
    """Those ever reported, what needs attention first, else in the order given."""
    return sorted((finding for finding in found if finding.ever_present), key=_rank)


def _rank(finding: Finding) -> tuple[int, int, bool]:
    pressing = _CONCERNS.index(finding.concern) if finding.is_pressing else len(_CONCERNS)
    return pressing, _ATTENTION.index(finding.status), not finding.band.basis.is_exact


def _finding(
    effect: SideEffect, points: Sequence[Point], *, guide: Guide, method: str, today: int, closed: bool
) -> Finding:
    band = guide.band(method=method, side_effect=effect.slug)
    course = summarise(effect.slug, points) if points else None
    where = status(course, band=band, today=today)
    concern = concern_of(effect.slug, points, guide.rules) if points and points[-1].severity else None
    return Finding(effect, band, tuple(points), course, where, today, concern, closed)
