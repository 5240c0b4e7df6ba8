"""What of a table of counts may leave, so that neither it nor its neighbours tell a small count.

The rules, and why they hold, stand in docs/decisions/0023-disclosure-control.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

from recovery.domain.disclosure import Cell, Vector, is_safe, plus, together
from recovery.domain.months import Month
from recovery.domain.summary.pooling import Orders, Pool, Pools, alone, in_pools, joined, pooled

ALL = "all"
"""The period of everything on record."""

Atoms: TypeAlias = Mapping[Month, Mapping[Cell, Vector]]
"""Of every month on record, of each cell, the counts."""


@dataclass(frozen=True)
class Measure:
    """A question, and the one whose counts it splits further; `of` gives the counts of every month on record."""

    name: str
    of: Atoms
    after: str | None = None


@dataclass(frozen=True)
class Told:
    """Of one measure in one grouping: the periods that are told, and the categories that are counted as one."""

    periods: frozenset[str]
    pools: Pools

    def tells(self, cell: tuple[Pool, ...], period: str) -> bool:
        """Whether a cell is told by itself."""
        return period in self.periods and all(pool in known for pool, known in zip(cell, self.pools, strict=True))

    def tells_months(self, cell: tuple[Pool, ...], chosen: Iterable[Month], *, on_record: Sequence[Month]) -> bool:
        """Whether the sum over months is everything, or made of periods that are told."""
        wanted = set(chosen) & set(on_record)
        if wanted == set(on_record):
            return self.tells(cell, ALL)
        quarters = {quarter for quarter, own in by_quarter(on_record).items() if wanted.issuperset(own)}
        return ALL in self.periods and all(
            self.tells(cell, month.quarter if month.quarter in quarters & self.periods else str(month))
            for month in wanted
        )


Places: TypeAlias = tuple[int, ...]
"""The dimensions of a grouping, by their places in a cell."""

Plan: TypeAlias = Mapping[tuple[Places, str], Told]
"""What is told in each grouping of each measure."""


def plan(measures: Sequence[Measure], *, orders: Orders, limit: int, given: Plan | None = None) -> Plan:
    """What may be told of each measure in every grouping by some of the dimensions, the coarsest first.

    A measure stands after the one that it splits. What a coarser grouping or an earlier measure does not tell, a finer
    one does not either. `given` holds what is told already: of measures that are counted by the first dimensions alone,
    or of these in some groupings.
    """
    known = dict(given or {})
    projected = {measure.name: _projections(measure.of, dimensions=len(orders)) for measure in measures}
    for size in range(len(orders) + 1):
        for places in combinations(range(len(orders)), size):
            for measure in measures:
                if (places, measure.name) in known:
                    continue
                coarser = {of: known[of, measure.name] for of in combinations(places, size - 1)} if size else {}
                before = known.get((places, measure.after)) if measure.after else None
                own = tuple(orders[place] for place in places)
                known[places, measure.name] = _told(
                    projected[measure.name][places], places, coarser, before, orders=own, limit=limit
                )
    return known


def _told(
    by_month: Atoms,
    places: Places,
    coarser: Mapping[Places, Told],
    before: Told | None,
    *,
    orders: Orders,
    limit: int,
) -> Told:
    everything = together(by_month.values())
    others = [*coarser.values(), *([before] if before else [])]
    pools = pooled(everything, _begun(everything, places, coarser, before), orders=orders, limit=limit)
    counted = {month: in_pools(cells, pools) for month, cells in by_month.items()}
    allowed = None if not others else frozenset.intersection(*(told.periods for told in others))
    return Told(periods_told(counted, allowed=allowed, limit=limit), pools)


def _projections(atoms: Atoms, *, dimensions: int) -> dict[Places, Atoms]:
    """The counts in every grouping by some of the dimensions, each added up from one that is finer by one dimension."""
    found: dict[Places, Atoms] = {tuple(range(dimensions)): atoms}
    for size in reversed(range(dimensions)):
        for places in combinations(range(dimensions), size):
            finer = next(of for of in combinations(range(dimensions), size + 1) if set(places) < set(of))
            at = next(place for place, each in enumerate(finer) if each not in places)
            found[places] = {month: _without(cells, at) for month, cells in found[finer].items()}
    return found


def _without(cells: Mapping[Cell, Vector], at: int) -> dict[Cell, Vector]:
    """The counts of cells that differ in nothing but one dimension, together."""
    found: dict[Cell, Vector] = {}
    for cell, vector in cells.items():
        key = cell[:at] + cell[at + 1 :]
        found[key] = plus(found[key], vector) if key in found else vector
    return found


def _begun(
    everything: Mapping[Cell, Vector],
    places: Places,
    coarser: Mapping[Places, Told],
    before: Told | None,
) -> Pools:
    single = alone(everything, dimensions=len(places))
    return tuple(
        joined(
            [
                single[at],
                *(told.pools[of.index(place)] for of, told in coarser.items() if place in of),
                *([before.pools[at]] if before else []),
            ]
        )
        for at, place in enumerate(places)
    )


Counted: TypeAlias = Mapping[tuple[Pool, ...], Vector]


def periods_told(by_month: Mapping[Month, Counted], *, allowed: frozenset[str] | None, limit: int) -> frozenset[str]:
    """Everything, the quarters and the months that are told: whole or not at all, and no small remainder of any."""
    everything = together(by_month.values())
    if not is_safe(everything.values(), limit=limit) or (allowed is not None and ALL not in allowed):
        return frozenset()
    own = by_quarter(by_month)
    quarters = {quarter: together(by_month[month] for month in months) for quarter, months in own.items()}
    told = {ALL, *_kept(quarters, allowed=allowed, limit=limit)}
    for quarter in own.keys() & told:
        told |= _kept({str(month): by_month[month] for month in own[quarter]}, allowed=allowed, limit=limit)
    return frozenset(told)


def _kept(parts: Mapping[str, Counted], *, allowed: frozenset[str] | None, limit: int) -> set[str]:
    """The parts of a whole that can be told beside it: what is left of the whole must not be small."""
    size = {name: sum(map(sum, counted.values())) for name, counted in parts.items()}
    told = {
        name
        for name, counted in parts.items()
        if (allowed is None or name in allowed) and is_safe(counted.values(), limit=limit)
    }
    while not is_safe(together(parts[name] for name in parts.keys() - told).values(), limit=limit):
        told.discard(min((name for name in told if size[name]), key=lambda name: (size[name], name)))
    if any(size[name] for name in parts.keys() - told):
        told = {name for name in told if size[name]}
    return told


def by_quarter(months: Iterable[Month]) -> dict[str, list[Month]]:
    """The months of each quarter that they lie in."""
    found: defaultdict[str, list[Month]] = defaultdict(list)
    for month in months:
        found[month.quarter].append(month)
    return dict(found)
