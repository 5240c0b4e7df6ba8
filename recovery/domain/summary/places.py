"""Which treatments each row of a summary is of, and what may be told of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from recovery.domain.alert_figures import AlertKind, Tally, added_up
from recovery.domain.guide import Guide
from recovery.domain.months import Month
from recovery.domain.summary.measures import (
    ALERTS,
    HANDLED,
    IN_TIME,
    KINDS,
    TREATMENTS,
    Method,
)
from recovery.domain.summary.pooling import Pool
from recovery.domain.summary.summing import By, Choice, Gathered, Period, Place
from recovery.domain.summary.withholding import Told, by_quarter


@dataclass(frozen=True)
class Where:
    """Treatments that a row is of: a method or all, a period with its months, and pools of what is grouped by.

    `is_everything` says that nothing is beside it: no other period and no other group.
    """

    method: str | None
    period: str
    months: tuple[Month, ...]
    cell: tuple[Pool, ...]
    is_everything: bool


def places_chosen(gathered: Gathered, choice: Choice) -> int:
    """About how many places the rows of a choice have."""
    several = {method for method in gathered.methods if choice.group.method in (None, method)}
    cells = {(place.method, place.cell) for place in gathered.received if place.method in several}
    return len(cells) * len(_periods(choice, gathered.months))


def methods_chosen(gathered: Gathered, guide: Guide, choice: Choice, limit: int) -> Iterator[Method]:
    """The methods on record that were chosen, in the catalogue's order."""
    for method in guide.catalogue.methods:
        if method.slug in gathered.methods and choice.group.method in (None, method.slug):
            yield Method(method.slug, gathered, guide, choice.dimensions, limit)


def places_of(method: Method, choice: Choice) -> Iterator[tuple[Where, list[Place]]]:
    """The rows' places: of treatments told, those that there are; elsewhere all, so that none says it is empty."""
    told, on_record = _told_by(method, TREATMENTS), method.gathered.months
    for period, months in _periods(choice, on_record):
        for cell in product(*told.pools):
            if not all(_is_wanted(pool, by, choice) for pool, by in zip(cell, choice.dimensions, strict=True)):
                continue
            chosen = set(months)
            places = [
                place
                for place in method.places
                if place.month in chosen and all(own in pool for own, pool in zip(place.cell, cell, strict=True))
            ]
            if places or not told.tells_months(cell, months, on_record=on_record):
                everything = not choice.dimensions and chosen == set(on_record)
                yield Where(method.slug, period, tuple(months), cell, everything), places


def _periods(choice: Choice, on_record: Sequence[Month]) -> list[tuple[str, Sequence[Month]]]:
    months = [month for month in on_record if choice.group.since <= month <= choice.group.until]
    if not months:
        return []
    if choice.period is Period.ALL:
        return [(Period.ALL.value, months)]
    if choice.period is Period.QUARTER:
        return list(by_quarter(months).items())
    return [(str(month), [month]) for month in months]


def _is_wanted(pool: Pool, by: By, choice: Choice) -> bool:
    wanted = choice.wanted(by)
    if wanted is None:
        return True
    return any(wanted in (each.split() if by is By.AREA else [each]) for each in pool)


def _told_by(method: Method, measure: str) -> Told:
    return method.plan[tuple(range(len(method.dimensions))), measure]


def told_of(method: Method, where: Where, measures: Sequence[str]) -> frozenset[str]:
    """Which of some measures may be told there."""
    on_record = method.gathered.months
    return frozenset(
        name for name in measures if _told_by(method, name).tells_months(where.cell, where.months, on_record=on_record)
    )


def told_of_alerts(method: Method, where: Where, kind: str, category: str | None = None) -> frozenset[str]:
    """Which measures of alerts may be told there, of one category of a kind or of all alerts."""
    if method.gathered.alerts is None:
        return frozenset()
    places = tuple(range(len(method.dimensions) + (category is not None)))
    cell = where.cell if category is None else (*where.cell, frozenset({category}))
    plan, on_record = method.alert_plan(kind), method.gathered.months
    return frozenset(
        name
        for name in (ALERTS, HANDLED, IN_TIME)
        if plan[places, name].tells_months(cell, where.months, on_record=on_record)
    )


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
