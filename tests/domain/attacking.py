"""Somebody who has every file there is, and wants to know a count that was held back.

What they know is sums over cells. Exact arithmetic says which counts the sums give away by themselves; that no count is
negative may give away more, and linear programming says whether.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np

Sum = frozenset[int]
"""The cells that a published figure is the sum of, by number."""


class Known:
    """The span of what was published, in exact fractions."""

    def __init__(self, sums: Iterable[Sum]) -> None:
        self._rows: list[tuple[int, dict[int, Fraction]]] = []
        for cells in sums:
            left = self._reduced(cells)
            if left:
                lead = min(left)
                self._rows.append((lead, {cell: value / left[lead] for cell, value in left.items()}))

    def gives_away(self, cells: Sum) -> bool:
        """Whether a combination of what was published is the sum over these cells."""
        return not self._reduced(cells)

    def _reduced(self, cells: Sum) -> dict[int, Fraction]:
        left = dict.fromkeys(cells, Fraction(1))
        for lead, row in self._rows:
            factor = left.get(lead, Fraction(0))
            if factor:
                for cell, value in row.items():
                    left[cell] = left.get(cell, Fraction(0)) - factor * value
                left = {cell: value for cell, value in left.items() if value}
        return left


def can_differ(sums: Sequence[Sum], truth: Sequence[int], wanted: Sum) -> bool:
    """Whether cells that are nowhere negative can give the same sums and another count of `wanted`."""
    full = np.array([[float(cell in cells) for cell in range(len(truth))] for cells in (*sums, wanted)])
    some = np.array(truth) > 0
    ways = np.hstack([full[:, some], -full[:, some], full[:, ~some]])
    aims = [np.eye(len(full))[-1] * sign for sign in (1.0, -1.0)]
    return any(_distance(ways, aim) < 1e-7 for aim in aims)


def _distance(ways: np.ndarray, aim: np.ndarray) -> float:
    """How near non-negative multiples of the columns come to the aim (Lawson and Hanson, 1974, algorithm NNLS)."""
    held = np.zeros(ways.shape[1], bool)
    amounts = np.zeros(ways.shape[1])
    for _ in range(10 * ways.shape[1]):
        pull = ways.T @ (aim - ways @ amounts)
        pull[held] = -np.inf
        if pull.max(initial=-np.inf) <= 1e-9:
            break
        held[int(pull.argmax())] = True
        while True:
            found = np.zeros_like(amounts)
            found[held] = np.linalg.lstsq(ways[:, held], aim, rcond=None)[0]
            below = held & (found <= 1e-12)
            if not below.any():
                break
            step = min(amounts[below] / (amounts[below] - found[below] + 1e-300))
            amounts += step * (found - amounts)
            held &= amounts > 1e-12
            amounts[~held] = 0.0
        amounts = found
    return float(np.linalg.norm(aim - ways @ amounts))
