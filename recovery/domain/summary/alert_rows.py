"""The rows of the file of alerts: how many of a rule or level there were, and what of it may be told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from recovery.domain.alert_figures import Tally
from recovery.domain.guide import Guide
from recovery.domain.summary.alert_plans import LEVEL, RULE, AlertPlans, tally_of
from recovery.domain.summary.measures import REPORTS, TREATMENTS, Method
from recovery.domain.summary.places import Where, places_of, places_told, told_of
from recovery.domain.summary.summing import Choice, Gathered, Place


@dataclass(frozen=True)
class AlertRow:
    """The alerts of one rule or level in one place, None standing for all of them."""

    where: Where
    rule: str | None
    level: str | None
    reports: int
    tally: Tally
    told: frozenset[str]
    limit: int

    def tells(self, measure: str) -> bool:
        """Whether a measure may be told."""
        return measure in self.told


def alert_rows(gathered: Gathered, guide: Guide, choice: Choice, *, limit: int) -> Iterator[AlertRow]:
    """A row for all alerts, a row a level and a row a rule, of all methods and each, by period and group."""
    plans = AlertPlans(gathered, guide, choice, limit)
    if choice.group.method is None and len(plans.methods) > 1:
        together = plans.treatments[tuple(range(1, len(choice.dimensions) + 1)), TREATMENTS]
        everywhere = places_told(gathered, tuple(gathered.received), together, choice, method=None)
        for where, places in everywhere:
            yield from _rows(plans, where, places, told=_told_of_each(plans.methods, where))
    for method in plans.chosen:
        for where, places in places_of(method, choice):
            yield from _rows(plans, where, places, told=told_of(method, where, (REPORTS,)))


def _told_of_each(methods: Sequence[Method], where: Where) -> frozenset[str]:
    """Reports of all methods are told where those of each are."""
    return frozenset.intersection(*(told_of(method, where, (REPORTS,)) for method in methods))


def _rows(plans: AlertPlans, where: Where, places: Sequence[Place], *, told: frozenset[str]) -> Iterator[AlertRow]:
    gathered = plans.gathered
    reports = sum(gathered.received[place].reports for place in places)
    yield AlertRow(
        where=where,
        rule=None,
        level=None,
        reports=reports,
        tally=tally_of(gathered, places),
        told=told | plans.told(where),
        limit=plans.limit,
    )
    for kind in (LEVEL, RULE):
        for category in plans.categories(kind):
            yield AlertRow(
                where=where,
                rule=category if kind == RULE else None,
                level=category if kind == LEVEL else None,
                reports=reports,
                tally=tally_of(gathered, places, kind, category),
                told=told | plans.told(where, kind, category),
                limit=plans.limit,
            )
