"""How far an estimate could be off: the same estimate of as many treatments drawn anew, many times over.

A bootstrap over treatments (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13): a range holds
what the middle of the draws estimate. All draws are estimated at once, by expectation steps with leaps in between
(Varadhan and Roland, Scand J Stat 2008;35:335, scheme S3) from the estimate of all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recovery.domain.turnbull import Floats, Indices, Rows, Spans, innermost, most_likely, rows
from recovery.errors import InvalidInput

PERCENTILES = (2.5, 97.5)
"""Between which of the draws a range lies, in percent: what is usually called a 95 % interval."""

DRAWS = 200
"""How often the treatments are drawn anew (ours): 5 draws lie beyond each end of a range."""

SEED = 20_261
"""Where the draws begin (any number would do), so that the same counts have the same ranges whenever one asks."""

HALF = 0.5

REACHED = 3e-4
"""How far below a half the masses of a draw may sum and still have reached it (ours): what the search leaves open."""

CLOSE = 5e-3
"""How far the log-likelihood of a draw may lie below its maximum (ours): where that falls by 1/2, a share is one
standard error off, and by this much a tenth of one."""

MOST_LEAPS = 40
"""Of the search for a draw (ours): daily reports need fewer than ten, reports now and then most of these."""

SPREAD = 1e-2
"""The share that a search first spreads over all cells (ours): a step cannot bring back what has no mass at all."""

LEAST_KEPT = 1e-2
"""The share of a mass that a leap leaves it at least (ours), for the same reason."""

DECIMALS = 12
"""Of a share: further ones are what adding up masses rounds off."""

_TINY = float(np.finfo(np.float64).tiny)


class Range(NamedTuple):
    """From `low` to `high`, both included; infinity is an end that the reports do not tell."""

    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Resampled:
    """What each draw estimates: its cells (after, by] in order and the mass of each, all as (cells, draws).

    Each draw has `n` treatments.
    """

    after: Floats
    by: Floats
    masses: Floats
    n: int

    def survival(self, day: float) -> Range:
        """The share still with it after `day`; where draws cannot say, from the least to the most that it can be.

        All had it on the day of the procedure or later. From then on a range allows for what n treatments may miss.
        """
        drawn = between(*self.still(day))
        missed = often_missed(self.n) if day > 0 else 0.0
        return Range(min(drawn.low, 1.0 - missed), max(drawn.high, missed))

    def share_clear(self, day: float) -> Range:
        """The share clear for good by `day`."""
        still = self.survival(day)
        return Range(1.0 - still.high, 1.0 - still.low)

    def median(self) -> Range | None:
        """The whole days by which half may be clear; None where nobody was counted."""
        return between(*self.medians()) if self.masses.size else None

    def still(self, day: float) -> tuple[Floats, Floats]:
        """For each draw, the least and the most that can still have it after `day`."""
        least: Floats = (self.masses * (self.after >= day)).sum(axis=0)
        most: Floats = (self.masses * (self.by > day)).sum(axis=0)
        return np.round(least, DECIMALS), np.round(most, DECIMALS)

    def medians(self) -> tuple[Floats, Floats]:
        """For each draw, the first and the last whole day that can be the one by which half are clear."""
        at = np.argmax(np.cumsum(self.masses, axis=0) >= HALF - REACHED, axis=0)[None, :]
        return np.take_along_axis(self.after, at, 0)[0] + 1.0, np.take_along_axis(self.by, at, 0)[0]


def between(low: Floats, high: Floats) -> Range:
    """From the lower percentile of what is least to the upper one of what is most, each outward to a draw."""
    first = int(np.floor(PERCENTILES[0] / 100 * (len(low) - 1)))
    last = int(np.ceil(PERCENTILES[1] / 100 * (len(high) - 1)))
    return Range(float(np.partition(low, first)[first]), float(np.partition(high, last)[last]))


def often_missed(n: int) -> float:
    """The share that `n` treatments may well have none of, though so many have it; all for n of 0.

    No draw holds what none of the treatments has. This is the exact limit of none in n (Clopper and Pearson, Biometrika
    1934;26:404), about 3.7 / n, as the rule of three for one end alone.
    """
    return 1.0 - float((PERCENTILES[0] / 100) ** (1 / n)) if n else 1.0


def resampled(
    counts: Iterable[tuple[int, int | None, int]],
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    masses: Sequence[float] | None = None,
) -> Resampled:
    """The estimates of `draws` groups drawn with replacement from the treatments counted; the same for a seed.

    `masses` are those of the estimate of all, where it is known: the search begins near them.
    """
    if draws < 1:
        raise InvalidInput(f"{draws} draws tell nothing; take at least one.", field="draws")
    counted = rows(counts)
    if not len(counted.n):
        nothing = np.zeros((0, draws))
        return Resampled(nothing, nothing, nothing, 0)
    cells, total = innermost(counted.after, counted.by), int(counted.n.sum())
    drawn = np.random.default_rng(seed).multinomial(total, counted.n / total, size=draws)
    weights = np.ascontiguousarray(drawn.T) / total
    own = _OwnCells.of(counted, cells, weights)
    spans = Spans.of(counted, cells)
    middle = most_likely(spans) if masses is None else np.asarray(masses)
    return Resampled(own.after, own.by, _masses(spans, weights, _spread(middle, own.held)), total)


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


class _OwnCells(NamedTuple):
    """For each cell and draw, the innermost interval (after, by] of the draw's rows alone around it, where `held`.

    A cell that lies in none holds no mass: other rows of the draw tell more.
    """

    after: Floats
    by: Floats
    held: NDArray[np.bool_]

    @classmethod
    def of(cls, counted: Rows, cells: Floats, weights: Floats) -> "_OwnCells":
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


def _masses(spans: Spans, weights: Floats, start: Floats) -> Floats:
    """The most likely masses of each draw."""
    steps, total = _Steps.of(spans), spans.n.sum()
    found, left = start.copy(), np.arange(weights.shape[1])
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
