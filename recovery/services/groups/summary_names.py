"""What stands in the cells of the summary and of the alerts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import isinf

from recovery.domain.alert_figures import LEVELS, MEDIAN, NINE_IN_TEN, Tally
from recovery.domain.bands import Band
from recovery.domain.clinic import Staff
from recovery.domain.disclosure import is_small
from recovery.domain.guide import Guide
from recovery.domain.level import Level
from recovery.domain.rules import Rule
from recovery.domain.summary.alert_plans import ALERTS, HANDLED, IN_TIME
from recovery.domain.summary.alert_rows import AlertRow
from recovery.domain.summary.measures import CLEAR, DUE, EVER, PAST, REPORTING, REPORTS, TREATMENTS
from recovery.domain.summary.places import Where
from recovery.domain.summary.pooling import Pool
from recovery.domain.summary.rows import SummaryRow
from recovery.domain.summary.summing import NOT_KNOWN, By, Choice
from recovery.services.files.table import Cell, Code, Column

ALL = "all"


SUMMARY_KEY = ("side_effect", "method", *(by.slug for by in By), "period")
ALERT_KEY = ("rule", "level", *SUMMARY_KEY[1:])
"""What no two rows of a file share."""


def clinicians_by_name(staff: Iterable[Staff]) -> dict[str, str]:
    """Their names by id, in the order of names; those who are called alike are numbered, so that rows differ."""
    found: dict[str, str] = {}
    for each in sorted(staff, key=lambda one: (one.name.casefold(), one.account_id)):
        alike = sum(each.name == other.name for other in staff if other.account_id < each.account_id)
        found[str(each.account_id)] = f"{each.name} ({alike + 1})" if alike else each.name
    return found


@dataclass(frozen=True)
class Names:
    """The words of a file: the guide's, and the clinicians' names by id."""

    guide: Guide
    choice: Choice
    clinicians: Mapping[str, str]

    @property
    def choices(self) -> Mapping[str, tuple[str, ...]]:
        """Of columns with few values, all that there are."""
        catalogue = self.guide.catalogue
        return {
            "side_effect": tuple(effect.slug for effect in catalogue.side_effects),
            "method": (ALL, *(method.slug for method in catalogue.methods)),
            "rule": (ALL, *(self.guide.rules[rule].name for rule in Rule)),
            "level": (ALL, *(level.word for level in LEVELS)),
        }

    def columns(self, columns: Iterable[Column]) -> tuple[Column, ...]:
        """Columns with all values that they may have, where these are few."""
        return tuple(replace(each, choices=self.choices.get(each.name, each.choices)) for each in columns)

    def summary_cells(self, row: SummaryRow) -> list[Cell]:
        """A row of the summary, in the order of SUMMARY_COLUMNS."""
        received = row.received
        return [
            row.side_effect,
            self.guide.catalogue.side_effect(row.side_effect).name,
            *self._place(row.where),
            _counted(row, TREATMENTS, received.treatments),
            _told(received.reports, may=row.tells(REPORTS)),
            _told(received.due, may=row.tells(DUE)),
            _told(received.of_due, may=row.tells(DUE)),
            _ratio(received.of_due, received.due, may=row.tells(DUE)),
            _told(row.outcomes.ever + row.outcomes.never, may=row.tells(REPORTING)),
            _counted(row, EVER, row.outcomes.ever),
            _ratio(row.outcomes.ever, row.outcomes.ever + row.outcomes.never, may=row.tells(REPORTING)),
            *_peaks(row),
            *_half_clear(row),
            _told(row.ended.evaluable, may=row.tells(CLEAR)),
            _told(row.ended.clear, may=row.tells(CLEAR)),
            *_share_clear(row),
            _told(row.ended.past, may=row.tells(PAST)),
            _ratio(row.ended.past, row.ended.evaluable, may=row.tells(PAST)),
            *_of_band(row.band),
            *_alerts(row),
        ]

    def alert_cells(self, row: AlertRow) -> list[Cell]:
        """A row of the alerts, in the order of ALERT_COLUMNS."""
        tally, handled, timed = row.tally, row.tells(HANDLED), row.tells(IN_TIME)
        return [
            self.guide.rules[Rule(row.rule)].name if row.rule else ALL,
            Level[row.level].word if row.level else ALL,
            *self._place(row.where),
            _told(row.reports, may=row.tells(REPORTS)),
            _told(tally.alerts, may=row.tells(ALERTS)),
            _ratio(100 * tally.alerts, row.reports, may=row.tells(ALERTS) and row.tells(REPORTS)),
            _told(tally.taken, may=handled),
            _told(tally.not_taken, may=handled),
            _told(tally.judged, may=timed),
            _told(tally.in_time, may=timed),
            *_handling(tally, limit=row.limit, may=row.tells(ALERTS)),
        ]

    def _place(self, where: Where) -> list[Cell]:
        pools = dict(zip(self.choice.dimensions, where.cell, strict=True))
        return [
            where.method or ALL,
            self.guide.catalogue.method(where.method).name if where.method else ALL,
            *(self._pool(by, pools[by]) if by in pools else ALL for by in By),
            where.period,
            str(where.months[0]),
            str(where.months[-1]),
        ]

    def _pool(self, by: By, pool: Pool) -> str:
        between = " or " if by is By.AREA else ", "
        known = sorted(self.in_words(by, category) for category in pool if category != NOT_KNOWN)
        return between.join([*known, *(self.in_words(by, category) for category in pool if category == NOT_KNOWN)])

    def in_words(self, by: By, category: str) -> str:
        """A category as people read it."""
        if category == NOT_KNOWN:
            return "not known"
        if by is By.AREA:
            return " + ".join(self.guide.catalogue.area(slug).name for slug in category.split())
        return self.clinicians.get(category, category) if by is By.CLINICIAN else category


def _told(figure: Cell, *, may: bool) -> Cell:
    return figure if may else Code.SUPPRESSED


def _counted(row: SummaryRow, measure: str, n: int) -> Cell:
    return Code.SMALL if row.is_small(measure) else _told(n, may=row.tells(measure))


def _ratio(part: float, whole: float, *, may: bool) -> Cell:
    if not may:
        return Code.SUPPRESSED
    return round(part / whole, DECIMALS) if whole else Code.NOT_APPLICABLE


DECIMALS = 4
"""Of shares and rates in files."""


def _peaks(row: SummaryRow) -> list[Cell]:
    if not row.tells(EVER):
        return [Code.SUPPRESSED] * 3
    return list(row.peaks) if row.peaks else [Code.NOT_APPLICABLE] * 3


def _half_clear(row: SummaryRow) -> list[Cell]:
    if not row.tells(EVER):
        return [Code.SUPPRESSED] * 4
    found = row.recovered
    if found is None or found.median is None or found.median_range is None:
        return [Code.NOT_APPLICABLE] * 4
    return [_day(day) for day in (found.median.after + 1, found.median.by, *found.median_range)]


def _day(day: float) -> Cell:
    return Code.NOT_APPLICABLE if isinf(day) else int(day)


def _share_clear(row: SummaryRow) -> list[Cell]:
    if not row.tells(CLEAR):
        return [Code.SUPPRESSED] * 3
    share = row.recovered.clear_by_band if row.recovered else None
    if share is None:
        return [Code.NOT_APPLICABLE] * 3
    return [round(each, DECIMALS) for each in (share.value, share.low, share.high)]


def _of_band(band: Band) -> list[Cell]:
    return [band.from_day, band.to_day, band.basis.value, band.borrowed, band.version]


def _alerts(row: SummaryRow) -> list[Cell]:
    tally = row.alerts
    if tally is None:
        return [Code.NOT_APPLICABLE] * 5
    told = row.tells(ALERTS)
    return [
        _told(tally.alerts, may=told),
        _ratio(100 * tally.alerts, row.received.reports, may=told and row.tells(REPORTS)),
        *_handling(tally, limit=row.limit, may=told),
    ]


def _handling(tally: Tally, *, limit: int, may: bool) -> list[Cell]:
    """Times and a share that rest on few are held back; on how many they rest is not told by them."""
    waited = [tally.hours_until_taken(share) for share in (MEDIAN, NINE_IN_TEN)]
    hours = [Code.NOT_APPLICABLE if each is None else round(each, HOURS_DECIMALS) for each in waited]
    timed = not any(is_small(n, limit=limit) for n in (tally.in_time, tally.judged - tally.in_time))
    share = Code.NOT_APPLICABLE if tally.share_in_time is None else round(tally.share_in_time, HANDLING_DECIMALS)
    taken = not is_small(tally.taken, limit=limit)
    return [*(_told(each, may=may and taken) for each in hours), _told(share, may=may and timed)]


HANDLING_DECIMALS, HOURS_DECIMALS = 2, 1
"""Of shares and hours of alerts: a share of a hundred or more says no more of how many they were."""
