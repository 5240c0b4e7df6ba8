"""What separates how two groups recovered from a side effect: differences with their ranges, never an order.

Groups differ in more than what they are named after: a difference says nothing of its cause.
"""

from dataclasses import dataclass
from math import hypot

import numpy as np

from recovery.domain.bands import Band
from recovery.domain.cohort import Recovered, Share, share_clear
from recovery.domain.estimating.resampling import between
from recovery.domain.estimating.turnbull import Floats
from recovery.domain.resolution import NEVER, Range
from recovery.errors import InvalidInput


@dataclass(frozen=True)
class Contrast:
    """The one group less the other; `one` and `other` are how many ever had the side effect.

    `days` is the difference of the days by which half were clear, and None where half of a group are not known to be;
    `share` that of the shares clear by the band's last day, between -1 and 1. Each has the range that it may lie in,
    with infinity for an end that the reports do not tell.
    """

    side_effect: str
    one: int
    other: int
    days: float | None
    days_range: Range
    share: Share


def contrast(one: Recovered, other: Recovered, *, band: Band, limit: int) -> Contrast | None:
    """How two groups of different treatments differ in one side effect; None where either is below `limit`."""
    if one.side_effect != other.side_effect:
        raise InvalidInput(f"{one.side_effect} cannot be compared with {other.side_effect}.", field="side_effect")
    if min(one.ever, other.ever) < max(limit, 1):
        return None
    return Contrast(
        side_effect=one.side_effect,
        one=one.ever,
        other=other.ever,
        days=_days(one, other),
        days_range=_range(one.resampled.medians(), other.resampled.medians()),
        share=apart(_clear(one, band.to_day), _clear(other, band.to_day)),
    )


def _days(one: Recovered, other: Recovered) -> float | None:
    if one.median is None or other.median is None or NEVER in (one.median.by, other.median.by):
        return None
    return one.median.by - other.median.by


def _clear(group: Recovered, day: int) -> Share:
    return share_clear(group.estimate, group.resampled, day)


def apart(one: Share, other: Share) -> Share:
    """The difference of two shares, its range put together from theirs (Zou and Donner, Stat Med 2008;27:1693)."""
    value = one.value - other.value
    low = value - hypot(one.value - one.low, other.high - other.value)
    high = value + hypot(one.high - one.value, other.value - other.low)
    return Share(value, max(low, -1.0), min(high, 1.0))


def _range(one: tuple[Floats, Floats], other: tuple[Floats, Floats]) -> Range:
    """The range of differences, each draw of the one against each of the other, since neither knows of the other."""
    with np.errstate(invalid="ignore"):
        least = np.subtract.outer(one[0], other[1]).ravel()
        most = np.subtract.outer(one[1], other[0]).ravel()
    # Nothing is known of the difference of two medians that both lie beyond the reports.
    return between(np.where(np.isnan(least), -np.inf, least), np.where(np.isnan(most), np.inf, most))
