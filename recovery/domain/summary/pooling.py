"""Categories that are too small to stand alone: which are counted together, so that none that is left is small."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from operator import getitem
from typing import TypeAlias

from recovery.domain.disclosure import Cell, Vector, is_safe, plus

Pool: TypeAlias = frozenset[str]
"""Categories of one dimension that are counted as one."""

Pools: TypeAlias = tuple[tuple[Pool, ...], ...]
"""Of each dimension its categories, pooled."""

Orders: TypeAlias = tuple[Mapping[str, int] | None, ...]
"""Of each dimension the places of its categories where only neighbours may be pooled, as ages; None of any other."""


def alone(cells: Iterable[Cell], *, dimensions: int) -> Pools:
    """Every category for itself."""
    known = list(cells)
    return tuple(tuple(frozenset({each}) for each in sorted({cell[at] for cell in known})) for at in range(dimensions))


def joined(several: Iterable[Sequence[Pool]]) -> tuple[Pool, ...]:
    """The finest pools of one dimension in which whatever is pooled in any of several stays together."""
    found: list[Pool] = []
    for pool in chain.from_iterable(several):
        touching = [each for each in found if each & pool]
        found = [*(each for each in found if not each & pool), pool.union(*touching)]
    return tuple(sorted(found, key=sorted))


def in_pools(cells: Mapping[Cell, Vector], pools: Pools) -> dict[tuple[Pool, ...], Vector]:
    """The same counts by pools."""
    of = [{category: pool for pool in dimension for category in pool} for dimension in pools]
    found: dict[tuple[Pool, ...], Vector] = {}
    for cell, vector in cells.items():
        key = tuple(map(getitem, of, cell))
        found[key] = plus(found[key], vector) if key in found else vector
    return found


def pooled(cells: Mapping[Cell, Vector], pools: Pools, *, orders: Orders, limit: int) -> Pools:
    """Pools that are as coarse or coarser, until no count of a pool is small or each dimension is one pool.

    They stay a grid: a pool of one dimension is one in every category of the others, so that what is known of fewer
    dimensions is always a sum of what is known of more.
    """
    while True:
        counted = in_pools(cells, pools)
        small = [cell for cell, vector in counted.items() if not is_safe([vector], limit=limit)]
        if not small or all(len(dimension) == 1 for dimension in pools):
            return pools
        pools = _coarser(
            counted, min(small, key=lambda cell: (sum(counted[cell]), [*map(sorted, cell)])), pools, orders
        )


def _coarser(counted: Mapping[tuple[Pool, ...], Vector], cell: tuple[Pool, ...], pools: Pools, orders: Orders) -> Pools:
    sizes = [_sizes(counted, at) for at in range(len(pools))]
    at = min((at for at in range(len(pools)) if len(pools[at]) > 1), key=lambda at: sizes[at].get(cell[at], 0))
    partner = min(
        _partners(cell[at], pools[at], orders[at], sizes[at]), key=lambda pool: (sizes[at].get(pool, 0), sorted(pool))
    )
    changed = joined([pools[at], [cell[at] | partner]])
    return (*pools[:at], changed, *pools[at + 1 :])


def _sizes(counted: Mapping[tuple[Pool, ...], Vector], at: int) -> dict[Pool, int]:
    found: dict[Pool, int] = {}
    for cell, vector in counted.items():
        found[cell[at]] = found.get(cell[at], 0) + sum(vector)
    return found


def _partners(
    pool: Pool, pools: Sequence[Pool], order: Mapping[str, int] | None, sizes: Mapping[Pool, int]
) -> list[Pool]:
    if order is None:
        others = [each for each in pools if each != pool]
        return [each for each in others if sizes.get(each)] or others
    ranked = sorted(pools, key=lambda each: min(order[category] for category in each))
    at = ranked.index(pool)
    return ranked[max(at - 1, 0) : at] + ranked[at + 1 : at + 2]
