"""Which treatments each row of a summary is of, and what may be told of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from recovery.domain.months import Month
from recovery.domain.summary.measures import TREATMENTS, Method
from recovery.domain.summary.pooling import Pool
from recovery.domain.summary.summing import NOT_KNOWN, By, Choice, Gathered, Period, Place
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


def places_of(method: Method, choice: Choice) -> Iterator[tuple[Where, list[Place]]]:
    """The rows' places of a method."""
    yield from places_told(method.gathered, method.places, _told_by(method, TREATMENTS), choice, method=method.slug)


def places_told(
    gathered: Gathered, places: Sequence[Place], told: Told, choice: Choice, *, method: str | None
) -> Iterator[tuple[Where, list[Place]]]:
    """The rows' places of a method or all: where treatments are told those that there are, elsewhere every one.

    Else a row that is not there would say that it is empty.
    """
    on_record = gathered.months
    pools = [in_order(gathered, by, known) for by, known in zip(choice.dimensions, told.pools, strict=True)]
    for period, months in _periods(choice, on_record):
        chosen, everything = set(months), not choice.dimensions and set(months) == set(on_record)
        for cell in product(*pools):
            if not all(_is_wanted(pool, by, choice) for pool, by in zip(cell, choice.dimensions, strict=True)):
                continue
            own = [place for place in places if place.month in chosen and _is_in(place, cell)]
            if own or not told.tells_months(cell, months, on_record=on_record):
                yield Where(method, period, tuple(months), cell, everything), own


def in_order(gathered: Gathered, by: By, pools: Iterable[Pool]) -> list[Pool]:
    """Pools as people look for them: ages as one grows, clinicians by name, what is not known last."""
    names = {each: at for at, each in enumerate(gathered.clinicians)} if by is By.CLINICIAN else {}
    return sorted(pools, key=lambda pool: min((each == NOT_KNOWN, names.get(each, 0), each) for each in pool))


def _is_in(place: Place, cell: tuple[Pool, ...]) -> bool:
    return all(own in pool for own, pool in zip(place.cell, cell, strict=True))


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
