"""What a summary counts of each method, question after question, and what of it may be told."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TypeAlias

from recovery.domain.bands import Band
from recovery.domain.disclosure import Vector
from recovery.domain.groups import AGE_BANDS
from recovery.domain.guide import Guide
from recovery.domain.months import Month
from recovery.domain.summary.pooling import Orders
from recovery.domain.summary.summing import NOT_KNOWN, By, Gathered, Outcomes, Place, Received
from recovery.domain.summary.withholding import Atoms, Measure, Plan, plan

TREATMENTS, DUE, REPORTS = "treatments", "due", "reports"
EVER, REPORTING, CLEAR, PAST = "ever", "reporting", "clear", "past"

AGE_ORDER: Mapping[str, int] = {band: at for at, band in enumerate((*AGE_BANDS, NOT_KNOWN))}

Entry: TypeAlias = tuple[Place, Vector]


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
    """How courses ended against a band.

    Gone between two reports on both sides of its last day, or lost from sight before it, cannot be said.
    """
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
            Measure(REPORTING, self._atoms((place, self._reporting(place)) for place in self.places), TREATMENTS),
        ]
        for effect in self.guide.catalogue.side_effects:
            measures += self._of_effect(effect.slug)
        return plan(measures, orders=self.orders, limit=self.limit)

    def _received(self, vector: Callable[[Received], Vector]) -> Atoms:
        return self._atoms((place, vector(self.gathered.received[place])) for place in self.places)

    def _reporting(self, place: Place) -> Vector:
        """Who reported and never had it, and who did not report, of every side effect.

        A report speaks of all of them: what is told beside one is known beside the others, where it may leave fewer.
        """
        all_of_them = self.gathered.received[place].treatments
        found = [self._outcomes(place, effect.slug) for effect in self.guide.catalogue.side_effects]
        return tuple(chain.from_iterable((o.never, all_of_them - o.ever - o.never) for o in found))

    def _outcomes(self, place: Place, slug: str) -> Outcomes:
        return self.gathered.outcomes.get((place, slug), Outcomes())

    def _of_effect(self, slug: str) -> list[Measure]:
        band = self.guide.band(method=self.slug, side_effect=slug)
        found = [(place, self._outcomes(place, slug)) for place in self.places]
        treatments = {place: self.gathered.received[place].treatments for place in self.places}
        ends = [(place, ended(outcomes, band)) for place, outcomes in found]
        return [
            self._measure(EVER, slug, [(at, (o.ever, treatments[at] - o.ever)) for at, o in found], TREATMENTS),
            self._measure(CLEAR, slug, [(at, (e.clear, e.not_clear, e.not_known)) for at, e in ends], EVER),
            self._measure(PAST, slug, [(at, (e.past, e.not_clear - e.past)) for at, e in ends], CLEAR),
        ]

    def _measure(self, question: str, slug: str, entries: Iterable[Entry], after: str) -> Measure:
        return Measure(
            of_effect(question, slug), self._atoms(entries), after if after == TREATMENTS else of_effect(after, slug)
        )

    def _atoms(self, entries: Iterable[Entry]) -> Atoms:
        found: dict[Month, dict[tuple[str, ...], Vector]] = {month: {} for month in self.gathered.months}
        for place, vector in entries:
            found[place.month][place.cell] = vector
        return found
