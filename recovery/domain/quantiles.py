"""Quantiles of values, and of counted values.

Of days and other quantities type 7 of Hyndman and Fan (1996), what numpy.quantile does unless told otherwise: between
two values it is drawn straight, so that the quantile of 0.5 is the usual median. Of levels, between which there is
nothing, type 1: the inverse of the distribution, always one of them.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import accumulate
from math import ceil

ROUNDING = 1e-9
"""What a share of a count may be off, in counts: 0.95 of 20 is 19."""


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """The value below which a share of values in rising order lies; None when there are none."""
    if not ordered:
        return None
    place = share * (len(ordered) - 1)
    before = int(place)
    low, high = ordered[before], ordered[min(before + 1, len(ordered) - 1)]
    return low + (high - low) * (place - before)


def counted_level(counted: Mapping[int, int], share: float) -> int:
    """The lowest level that a share of all does not lie above, of levels given as level: how often, at least one."""
    levels = sorted(level for level, n in counted.items() if n)
    ends = list(accumulate(counted[level] for level in levels))
    return levels[bisect_left(ends, max(1, ceil(share * ends[-1] - ROUNDING)))]
