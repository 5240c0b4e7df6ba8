"""What recovery looked like for a group of treatments: severities day by day, and time to resolution."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from recovery.domain.bands import Band
from recovery.domain.catalogue import Severity
from recovery.domain.counting import Counts
from recovery.domain.quantiles import counted_level
from recovery.domain.resolution import DRAWS, Estimate, Interval, Range, Resampled, estimate, resampled

FAN = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The shares whose severities a fan draws (docs/domain.md section 6)."""

HALF = 0.5

LEAST_FOR_TAILS = 40
"""Reports from which a day's 5th and 95th percentile are drawn: two lie beyond each. Of eleven they are the mildest
and the worst patient, whose every change would move the picture (ours)."""


@dataclass(frozen=True)
class DayCourse:
    """The severities that `n` reports gave on one day: the share of each from none to very severe, and the fan's.

    Severities are ordered levels: the fan's are such as somebody reported, and never between two.
    """

    day: int
    n: int
    shares: tuple[float, ...]
    p5: int
    p25: int
    median: int
    p75: int
    p95: int

    @property
    def has_tails(self) -> bool:
        """Whether enough reported for the 5th and the 95th percentile to be drawn."""
        return self.n >= LEAST_FOR_TAILS


@dataclass(frozen=True)
class ExpectedCourse:
    """The days of a side effect in rising order; on `hidden_days` too few reported, and on no other days anyone."""

    side_effect: str
    days: tuple[DayCourse, ...]
    hidden_days: tuple[int, ...]

    @property
    def fan(self) -> tuple[DayCourse, ...]:
        """The days on which a fan is drawn: from the first that is shown to the last before a gap.

        A day beyond a gap would stand there alone, told by the few who went on reporting.
        """
        return tuple(day for n, day in enumerate(self.days) if day.day == self.days[0].day + n)


def expected_course(counts: Counts, side_effect: str, *, limit: int) -> ExpectedCourse:
    """What was reported of a side effect on each day by `limit` treatments or more."""
    by_day: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for scored, n in counts.severities.items():
        if scored.side_effect == side_effect and n:
            by_day[scored.day][scored.severity] += n
    days = sorted(by_day)
    return ExpectedCourse(
        side_effect=side_effect,
        days=tuple(_day(day, by_day[day]) for day in days if by_day[day].total() >= limit),
        hidden_days=tuple(day for day in days if by_day[day].total() < limit),
    )


def _day(day: int, severities: Counter[int]) -> DayCourse:
    n = severities.total()
    shares = tuple(severities[severity] / n for severity in Severity)
    return DayCourse(day, n, shares, *(counted_level(severities, share) for share in FAN))


@dataclass(frozen=True)
class Share:
    """A share with the range that it may lie in."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class CurvePoint:
    """The share still with a side effect after a day, and the range that it may lie in."""

    day: int
    still: float
    low: float
    high: float


@dataclass(frozen=True)
class Recovered:
    """How a group recovered from one side effect.

    `reported` treatments reported on it at all and `ever` of them had it; all else is of those. By the band's last day,
    `evaluable` of them are known to be clear or not, and `past_band` were still reported to have it after that day.
    Below the small-cell limit there is no estimate to show: `median`, `median_range` and `clear_by_band` are None and
    the curve is empty.
    """

    side_effect: str
    reported: int
    ever: int
    estimate: Estimate
    resampled: Resampled = field(compare=False, repr=False)
    median: Interval | None
    median_range: Range | None
    band_end: int
    clear_by_band: Share | None
    evaluable: int
    past_band: int

    @cached_property
    def curve(self) -> tuple[CurvePoint, ...]:
        """The share still with it after each day from 0 to the last that reports say something of."""
        if self.median is None:
            return ()
        days = range((self.estimate.last_day or 0) + 1)
        return tuple(CurvePoint(day, self.estimate.survival(day), *self.resampled.survival(day)) for day in days)


Ends = tuple[tuple[int, int | None, int], ...]
"""Rows (after, by, n): n courses resolved in (after, by], or with None still present on day `after`, their last."""


def ends_of(counts: Counts, side_effect: str) -> Ends:
    """How the courses of a side effect ended that were ever present."""
    return tuple(
        (course.after, course.by, n) for course, n in counts.resolutions.items() if course.side_effect == side_effect
    )


def recovered(counts: Counts, side_effect: str, *, band: Band, limit: int, draws: int = DRAWS) -> Recovered:
    """How the treatments counted recovered from a side effect, against a band."""
    ends = ends_of(counts, side_effect)
    ever = sum(n for _, _, n in ends)
    found = estimate(ends)
    shown = ever >= max(limit, 1)
    drawn = resampled(ends if shown else (), draws=draws, masses=found.masses)
    return Recovered(
        side_effect=side_effect,
        reported=sum(n for peak, n in counts.peaks.items() if peak.side_effect == side_effect),
        ever=ever,
        estimate=found,
        resampled=drawn,
        median=found.quantile(HALF) if shown else None,
        median_range=drawn.median() if shown else None,
        band_end=band.to_day,
        clear_by_band=share_clear(found, drawn, band.to_day) if shown else None,
        evaluable=sum(n for after, by, n in ends if after >= band.to_day or (by is not None and by <= band.to_day)),
        past_band=sum(n for after, _, n in ends if after > band.to_day),
    )


def share_clear(found: Estimate, drawn: Resampled, day: int) -> Share:
    """The share clear for good by a day: where the reports cannot say, the least that it can be."""
    return Share(1.0 - found.survival(day), *drawn.share_clear(day))
