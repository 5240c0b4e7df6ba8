"""How far an estimate could be off: the same estimate of as many treatments drawn anew, many times over.

A bootstrap over treatments (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13): the percentiles
of what the draws estimate.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from recovery.domain.turnbull import Floats, Rows, Spans, innermost, most_likely, rows

PERCENTILES = (2.5, 97.5)
"""Between which of the draws a range lies: what is usually called a 95 % interval."""

DRAWS = 200
"""How often the treatments are drawn anew; 5 draws lie beyond each end of a range."""

SEED = 20_261
"""Where the draws begin, so that the same counts have the same ranges on every day."""

HALF = 0.5

STEPS = 60

CLOSE = 1e-4
"""How near a share of a draw lies to its most likely value."""

LEAST_MASS = 1e-3


class Range(NamedTuple):
    """From `low` to `high`, both included; infinity is an end that the reports do not tell."""

    low: float
    high: float


@dataclass(frozen=True)
class Resampled:
    """What each draw estimates: its cells (after, by] in order, and how much mass each holds; all (draws, m)."""

    after: Floats
    by: Floats
    masses: Floats

    @property
    def draws(self) -> int:
        """How many there are."""
        return len(self.masses)

    def survival(self, day: float) -> Range:
        """The share still with it after `day`; where draws cannot say, from the least to the most that it can be."""
        return between(*self.still(day))

    def share_clear(self, day: float) -> Range:
        """The share clear for good by `day`."""
        still = self.survival(day)
        return Range(1.0 - still.high, 1.0 - still.low)

    def median(self) -> Range | None:
        """The days by which half are clear; None where nobody was counted."""
        return between(*self.medians()) if self.draws and self.masses.size else None

    def still(self, day: float) -> tuple[Floats, Floats]:
        """For each draw the least and the most that can still have it after `day`."""
        least = np.where(self.after >= day, self.masses, 0.0).sum(axis=1)
        most = np.where(self.by > day, self.masses, 0.0).sum(axis=1)
        return np.minimum(least, 1.0), np.minimum(most, 1.0)

    def medians(self) -> tuple[Floats, Floats]:
        """For each draw the first and the last whole day that can be the one by which half are clear."""
        at = np.argmax(np.cumsum(self.masses, axis=1) >= HALF - CLOSE, axis=1)[:, None]
        return np.take_along_axis(self.after, at, 1)[:, 0] + 1, np.take_along_axis(self.by, at, 1)[:, 0]


def between(low: Floats, high: Floats) -> Range:
    """The percentiles of what draws say, from the lower end of the one to the upper end of the other."""
    return Range(
        float(np.percentile(low, PERCENTILES[0], method="lower")),
        float(np.percentile(high, PERCENTILES[1], method="higher")),
    )


def resampled(counts: Iterable[tuple[int, int | None, int]], *, draws: int = DRAWS, seed: int = SEED) -> Resampled:
    """The estimates of `draws` groups drawn with replacement from the treatments counted; the same for a seed."""
    counted = rows(counts)
    if not len(counted.n):
        return Resampled(*np.zeros((3, draws, 0)))
    cells = innermost(counted.after, counted.by)
    spans = Spans.of(counted, cells)
    total = int(counted.n.sum())
    drawn = np.random.default_rng(seed).multinomial(total, counted.n / total, size=draws).astype(np.float64)
    after, by = _own_cells(counted, cells, drawn > 0)
    return Resampled(after, by, _refits(spans, most_likely(spans), drawn))


def _own_cells(counted: Rows, cells: Floats, present: np.ndarray) -> tuple[Floats, Floats]:
    """The bounds of the draw's own cell around each of the cells."""
    after = np.where(present[:, None, :] & (counted.after <= cells[:, :1]), counted.after, -np.inf).max(axis=2)
    by = np.where(present[:, None, :] & (counted.by >= cells[:, 1:]), counted.by, np.inf).min(axis=2)
    return np.maximum(after, 0.0), by


def _refits(spans: Spans, masses: Floats, drawn: Floats) -> Floats:
    """The most likely masses of each draw."""
    covers = (spans.first[:, None] <= np.arange(spans.cells)) & (np.arange(spans.cells) < spans.stop[:, None])
    covers = covers.astype(np.float64)
    total = drawn.sum(axis=1, keepdims=True)
    found = np.tile((1 - LEAST_MASS) * masses + LEAST_MASS / spans.cells, (len(drawn), 1))
    for _ in range(STEPS):
        chances = np.maximum(found @ covers.T, np.finfo(np.float64).tiny)
        found *= (drawn / chances) @ covers / total
    return found
