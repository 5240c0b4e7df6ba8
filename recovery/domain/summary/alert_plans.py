"""What may be told of alerts: of all methods together first, of each after that."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from recovery.domain.alert_figures import LEVELS, AlertKind, Tally, added_up
from recovery.domain.disclosure import Cell, Vector
from recovery.domain.guide import Guide
from recovery.domain.months import Month
from recovery.domain.rules import Rule
from recovery.domain.summary.measures import TREATMENTS, Method
from recovery.domain.summary.places import Where, told_of
from recovery.domain.summary.pooling import Orders
from recovery.domain.summary.summing import Choice, Gathered, Place
from recovery.domain.summary.withholding import ALL, Atoms, Measure, Plan, Told, plan

ALERTS, HANDLED, IN_TIME = "alerts", "handled", "in time"

SPLITS: Mapping[str, Callable[[Tally], Vector]] = {
    ALERTS: lambda tally: (tally.alerts,),
    HANDLED: lambda tally: (tally.taken, tally.not_taken),
    IN_TIME: lambda tally: (tally.in_time, tally.judged - tally.in_time, tally.alerts - tally.judged),
}
"""What is counted of alerts; the others split the first."""

SIDE_EFFECT, RULE, LEVEL = "side effect", "rule", "level"

KINDS: Mapping[str, Callable[[AlertKind], str]] = {
    SIDE_EFFECT: lambda kind: kind.side_effect or "",
    RULE: lambda kind: kind.rule.value,
    LEVEL: lambda kind: kind.level.name,
}
"""By what alerts are told apart; each on its own, beside what treatments are grouped by."""


@dataclass(frozen=True)
class AlertPlans:
    """What may be told of the alerts on record, with the method as the first thing that they are grouped by.

    So parts are counted together with other parts, and the whole is told for as long as it can be. Where treatments of
    a method are not told nothing is told of all methods, and each is planned by itself: nothing joins them.
    """

    gathered: Gathered
    guide: Guide
    choice: Choice
    limit: int
    _made: dict[tuple[str | None, str], Plan] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def methods(self) -> tuple[Method, ...]:
        """Those on record, in the catalogue's order, whatever is chosen."""
        return tuple(
            Method(method.slug, self.gathered, self.guide, self.choice.dimensions, self.limit)
            for method in self.guide.catalogue.methods
            if method.slug in self.gathered.methods
        )

    @property
    def chosen(self) -> tuple[Method, ...]:
        """Those of them that were chosen."""
        return tuple(each for each in self.methods if self.choice.group.method in (None, each.slug))

    @cached_property
    def tells_all_methods(self) -> bool:
        """Whether there are several methods, and treatments of each are told."""
        return len(self.methods) > 1 and all(ALL in each.plan[(), TREATMENTS].periods for each in self.methods)

    @cached_property
    def treatments(self) -> Plan:
        """In which groupings there are treatments enough of all methods to tell of their alerts."""
        return self._treatments(self.methods)

    def categories(self, kind: str) -> tuple[str, ...]:
        """Every category that alerts have by one of KINDS."""
        if kind == SIDE_EFFECT:
            return ("", *(effect.slug for effect in self.guide.catalogue.side_effects))
        return tuple(rule.value for rule in Rule) if kind == RULE else tuple(level.name for level in LEVELS)

    def told(self, where: Where, kind: str, category: str | None = None) -> frozenset[str]:
        """Which of SPLITS may be told in a place, of one category of a kind or of all alerts."""
        if not self._tells_treatments(where):
            return frozenset()
        places = (*range(1, len(where.cell) + 1), *([len(where.cell) + 1] if category is not None else []))
        cell = where.cell if category is None else (*where.cell, frozenset({category}))
        if where.method is not None:
            places, cell = (0, *places), (frozenset({where.method}), *cell)
        known, on_record = self._plan(where.method, kind), self.gathered.months
        return frozenset(
            name for name in SPLITS if known[places, name].tells_months(cell, where.months, on_record=on_record)
        )

    def _tells_treatments(self, where: Where) -> bool:
        """Whether the row itself tells of treatments there; of all methods the plan asks for that."""
        if where.method is None:
            return self.tells_all_methods
        return bool(told_of(self._of(where.method), where, [TREATMENTS]))

    def _of(self, method: str) -> Method:
        return next(each for each in self.methods if each.slug == method)

    def _plan(self, method: str | None, kind: str) -> Plan:
        """That of all methods, or of one alone: by side effect, and where nothing is told of all methods."""
        alone = None if self.tells_all_methods and kind != SIDE_EFFECT else method
        if (alone, kind) not in self._made:
            methods = self.methods if alone is None else (self._of(alone),)
            given = self._within_all(alone) if alone and self.tells_all_methods else self._treatments(methods)
            orders = (*self._orders, None)
            self._made[alone, kind] = plan(self._measures(methods, kind), orders=orders, limit=self.limit, given=given)
        return self._made[alone, kind]

    def _within_all(self, method: str) -> Plan:
        """What the plan of all methods tells of the alerts of one, as the bound of what a finer one may."""
        own, known = frozenset({method}), self._plan(None, RULE)
        return {
            (places, TREATMENTS): Told(
                told.periods if own in told.pools[0] else frozenset(),
                ((own,), *told.pools[1:]) if 0 in places else told.pools[1:],
            )
            for places, _ in self.treatments
            for told in [known[(0, *(each for each in places if each)), ALERTS]]
        }

    @property
    def _orders(self) -> Orders:
        return (None, *self.methods[0].orders)

    def _treatments(self, methods: Sequence[Method]) -> Plan:
        received = self.gathered.received
        atoms = self._atoms(
            (place, place.cell, (received[place].treatments,)) for method in methods for place in method.places
        )
        return plan([Measure(TREATMENTS, atoms)], orders=self._orders, limit=self.limit)

    def _measures(self, methods: Sequence[Method], kind: str) -> list[Measure]:
        tallies = list(self._tallies(methods, kind))
        return [
            Measure(
                name,
                self._atoms((place, (*place.cell, category), split(tally)) for place, category, tally in tallies),
                TREATMENTS if name == ALERTS else ALERTS,
            )
            for name, split in SPLITS.items()
        ]

    def _tallies(self, methods: Sequence[Method], kind: str) -> Iterator[tuple[Place, str, Tally]]:
        for place in (place for method in methods for place in method.places):
            own: defaultdict[str, list[Tally]] = defaultdict(list)
            for alert, tally in (self.gathered.alerts or {}).get(place, {}).items():
                own[KINDS[kind](alert)].append(tally)
            for category in self.categories(kind):
                yield place, category, added_up(own[category]) if category in own else Tally()

    def _atoms(self, entries: Iterable[tuple[Place, Cell, Vector]]) -> Atoms:
        found: dict[Month, dict[Cell, Vector]] = {month: {} for month in self.gathered.months}
        for place, cell, vector in entries:
            found[place.month][place.method, *cell] = vector
        return found


def tally_of(gathered: Gathered, places: Sequence[Place], kind: str = "", category: str = "") -> Tally:
    """The alerts of some places, of one category of a kind or all."""
    tallies: Mapping[Place, Mapping[AlertKind, Tally]] = gathered.alerts or {}
    return added_up(
        [
            tally
            for place in places
            for alert, tally in tallies.get(place, {}).items()
            if not kind or KINDS[kind](alert) == category
        ]
    )
