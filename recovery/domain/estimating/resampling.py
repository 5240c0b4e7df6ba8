"""How far an estimate could be off: the same estimate of as many treatments drawn anew, many times over.

A bootstrap over treatments (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13): a range holds
what the middle of the draws estimate.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from recovery.domain.estimating.refitting import OwnCells, refit
from recovery.domain.estimating.turnbull import Floats, Rows, Spans, innermost, most_likely, rows
from recovery.errors import InvalidInput

PERCENTILES = (2.5, 97.5)
"""Between which of the draws a range lies, in percent: what is usually called a 95 % interval."""

DRAWS = 200
"""How often the treatments are drawn anew (ours): four draws lie beyond each end of a range."""

SEED = 20_261
"""Where the draws begin (any number would do), so that the same counts have the same ranges whenever one asks."""

HALF = 0.5

REACHED = 3e-4
"""How far below a half the masses of a draw may sum and still have reached it (ours): what the search leaves open."""

DECIMALS = 12
"""Of a share: further ones are what adding up masses rounds off."""


class Range(NamedTuple):
    """From `low` to `high`, both included; infinity is an end that the reports do not tell."""

    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Resampled:
    """What each draw estimates: its cells (after, by] in order and the mass of each, all as (cells, draws).

    `counted` are the rows of all the treatments that each draw is as many of.
    """

    after: Floats
    by: Floats
    masses: Floats
    counted: Rows

    def survival(self, day: float) -> Range:
        """The share still with it after `day`; where draws cannot say, from the least to the most that it can be.

        All had it on the day of the procedure or later. From then on a range allows for what the treatments that were
        followed so long may miss.
        """
        drawn = between(*self.still(day))
        missed = often_missed(self.followed(day)) if day > 0 else 0.0
        return Range(min(drawn.low, 1.0 - missed), max(drawn.high, missed))

    def followed(self, day: float) -> float:
        """How many treatments, each followed to its end, would tell as much of that day as these do.

        Those known to have had it then, over the least share of draws that still had it; from the last day on which any
        is known to have had it, as on that day (an effective sample size, Dorey and Korn, Stat Med 1987;6:679).
        """
        last = min(day, float(self.counted.after.max(initial=0.0)))
        known = float(self.counted.n[self.counted.after >= last].sum())
        share = float(self.still(last)[0].mean())
        return min(known / share, float(self.counted.n.sum())) if share else known

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


def often_missed(n: float) -> float:
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
        return Resampled(nothing, nothing, nothing, counted)
    cells, total = innermost(counted.after, counted.by), int(counted.n.sum())
    drawn = np.random.default_rng(seed).multinomial(total, counted.n / total, size=draws)
    weights = np.ascontiguousarray(drawn.T) / total
    own = OwnCells.of(counted, cells, weights)
    spans = Spans.of(counted, cells)
    middle = most_likely(spans) if masses is None else np.asarray(masses)
    return Resampled(own.after, own.by, refit(spans, weights, middle=middle, held=own.held), counted)
