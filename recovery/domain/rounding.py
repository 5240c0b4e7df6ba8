"""Counts and shares as the files of pictures have them: rounded, so that no two files together tell a small count.

A picture's file can be taken for any group, and for the same one less a month or an area. Each count is rounded to a
multiple of the small-cell limit, and each share to the nearest that such counts could give, so that a difference of two
files is nothing or as much as the limit, and either can stand for any small number
(docs/decisions/0027-groups-from-counts.md).
"""

from math import floor


def rounded_count(n: int, *, limit: int) -> int:
    """The multiple of `limit` that lies nearest to a count."""
    return (2 * n + limit) // (2 * limit) * limit


def share_step(*, of: int, limit: int) -> float:
    """By how much the shares of so many differ at least: the limit, as a share of their rounded count."""
    return limit / rounded_count(of, limit=limit)


def rounded_share(share: float, *, of: int, limit: int) -> float:
    """The multiple of the step that lies nearest to a share of so many, `limit` or more; between 0 and 1."""
    step = share_step(of=of, limit=limit)
    return min(floor(share / step + 0.5) * step, 1.0)


def rounded_quantile(value: float, share: float, *, of: int, limit: int) -> float | None:
    """A quantile of so many reports; None where fewer than `limit` lie beyond it, so that it would tell of them."""
    return value if min(share, 1 - share) * of >= limit else None
