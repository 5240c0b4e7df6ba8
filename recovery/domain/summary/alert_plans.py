"""What may be told of alerts: of all methods together first, of each after that."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, product

from recovery.domain.alert_figures import LEVELS, AlertKind, Tally, added_up
from recovery.domain.disclosure import Cell, Vector
from recovery.domain.guide import Guide
from recovery.domain.months import Month
from recovery.domain.rules import Rule
from recovery.domain.summary.measures import TREATMENTS, Method
from recovery.domain.summary.places import Where, told_of
from recovery.domain.summary.pooling import Orders
from recovery.domain.summary.summing import Choice, Gathered, Place
from recovery.domain.summary.withholding import ALL, Atoms, Measure, Places, Plan, Told, plan

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
"""By what alerts are told apart, beside what treatments are grouped by."""

OF_AN_EFFECT, OF_THE_TREATMENT = "of a side effect", "of the treatment"

PARTS = (OF_AN_EFFECT, OF_THE_TREATMENT)
"""The two kinds of alerts that the side effects and the rules both tell apart, so nothing is pooled across them."""

_PART, _RULE_AND_LEVEL = "part", "rule and level"

_FINEST: Mapping[str, Callable[[AlertKind], str]] = {
    _PART: lambda kind: OF_THE_TREATMENT if kind.side_effect is None else OF_AN_EFFECT,
    _RULE_AND_LEVEL: lambda kind: f"{kind.rule.value} {kind.level.name}",
    SIDE_EFFECT: KINDS[SIDE_EFFECT],
}
"""What is planned: rules and levels as one, since most rules have one level and a row of either is a sum of both."""


@dataclass(frozen=True)
class AlertPlans:
    """What may be told of the alerts on record, with the method as the first thing that they are grouped by.

    So parts are counted together with other parts, and the whole is told for as long as it can be. Where treatments of
    a method are not told nothing is told of all methods, and each is planned by itself: nothing joins them. Alerts of
    the whole treatment are told apart from those of a side effect first, as rules and side effects both tell of them.
    """

    gathered: Gathered
    guide: Guide
    choice: Choice
    limit: int
    _made: dict[tuple[str | None, str, str], Plan] = field(default_factory=dict, compare=False, repr=False)

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
        """Every category of rules or of levels."""
        return tuple(rule.value for rule in Rule) if kind == RULE else tuple(level.name for level in LEVELS)

    def told(self, where: Where, kind: str | None = None, category: str = "") -> frozenset[str]:
        """Which of SPLITS may be told in a place, of one category of a kind or of all alerts."""
        if not self._tells_treatments(where):
            return frozenset()
        found = _told_of_pools(self._parts(where.method), where, None, on_record=self.gathered.months)
        if kind is None:
            return found
        for part in PARTS if kind != SIDE_EFFECT else (OF_AN_EFFECT,):
            finest = SIDE_EFFECT if kind == SIDE_EFFECT else _RULE_AND_LEVEL
            own = frozenset(_FINEST[finest](each) for each in self._kinds(part) if KINDS[kind](each) == category)
            known = self._plan(where.method, part, finest)
            found &= _told_of_pools(known, where, own, on_record=self.gathered.months)
        return found

    def _tells_treatments(self, where: Where) -> bool:
        """Whether the row itself tells of treatments there; of all methods the plan asks for that."""
        if where.method is None:
            return self.tells_all_methods
        return bool(told_of(self._of(where.method), where, [TREATMENTS]))

    def _of(self, method: str) -> Method:
        return next(each for each in self.methods if each.slug == method)

    def _parts(self, method: str | None) -> Plan:
        """What is told of all alerts and of PARTS: of all methods, or of one alone where that tells nothing."""
        alone = None if self.tells_all_methods else method
        key = (alone, "", _PART)
        if key not in self._made:
            methods = self.methods if alone is None else (self._of(alone),)
            measures = self._measures(methods, _PART, PARTS)
            orders = (*self._orders, None)
            self._made[key] = plan(measures, orders=orders, limit=self.limit, given=self._treatments(methods))
        return self._made[key]

    def _plan(self, method: str | None, part: str, kind: str) -> Plan:
        """What is told of a part by one of _FINEST; by side effect of each method, as no row is of all of them."""
        alone = None if self.tells_all_methods and kind != SIDE_EFFECT else method
        key = (alone, part, kind)
        if key not in self._made:
            methods = self.methods if alone is None else (self._of(alone),)
            within = self._within(self._parts(method), part, alone if self.tells_all_methods else None)
            measures = self._measures(methods, kind, (part,))
            self._made[key] = plan(measures, orders=(*self._orders, None), limit=self.limit, given=within)
        return self._made[key]

    def _within(self, known: Plan, part: str, method: str | None) -> Plan:
        """What is told of a part, and of one method of all, as the bound of what a finer plan may tell of it."""
        last, found = len(self._orders), dict[tuple[Places, str], Told]()
        for (places, _), name in product(self.treatments, SPLITS):
            rest = tuple(place for place in places if place) if method is not None else places
            told = known[(*(() if method is None else (0,)), *rest, last), name]
            pools, is_told = told.pools[:-1], frozenset({part}) in told.pools[-1]
            if method is not None:
                own = frozenset({method})
                is_told = is_told and own in pools[0]
                pools = ((own,), *pools[1:]) if 0 in places else pools[1:]
            found[places, name] = Told(told.periods if is_told else frozenset(), pools)
        return found

    @property
    def _orders(self) -> Orders:
        return (None, *self.methods[0].orders)

    def _treatments(self, methods: Sequence[Method]) -> Plan:
        received = self.gathered.received
        atoms = self._atoms(
            (place, place.cell, (received[place].treatments,)) for method in methods for place in method.places
        )
        return plan([Measure(TREATMENTS, atoms)], orders=self._orders, limit=self.limit)

    def _measures(self, methods: Sequence[Method], kind: str, parts: Collection[str]) -> list[Measure]:
        tallies = list(self._tallies(methods, kind, parts))
        return [
            Measure(
                name,
                self._atoms((place, (*place.cell, category), split(tally)) for place, category, tally in tallies),
                TREATMENTS if name == ALERTS else ALERTS,
            )
            for name, split in SPLITS.items()
        ]

    def _tallies(
        self, methods: Sequence[Method], kind: str, parts: Collection[str]
    ) -> Iterator[tuple[Place, str, Tally]]:
        categories = parts if kind == _PART else {_FINEST[kind](each) for part in parts for each in self._kinds(part)}
        for place in (place for method in methods for place in method.places):
            own: defaultdict[str, list[Tally]] = defaultdict(list)
            for alert, tally in (self.gathered.alerts or {}).get(place, {}).items():
                if _FINEST[_PART](alert) in parts:
                    own[_FINEST[kind](alert)].append(tally)
            for category in categories:
                yield place, category, added_up(own[category]) if category in own else Tally()

    def _kinds(self, part: str) -> list[AlertKind]:
        """The kinds of alerts on record, of one of PARTS."""
        return [each for each in self._on_record if _FINEST[_PART](each) == part]

    @cached_property
    def _on_record(self) -> frozenset[AlertKind]:
        return frozenset(chain.from_iterable((self.gathered.alerts or {}).values()))

    def _atoms(self, entries: Iterable[tuple[Place, Cell, Vector]]) -> Atoms:
        found: dict[Month, dict[Cell, Vector]] = {month: {} for month in self.gathered.months}
        for place, cell, vector in entries:
            found[place.month][place.method, *cell] = vector
        return found


def _told_of_pools(
    known: Plan, where: Where, own: frozenset[str] | None, *, on_record: Sequence[Month]
) -> frozenset[str]:
    """Which of SPLITS are told in a place, of all categories or of those that are whole pools together."""
    count = len(where.cell)
    places, cell = tuple(range(1, count + 1)), where.cell
    if where.method is not None:
        places, cell = (0, *places), (frozenset({where.method}), *cell)
    if own is None:
        return frozenset(
            name for name in SPLITS if known[places, name].tells_months(cell, where.months, on_record=on_record)
        )
    found = set()
    for name in SPLITS:
        told = known[(*places, count + 1), name]
        pools = [pool for pool in told.pools[-1] if pool <= own]
        if frozenset().union(*pools) == own and all(
            told.tells_months((*cell, pool), where.months, on_record=on_record) for pool in pools
        ):
            found.add(name)
    return frozenset(found)


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
