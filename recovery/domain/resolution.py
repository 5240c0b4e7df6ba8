"""Time to resolution: the Turnbull estimate from interval-censored counts, on days as half-open intervals.

A side effect that was present on day `after` and clear for good on day `by` was resolved in (after, by]. One still
present at the last report on day `after` has no end: `by` is None. Programs that close both ends shift such diaries by
a day; here every interval leaves its first day out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from recovery.domain.estimating.resampling import DRAWS, PERCENTILES, Range, Resampled, resampled
from recovery.domain.estimating.turnbull import NEVER, Floats, Spans, innermost, most_likely, rows
from recovery.errors import InvalidInput

__all__ = [
    "DRAWS", "NEVER", "PERCENTILES", "Estimate", "Interval", "Range", "Resampled", "estimate", "resampled",
]  # fmt: skip

REACHED = 1e-9
"""How far below a share the masses may sum and still have reached it: what adding them up rounds off."""


class Interval(NamedTuple):
    """The days (after, by], by which something happened that had not yet by `after`; `by` is infinite without end."""

    after: float
    by: float


@dataclass(frozen=True)
class Estimate:
    """The distribution of the day of resolution that makes the counts most likely.

    `cells` are the innermost intervals in order, the last perhaps without an end; `masses` the probability that each
    holds, and the reports say nothing of how it is spread inside. `n` treatments were counted.
    """

    cells: tuple[Interval, ...]
    masses: tuple[float, ...]
    log_likelihood: float
    n: int

    @cached_property
    def _gone(self) -> Floats:
        gone: Floats = np.minimum(np.cumsum([0.0, *self.masses]), 1.0)
        return gone

    def survival(self, day: float) -> float:
        """The share still with it after `day`; inside a cell, where the reports cannot say, the most that it can be."""
        return 1.0 - float(self._gone[sum(1 for cell in self.cells if cell.by <= day)])

    def least_survival(self, day: float) -> float:
        """The least that the share still with it after `day` can be; that of `survival` wherever the reports say."""
        return 1.0 - float(self._gone[sum(1 for cell in self.cells if cell.after < day)])

    def quantile(self, p: float) -> Interval | None:
        """The days by which a share `p` is resolved, as near as the reports say; without end when they end before.

        None when nobody was counted; InvalidInput for a share that is none.
        """
        if not 0 < p <= 1:
            raise InvalidInput(f"A quantile lies above 0 and at most at 1, not at {p}.", field="p")
        reached = int(np.searchsorted(self._gone[1:], p - REACHED)) if self.cells else 0
        return self.cells[min(reached, len(self.cells) - 1)] if self.cells else None

    @property
    def last_day(self) -> int | None:
        """The last day of which the reports can say how many still had it; None when nobody was counted."""
        held = [cell for cell, mass in zip(self.cells, self.masses, strict=True) if mass > REACHED]
        if not held:
            return None
        return int(held[-1].after if held[-1].by == NEVER else held[-1].by)


def estimate(counts: Iterable[tuple[int, int | None, int]]) -> Estimate:
    """The estimate from rows (after, by, n): n treatments resolved in (after, by], or by None still with it on `after`.

    InvalidInput for a row that cannot be.
    """
    counted = rows(counts)
    if not len(counted.n):
        return Estimate((), (), 0.0, 0)
    cells = innermost(counted.after, counted.by)
    spans = Spans.of(counted, cells)
    masses = most_likely(spans)
    return Estimate(
        cells=tuple(Interval(float(after), float(by)) for after, by in cells),
        masses=tuple(float(mass) for mass in masses),
        log_likelihood=spans.log_likelihood(np.cumsum([0.0, *masses])),
        n=int(counted.n.sum()),
    )
