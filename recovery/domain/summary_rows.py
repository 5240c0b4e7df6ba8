"""The rows of a summary: what happened to a side effect in a period and group, and what of it may be told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

from recovery.domain.alert_figures import AlertKind, Tally, added_up
from recovery.domain.bands import Band
from recovery.domain.cohort import Recovered, counted_quantile, recovered
from recovery.domain.counting import Counts, Peak, Resolution
from recovery.domain.disclosure import is_small
from recovery.domain.guide import Guide
from recovery.domain.months import Month
from recovery.domain.pooling import Pool
from recovery.domain.summary_measures import (
    ALERTS,
    CLEAR,
    DUE,
    EVER,
    HANDLED,
    IN_TIME,
    KINDS,
    LEVEL,
    PAST,
    REPORTING,
    REPORTS,
    RULE,
    SIDE_EFFECT,
    TREATMENTS,
    Ended,
    Method,
    ended,
    of_effect,
)
from recovery.domain.summing import By, Choice, Gathered, Outcomes, Period, Place, Received, all_outcomes
from recovery.domain.withholding import Told, by_quarter

QUARTILES = (0.25, 0.5, 0.75)

SHARES_KNOWN_FROM = 2
"""How many times the limit a whole must be for "small" to say no more of a part than that it is small."""


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


@dataclass(frozen=True)
class SummaryRow:
    """One side effect in one place; `told` names the measures that may be told of it, the others are held back."""

    side_effect: str
    where: Where
    band: Band
    received: Received
    outcomes: Outcomes
    alerts: Tally | None
    told: frozenset[str]
    limit: int

    def tells(self, measure: str) -> bool:
        """Whether a measure may be told."""
        return measure in self.told

    def is_small(self, measure: str) -> bool:
        """Whether a count that is held back may be said to be small: where no sum is beside it that says more."""
        if self.tells(measure) or not self.where.is_everything:
            return False
        if measure == TREATMENTS:
            return is_small(self.received.treatments, limit=self.limit)
        whole = self.tells(TREATMENTS) and self.received.treatments >= SHARES_KNOWN_FROM * self.limit
        return measure == EVER and whole and is_small(self.outcomes.ever, limit=self.limit)

    @cached_property
    def ended(self) -> Ended:
        """How courses ended against the band."""
        return ended(self.outcomes, self.band)

    @cached_property
    def peaks(self) -> tuple[float, float, float] | None:
        """The quartiles of the highest severity among those that ever had it."""
        had = {peak: n for peak, n in self.outcomes.peaks.items() if peak and n}
        if not had:
            return None
        low, middle, high = (counted_quantile(had, share) for share in QUARTILES)
        return low, middle, high

    @cached_property
    def recovered(self) -> Recovered | None:
        """How long it took, of those that ever had it; None where that is held back or nobody had it."""
        if not self.tells(EVER) or not self.outcomes.ever:
            return None
        counts = Counts(
            resolutions={Resolution(self.side_effect, *end): n for end, n in self.outcomes.ends.items()},
            peaks={Peak(self.side_effect, peak): n for peak, n in self.outcomes.peaks.items()},
        )
        return recovered(counts, self.side_effect, band=self.band, limit=self.limit)


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


def summary_rows(gathered: Gathered, guide: Guide, choice: Choice, *, limit: int) -> Iterator[SummaryRow]:
    """A row a side effect, method, period and group, in the catalogue's order."""
    for method in _methods(gathered, guide, choice, limit):
        for where, places in _wheres(method, choice):
            received = sum((gathered.received[place] for place in places), Received())
            common = _told(method, where, (TREATMENTS, DUE, REPORTS))
            for effect in guide.catalogue.side_effects:
                slug = effect.slug
                own = _told(method, where, [of_effect(name, slug) for name in (EVER, REPORTING, CLEAR, PAST)])
                yield SummaryRow(
                    side_effect=slug,
                    where=where,
                    band=guide.band(method=method.slug, side_effect=slug),
                    received=received,
                    outcomes=all_outcomes(
                        gathered.outcomes[place, slug] for place in places if (place, slug) in gathered.outcomes
                    ),
                    alerts=_tally(gathered, places, SIDE_EFFECT, slug) if gathered.alerts is not None else None,
                    told=common
                    | {name.split(" ", 1)[0] for name in own}
                    | _told_of_alerts(method, where, SIDE_EFFECT, slug),
                    limit=limit,
                )


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
    for method in _methods(gathered, guide, choice, limit):
        for where, places in _wheres(method, choice):
            reports = sum(gathered.received[place].reports for place in places)
            common = _told(method, where, (TREATMENTS, REPORTS))
            yield AlertRow(
                where=where,
                rule=None,
                level=None,
                reports=reports,
                tally=_tally(gathered, places),
                told=common | _told_of_alerts(method, where, RULE),
                limit=limit,
            )
            for kind in (LEVEL, RULE):
                for category in method.categories(kind):
                    yield AlertRow(
                        where=where,
                        rule=category if kind == RULE else None,
                        level=category if kind == LEVEL else None,
                        reports=reports,
                        tally=_tally(gathered, places, kind, category),
                        told=common | _told_of_alerts(method, where, kind, category),
                        limit=limit,
                    )


def places_chosen(gathered: Gathered, choice: Choice) -> int:
    """About how many places the rows of a choice have."""
    several = {method for method in gathered.methods if choice.group.method in (None, method)}
    cells = {(place.method, place.cell) for place in gathered.received if place.method in several}
    return len(cells) * len(_periods(choice, gathered.months))


def _methods(gathered: Gathered, guide: Guide, choice: Choice, limit: int) -> Iterator[Method]:
    for method in guide.catalogue.methods:
        if method.slug in gathered.methods and choice.group.method in (None, method.slug):
            yield Method(method.slug, gathered, guide, choice.dimensions, limit)


def _wheres(method: Method, choice: Choice) -> Iterator[tuple[Where, list[Place]]]:
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


def _told(method: Method, where: Where, measures: Sequence[str]) -> frozenset[str]:
    on_record = method.gathered.months
    return frozenset(
        name for name in measures if _told_by(method, name).tells_months(where.cell, where.months, on_record=on_record)
    )


def _told_of_alerts(method: Method, where: Where, kind: str, category: str | None = None) -> frozenset[str]:
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


def _tally(gathered: Gathered, places: Sequence[Place], kind: str = "", category: str = "") -> Tally:
    tallies: Mapping[Place, Mapping[AlertKind, Tally]] = gathered.alerts or {}
    return added_up(
        [
            tally
            for place in places
            for alert, tally in tallies.get(place, {}).items()
            if not kind or KINDS[kind](alert) == category
        ]
    )
