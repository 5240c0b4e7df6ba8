"""What a summary counts of each method, question after question, and what of it may be told."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from recovery.domain.alert_figures import LEVELS, AlertKind, Tally, added_up
from recovery.domain.bands import Band
from recovery.domain.disclosure import Vector
from recovery.domain.groups import AGE_BANDS
from recovery.domain.guide import Guide
from recovery.domain.months import Month
from recovery.domain.rules import Rule
from recovery.domain.summary.pooling import Orders
from recovery.domain.summary.summing import NOT_KNOWN, By, Gathered, Outcomes, Place, Received
from recovery.domain.summary.withholding import Atoms, Measure, Plan, plan

TREATMENTS, DUE, REPORTS = "treatments", "due", "reports"
EVER, REPORTING, CLEAR, PAST = "ever", "reporting", "clear", "past"
ALERTS, HANDLED, IN_TIME = "alerts", "handled", "in time"

AGE_ORDER: Mapping[str, int] = {band: at for at, band in enumerate((*AGE_BANDS, NOT_KNOWN))}

Entry: TypeAlias = tuple[Place, Vector]

SIDE_EFFECT, RULE, LEVEL = "side effect", "rule", "level"

KINDS: Mapping[str, Callable[[AlertKind], str]] = {
    SIDE_EFFECT: lambda kind: kind.side_effect or "",
    RULE: lambda kind: kind.rule.value,
    LEVEL: lambda kind: kind.level.name,
}
"""By what alerts are told apart; each on its own, beside what treatments are grouped by."""


@dataclass(frozen=True)
class Ended:
    """Of the courses that were ever present: gone by the band's last day or not, or nobody can say.

    Of those not gone, `past` were still reported after that day.
    """

    clear: int = 0
    not_clear: int = 0
    past: int = 0
    not_known: int = 0

    @property
    def evaluable(self) -> int:
        """Of how many it can be said."""
        return self.clear + self.not_clear


def ended(outcomes: Outcomes, band: Band) -> Ended:
    """How courses ended against a band (recovery.domain.course.cleared_by, for many at once)."""
    clear = not_clear = past = 0
    for (after, by), n in outcomes.ends.items():
        if by is not None and by <= band.to_day:
            clear += n
        elif after >= band.to_day:
            not_clear += n
            past += n if after > band.to_day else 0
    return Ended(clear, not_clear, past, outcomes.ever - clear - not_clear)


def of_effect(question: str, side_effect: str) -> str:
    """The measure that asks a question of one side effect."""
    return f"{question} {side_effect}"


@dataclass(frozen=True)
class Method:
    """What is on record of one method."""

    slug: str
    gathered: Gathered
    guide: Guide
    dimensions: tuple[By, ...]
    limit: int

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Where there are treatments."""
        return tuple(place for place in self.gathered.received if place.method == self.slug)

    @property
    def orders(self) -> Orders:
        """Which dimensions are in an order."""
        return tuple(AGE_ORDER if by is By.AGE_BAND else None for by in self.dimensions)

    @cached_property
    def plan(self) -> Plan:
        """What may be told of treatments, their reports, and what became of them."""
        measures = [
            Measure(TREATMENTS, self._received(lambda each: (each.treatments,))),
            Measure(DUE, self._received(lambda each: (each.of_due, each.due - each.of_due)), TREATMENTS),
            Measure(REPORTS, self._received(lambda each: (each.of_due, each.reports - each.of_due)), TREATMENTS),
        ]
        for effect in self.guide.catalogue.side_effects:
            measures += self._of_effect(effect.slug)
        return plan(measures, orders=self.orders, limit=self.limit)

    def alert_plan(self, kind: str) -> Plan:
        """What may be told of alerts, by one of KINDS."""
        if kind not in self._alert_plans:
            orders = (*self.orders, None)
            self._alert_plans[kind] = plan(self._of_alerts(kind), orders=orders, limit=self.limit, given=self.plan)
        return self._alert_plans[kind]

    @cached_property
    def _alert_plans(self) -> dict[str, Plan]:
        return {}

    def categories(self, name: str) -> tuple[str, ...]:
        """Every category that alerts have by one of KINDS."""
        if name == SIDE_EFFECT:
            return ("", *(effect.slug for effect in self.guide.catalogue.side_effects))
        return tuple(rule.value for rule in Rule) if name == RULE else tuple(level.name for level in LEVELS)

    def _received(self, vector: Callable[[Received], Vector]) -> Atoms:
        return self._atoms((place, vector(self.gathered.received[place])) for place in self.places)

    def _of_effect(self, slug: str) -> list[Measure]:
        band = self.guide.band(method=self.slug, side_effect=slug)
        found = [(place, self.gathered.outcomes.get((place, slug), Outcomes())) for place in self.places]
        treatments = {place: self.gathered.received[place].treatments for place in self.places}
        ends = [(place, ended(outcomes, band)) for place, outcomes in found]
        return [
            self._measure(EVER, slug, [(at, (o.ever, treatments[at] - o.ever)) for at, o in found], TREATMENTS),
            self._measure(
                REPORTING, slug, [(at, (o.never, treatments[at] - o.ever - o.never)) for at, o in found], EVER
            ),
            self._measure(CLEAR, slug, [(at, (e.clear, e.not_clear, e.not_known)) for at, e in ends], EVER),
            self._measure(PAST, slug, [(at, (e.past, e.not_clear - e.past)) for at, e in ends], CLEAR),
        ]

    def _measure(self, question: str, slug: str, entries: Iterable[Entry], after: str) -> Measure:
        return Measure(
            of_effect(question, slug), self._atoms(entries), after if after == TREATMENTS else of_effect(after, slug)
        )

    def _of_alerts(self, name: str) -> list[Measure]:
        kind, tallies = KINDS[name], self.gathered.alerts or {}
        counted: dict[tuple[Place, str], list[Tally]] = {}
        for place in self.places:
            for alert, tally in tallies.get(place, {}).items():
                counted.setdefault((place, kind(alert)), []).append(tally)
        split: dict[str, list[Entry]] = {ALERTS: [], HANDLED: [], IN_TIME: []}
        for place in self.places:
            for category in self.categories(name):
                of = counted.get((place, category))
                tally = added_up(of) if of else Tally()
                at = place._replace(cell=(*place.cell, category))
                split[ALERTS].append((at, (tally.alerts,)))
                split[HANDLED].append((at, (tally.answered, tally.taken, tally.waiting)))
                split[IN_TIME].append((at, (tally.in_time, tally.judged - tally.in_time, tally.alerts - tally.judged)))
        return [
            Measure(ALERTS, self._atoms(split[ALERTS]), TREATMENTS),
            Measure(HANDLED, self._atoms(split[HANDLED]), ALERTS),
            Measure(IN_TIME, self._atoms(split[IN_TIME]), ALERTS),
        ]

    def _atoms(self, entries: Iterable[Entry]) -> Atoms:
        found: dict[Month, dict[tuple[str, ...], Vector]] = {month: {} for month in self.gathered.months}
        for place, vector in entries:
            found[place.month][place.cell] = vector
        return found
