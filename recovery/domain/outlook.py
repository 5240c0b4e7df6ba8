"""What became of earlier patients who still had a side effect on a given day."""

from dataclasses import dataclass
from math import sqrt

from recovery.domain.cohort import HALF, ends_of
from recovery.domain.counting import Counts
from recovery.domain.resolution import NEVER, Estimate, Interval, Range, estimate
from recovery.errors import InvalidInput

NORMAL = 1.96
"""Standard deviations to either side of the middle 95 % of a normal distribution."""


@dataclass(frozen=True)
class Outlook:
    """Of `n` earlier treatments known to have had a side effect on `day` or later: how many were clear for good when.

    `steps` are pairs (by_day, share_clear), a day each from the next on, and end where the reports do; where they
    cannot say, the share is the least that it can be. `half_by` are the days by which half were clear; None where the
    reports end before. `half_range` are the whole days that it may be, by how many were seen to the end. It says what
    happened to others, and promises nothing.
    """

    side_effect: str
    day: int
    n: int
    steps: tuple[tuple[int, float], ...]
    half_by: Interval | None
    half_range: Range | None = None


def outlook(counts: Counts, side_effect: str, *, day: int, limit: int) -> Outlook | None:
    """The outlook of who still has it on `day`; None when fewer than `limit` earlier treatments had it then.

    The shares are those of the estimate from all courses, given that a course had not ended by `day`. Courses that
    ended between two reports on either side of `day` take part in the estimate but not in `n`, since nobody knows
    whether they still had it; nor do those that were lost from sight before it.
    """
    if day < 0:
        raise InvalidInput(f"Day {day} lies before the procedure; an outlook begins with day 0.", field="day")
    ends = ends_of(counts, side_effect)
    n = sum(count for after, _, count in ends if after >= day)
    if n < max(limit, 1):
        return None
    found = estimate(ends)
    seen = sum(count for after, by, count in ends if after >= day and by is not None)
    half = _half_by(found, day)
    return Outlook(side_effect, day, n, _steps(found, day), half, half and _half_range(found, day, seen))


def _steps(found: Estimate, day: int) -> tuple[tuple[int, float], ...]:
    # Whoever is counted in n still had it then, so that this is never zero.
    still = found.least_survival(day)
    days = range(day + 1, (found.last_day or 0) + 1)
    return tuple((by, max(0.0, 1.0 - found.survival(by) / still)) for by in days)


def _half_by(found: Estimate, day: int) -> Interval | None:
    half = _clear(found, day, HALF)
    return None if half is None or half.by == NEVER else half


def _half_range(found: Estimate, day: int, seen: int) -> Range:
    """The days by which those shares were clear that a half of so many treatments may be.

    It is how ranks of ordered values bound their median (Conover, Practical Nonparametric Statistics, 1999, section
    3.2), on the estimate's own order.
    """
    off = NORMAL * HALF / sqrt(seen) if seen else HALF
    low = _clear(found, day, HALF - off) if off < HALF else None
    high = _clear(found, day, HALF + off) if off < HALF else None
    return Range(low.after + 1 if low else day + 1.0, high.by if high else NEVER)


def _clear(found: Estimate, day: int, share: float) -> Interval | None:
    """The days by which a share of those who still had it on `day` were clear."""
    reached = found.quantile(1.0 - (1.0 - share) * found.least_survival(day))
    return reached and Interval(max(reached.after, day), reached.by)
