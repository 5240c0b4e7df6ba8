"""Quantiles of values, and of counted values.

Type 7 of Hyndman and Fan (1996), what numpy.quantile does unless told otherwise: between two values it is drawn
straight, so that the quantile of 0.5 is the usual median.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """The value below which a share of values in rising order lies; None when there are none."""
    return _drawn(ordered.__getitem__, len(ordered), share) if ordered else None


def counted_quantile(counted: Mapping[int, int], share: float) -> float:
    """The value below which a share lies of values given as value: how often, at least one."""
    values = sorted(value for value, n in counted.items() if n)
    ends = list(accumulate(counted[value] for value in values))
    return _drawn(lambda at: values[bisect_right(ends, at)], ends[-1], share)


def _drawn(value_at: Callable[[int], float], n: int, share: float) -> float:
    place = share * (n - 1)
    before = int(place)
    low, high = value_at(before), value_at(min(before + 1, n - 1))
    return low + (high - low) * (place - before)
