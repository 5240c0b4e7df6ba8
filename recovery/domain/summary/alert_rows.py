"""The rows of the file of alerts: how many of a rule or level there were, and what of it may be told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from recovery.domain.alert_figures import Tally, added_up
from recovery.domain.guide import Guide
from recovery.domain.summary.measures import (
    LEVEL,
    REPORTS,
    RULE,
    TREATMENTS,
)
from recovery.domain.summary.places import Where, methods_chosen, places_of, tally_of, told_of, told_of_alerts
from recovery.domain.summary.pooling import Pool
from recovery.domain.summary.summing import Choice, Gathered


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
    rows = list(_alert_rows(gathered, guide, choice, limit=limit))
    yield from _over_methods(rows)
    yield from rows


def _over_methods(rows: Sequence[AlertRow]) -> Iterator[AlertRow]:
    """The sums over methods, of several and where each has such a row: told where all that they are made of is."""
    methods: dict[str, set[str | None]] = {}
    alike: dict[tuple[str, tuple[Pool, ...], str | None, str | None], list[AlertRow]] = {}
    for row in rows:
        methods.setdefault(row.where.period, set()).add(row.where.method)
        alike.setdefault((row.where.period, row.where.cell, row.rule, row.level), []).append(row)
    for (period, *_), parts in alike.items():
        if len(parts) == len(methods[period]) > 1:
            yield replace(
                parts[0],
                where=replace(parts[0].where, method=None, is_everything=False),
                reports=sum(part.reports for part in parts),
                tally=added_up([part.tally for part in parts]),
                told=frozenset.intersection(*(part.told for part in parts)),
            )


def _alert_rows(gathered: Gathered, guide: Guide, choice: Choice, *, limit: int) -> Iterator[AlertRow]:
    for method in methods_chosen(gathered, guide, choice, limit):
        for where, places in places_of(method, choice):
            reports = sum(gathered.received[place].reports for place in places)
            common = told_of(method, where, (TREATMENTS, REPORTS))
            yield AlertRow(
                where=where,
                rule=None,
                level=None,
                reports=reports,
                tally=tally_of(gathered, places),
                told=common | told_of_alerts(method, where, RULE),
                limit=limit,
            )
            for kind in (LEVEL, RULE):
                for category in method.categories(kind):
                    yield AlertRow(
                        where=where,
                        rule=category if kind == RULE else None,
                        level=category if kind == LEVEL else None,
                        reports=reports,
                        tally=tally_of(gathered, places, kind, category),
                        told=common | told_of_alerts(method, where, kind, category),
                        limit=limit,
                    )
