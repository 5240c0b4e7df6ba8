"""The most likely distribution of a day that is only known to lie in an interval: cells, and the search for masses.

The cells are the innermost intervals of Peto, J R Stat Soc C 1973;22:86; the estimate is Turnbull's, J R Stat Soc B
1976;38:290; it is found by the iterative convex minorant with expectation steps in between, Wellner and Zhan, J Am
Stat Assoc 1997;92:945.
"""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recovery.errors import InvalidInput

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

NEVER = float("inf")

CLOSE_ENOUGH = 1e-10
"""How far, a treatment, the log-likelihood may lie below its maximum when the search ends."""

MOST_ROUNDS = 2_000
"""Of the search; diaries of some weeks need about ten."""

SHORTEST_STEP = 1e-6
"""Of a step of the search that is halved until it makes the counts likelier."""


class Rows(NamedTuple):
    """Columns of equal length: `n` treatments whose day lies in (after, by], each pair of bounds once and in order."""

    after: Floats
    by: Floats
    n: Floats


def rows(counts: Iterable[tuple[int, int | None, int]]) -> Rows:
    """The counts as columns, `by` None as no end; InvalidInput for a row that cannot be."""
    summed: Counter[tuple[float, float]] = Counter()
    for after, by, n in counts:
        end = NEVER if by is None else by
        if not 0 <= after < end or after == NEVER or n < 0:
            raise InvalidInput(f"({after}, {by}] cannot hold {n} treatments.", field="counts")
        summed[after, end] += n
    kept = sorted((after, by, n) for (after, by), n in summed.items() if n)
    return Rows(*np.array(kept, dtype=np.float64).reshape(-1, 3).T)


def innermost(after: Floats, by: Floats) -> Floats:
    """The intervals (after, by] that no other begins or ends inside of: the only ones that can hold mass; (m, 2)."""
    ends, begins = np.unique(by), np.unique(after)
    # The last beginning before each end; it is innermost when no other end lies between the two.
    last = begins[np.searchsorted(begins, ends, side="left") - 1]
    between = np.concatenate([[True], ends[:-1] <= last[1:]])
    cells: Floats = np.column_stack([last, ends])[between]
    return cells


class Spans(NamedTuple):
    """Each row as the cells that it covers, `first` to before `stop`, and how many treatments it counts."""

    first: Indices
    stop: Indices
    n: Floats
    cells: int

    @classmethod
    def of(cls, counted: Rows, cells: Floats) -> "Spans":
        """The rows over these cells."""
        first = np.searchsorted(cells[:, 0], counted.after, side="left")
        stop = np.searchsorted(cells[:, 1], counted.by, side="right")
        return cls(first, stop, counted.n, len(cells))

    def chances(self, gone: Floats) -> Floats:
        """The probability of each row; `gone` is the share resolved by each bound of cells, from none to all."""
        chances: Floats = gone[self.stop] - gone[self.first]
        return chances

    def log_likelihood(self, gone: Floats) -> float:
        """Of all rows; minus infinity where a row cannot be."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return float(self.n @ np.log(self.chances(gone)))

    def pull(self, gone: Floats) -> Floats:
        """By what an expectation step multiplies each mass; at the maximum no more than 1."""
        each = self.n / self.chances(gone) / self.n.sum()
        steps = np.bincount(self.first, each, self.cells + 1) - np.bincount(self.stop, each, self.cells + 1)
        return np.cumsum(steps[:-1])

    def at_bounds(self, each: Floats, *, sign: float) -> Floats:
        """For each bound between two cells, `each` of the rows that end there and, by `sign`, of those that begin."""
        ended = np.bincount(self.stop, each, self.cells + 1)
        begun = np.bincount(self.first, each, self.cells + 1)
        both: Floats = ended + sign * begun
        return both[1:-1]


def most_likely(spans: Spans) -> Floats:
    """The masses of the maximum."""
    gone = np.linspace(0.0, 1.0, spans.cells + 1)
    for _ in range(MOST_ROUNDS):
        pull = spans.pull(gone)
        # Nothing is likelier than this by more than log(max pull) a treatment (Lindsay, Ann Stat 1983;11:86).
        if np.log(pull.max()) <= CLOSE_ENOUGH:
            break
        gone[1:] = np.cumsum((gone[1:] - gone[:-1]) * pull)
        gone[-1] = 1.0
        gone = _minorant(spans, gone)
    masses: Floats = np.maximum(np.diff(gone), 0.0)
    return masses


def _minorant(spans: Spans, gone: Floats) -> Floats:
    """One step of the iterative convex minorant from here, as long as it makes the rows likelier."""
    chances, wanted = spans.chances(gone), gone.copy()
    slope = spans.at_bounds(spans.n / chances, sign=-1.0)
    bend = spans.at_bounds(spans.n / chances**2, sign=1.0)
    wanted[1:-1] = np.clip(increasing(gone[1:-1] + slope / bend, bend), 0.0, 1.0)
    before, step = spans.log_likelihood(gone), 1.0
    while step > SHORTEST_STEP:
        tried = gone + step * (wanted - gone)
        if spans.log_likelihood(tried) >= before:
            return tried
        step /= 2
    return gone


def increasing(values: Floats, weights: Floats) -> Floats:
    """The values that never decrease and lie nearest to these by weighted squares: what is in disorder is pooled."""
    pools: list[tuple[float, float, int]] = []
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        pooled, heavy, size = value, weight, 1
        while pools and pools[-1][0] >= pooled:
            other, other_weight, other_size = pools.pop()
            pooled = (pooled * heavy + other * other_weight) / (heavy + other_weight)
            heavy, size = heavy + other_weight, size + other_size
        pools.append((pooled, heavy, size))
    return np.repeat([pool[0] for pool in pools], [pool[2] for pool in pools])
