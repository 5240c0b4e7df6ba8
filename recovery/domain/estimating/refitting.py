"""The most likely masses of many draws at once.

Expectation steps with leaps in between (Varadhan and Roland, Scand J Stat 2008;35:335, scheme S3), from the estimate of
all treatments, and in each draw on the cells of its own rows.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recovery.domain.estimating.turnbull import Floats, Indices, Rows, Spans

CLOSE = 5e-3
"""How far the log-likelihood of a draw may lie below its maximum (ours): where that falls by 1/2, a share is one
standard error off, and by this much a tenth of one."""

MOST_LEAPS = 40
"""Of the search for a draw (ours): daily reports need fewer than ten, reports now and then most of these."""

SPREAD = 1e-2
"""The share that a search first spreads over all cells (ours): a step cannot bring back what has no mass at all."""

LEAST_KEPT = 1e-2
"""The share of a mass that a leap leaves it at least (ours), for the same reason."""

_TINY = float(np.finfo(np.float64).tiny)


class _Alike(NamedTuple):
    """Rows put together by what they share, in rising order."""

    order: Indices
    starts: Indices

    @classmethod
    def of(cls, shared: NDArray[Any]) -> "_Alike":
        """Rows that share these."""
        order = np.argsort(shared, kind="stable")
        return cls(order, np.unique(shared[order], return_index=True)[1])

    def sums(self, each: Floats) -> Floats:
        """The sum of `each` (rows, draws) over rows that share the same."""
        summed: Floats = np.add.reduceat(each[self.order], self.starts, axis=0)
        return summed


class OwnCells(NamedTuple):
    """For each cell and draw, the innermost interval (after, by] of the draw's rows alone around it, where `held`.

    A cell that lies in none holds no mass: other rows of the draw tell more.
    """

    after: Floats
    by: Floats
    held: NDArray[np.bool_]

    @classmethod
    def of(cls, counted: Rows, cells: Floats, weights: Floats) -> "OwnCells":
        """Of the rows that each draw has any of."""
        begins, ends = cells.T
        by, next_begin = _nearest(weights, counted.by, ends), _nearest(weights, counted.after, begins, beyond=True)
        after, last_end = (
            -_nearest(weights, -counted.after, -begins),
            -_nearest(weights, -counted.by, -ends, beyond=True),
        )
        return cls(np.maximum(after, 0.0), by, (by <= next_begin) & (last_end <= after))


def _nearest(weights: Floats, bounds: Floats, at: Floats, *, beyond: bool = False) -> Floats:
    """The nearest bound of a row drawn that lies at each of these or beyond, or only `beyond`; infinity for none."""
    days = np.unique(bounds)
    drawn = np.where(_Alike.of(bounds).sums(weights) > 0, days[:, None], np.inf)
    nearest = np.minimum.accumulate(np.concatenate([drawn, np.full((1, drawn.shape[1]), np.inf)])[::-1])[::-1]
    found: Floats = nearest[np.searchsorted(days, at, side="right" if beyond else "left")]
    return found


def _spread(masses: Floats, held: NDArray[np.bool_]) -> Floats:
    """Where the search for each draw begins: near these masses, and something in each cell that may hold any."""
    spread = ((1.0 - SPREAD) * masses + SPREAD / len(masses))[:, None] * held
    begun: Floats = spread / spread.sum(axis=0)
    return begun


class _Steps(NamedTuple):
    """Expectation steps of many draws at once, by sums alone: products of matrices would start threads of their own."""

    spans: Spans
    begun: _Alike
    ended: _Alike

    @classmethod
    def of(cls, spans: Spans) -> "_Steps":
        """Steps over these rows; each cell begins with some row and ends with some row."""
        return cls(spans, _Alike.of(spans.first), _Alike.of(spans.stop))

    def pull(self, masses: Floats, weights: Floats) -> Floats:
        """By what a step multiplies each mass; a row that a draw has none of weighs nothing."""
        gone = np.zeros((len(masses) + 1, masses.shape[1]))
        masses.cumsum(axis=0, out=gone[1:])
        each = weights / np.maximum(gone[self.spans.stop] - gone[self.spans.first], _TINY)
        covering = self.begun.sums(each)
        covering[1:] -= self.ended.sums(each)[:-1]
        return covering.cumsum(axis=0, out=covering)

    def leap(self, start: Floats, once: Floats, weights: Floats) -> Floats:
        """Where a step from `start` to `once`, and how the next one bends, point to; and a step from there."""
        moved = once - start
        bent = once * self.pull(once, weights) - once - moved
        far = np.maximum(np.sqrt((moved**2).sum(axis=0) / np.maximum((bent**2).sum(axis=0), _TINY)), 1.0)
        leapt = np.maximum(start + 2.0 * far * moved + far**2 * bent, LEAST_KEPT * once)
        leapt /= leapt.sum(axis=0)
        landed: Floats = leapt * self.pull(leapt, weights)
        return landed


def refit(spans: Spans, weights: Floats, *, middle: Floats, held: NDArray[np.bool_]) -> Floats:
    """The most likely masses (cells, draws) of each draw, of which each row is a share `weights` (rows, draws).

    `middle` are those of all the treatments together; each draw's lie near them, in the cells that are `held`.
    """
    steps, total = _Steps.of(spans), spans.n.sum()
    start, left = _spread(middle, held), np.arange(weights.shape[1])
    found = start.copy()
    for _ in range(MOST_LEAPS):
        pull = steps.pull(start, weights)
        found[:, left] = start * pull
        # Nothing is likelier than these masses by more than log(max pull) a treatment, as in most_likely().
        far = np.log(np.where(start > 0, pull, 0.0).max(axis=0)) > CLOSE / total
        if not far.any():
            break
        left, weights = left[far], weights[:, far]
        start = steps.leap(start[:, far], found[:, left], weights)
    return found
