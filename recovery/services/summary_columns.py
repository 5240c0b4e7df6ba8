"""The columns of the summary and of the alerts, and what stands in their cells."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isinf

from recovery.domain.alert_figures import MEDIAN, NINE_IN_TEN, Tally
from recovery.domain.bands import Band
from recovery.domain.disclosure import is_small
from recovery.domain.guide import Guide
from recovery.domain.level import Level
from recovery.domain.pooling import Pool
from recovery.domain.rules import Rule
from recovery.domain.summary_measures import (
    ALERTS,
    CLEAR,
    DUE,
    EVER,
    HANDLED,
    IN_TIME,
    PAST,
    REPORTING,
    REPORTS,
    TREATMENTS,
)
from recovery.domain.summary_rows import AlertRow, SummaryRow, Where
from recovery.domain.summing import NOT_KNOWN, By, Choice
from recovery.services.files.table import Cell, Code, Column, Type

ALL = "all"

_FIGURE = frozenset({Code.SUPPRESSED})
_COUNT = frozenset({Code.SUPPRESSED, Code.SMALL})
_SHARE = frozenset({Code.SUPPRESSED, Code.NOT_APPLICABLE})


def _text(name: str, meaning: str, *choices: str) -> Column:
    return Column(name, Type.STRING, meaning, choices=choices)


def _count(name: str, meaning: str, codes: frozenset[Code] = _FIGURE) -> Column:
    return Column(name, Type.INTEGER, meaning, codes=codes)


def _number(name: str, meaning: str, unit: str = "") -> Column:
    return Column(name, Type.NUMBER, meaning, unit, codes=_SHARE)


_PLACE = (
    _text("method", 'The method of the procedure; "all" in rows of every method.'),
    _text("clinician", 'Whose treatments; several together where one alone had too few; "all" where not grouped by.'),
    _text("area", 'What was treated: exactly these areas; "or" between those counted together; "all" as above.'),
    _text("age_band", 'Age in the year of the procedure; bands counted together have a comma between; "all" as above.'),
    _text("skin_type", 'Fitzpatrick skin type; those counted together have a comma between; "all" as above.'),
    _text("period", 'The quarter or month of the procedures, or "all" of the months chosen.'),
    _text("procedures_from", "The first month of procedures that is in it."),
    _text("procedures_until", "The last month of procedures that is in it."),
)

_HANDLING = (
    _number("median_hours_to_acknowledge", "Half of the alerts taken were taken within this time.", "hours"),
    _number("p90_hours_to_acknowledge", "Nine in ten of the alerts taken were taken within this time.", "hours"),
    _number("share_closed_within_48_h", "Of the alerts of which it can be said, the share closed within 48 hours."),
)

SUMMARY_COLUMNS = (
    _text("side_effect", "What patients reported on."),
    *_PLACE,
    _count("treatments", "Treatments.", _COUNT),
    _count("reports", "Daily reports that came."),
    _count("reports_due", "Daily reports that have fallen due so far."),
    _count("reports_received_of_due", "Of those due, how many came."),
    _number("share_received_of_due", "reports_received_of_due / reports_due."),
    _count("treatments_reporting", "Treatments with a report on this side effect."),
    _count("ever_reported", "Treatments that ever had it.", _COUNT),
    _number("share_ever_reported", "ever_reported / treatments_reporting."),
    _number("peak_severity_p25", "Of those that ever had it, the lower quartile of the highest severity.", "0 to 4"),
    _number("peak_severity_median", "The median of the same.", "0 to 4"),
    _number("peak_severity_p75", "The upper quartile of the same.", "0 to 4"),
    _number("median_clear_after", "Half of those that ever had it were clear for good after this day.", "days"),
    _number("median_clear_by", "… and by this one; n/a where reports do not reach so far.", "days"),
    _number("median_clear_low", "The 2.5th percentile of 200 drawn medians.", "days"),
    _number("median_clear_high", "The 97.5th percentile of 200 drawn medians.", "days"),
    _count("evaluable_at_band_end", "Of how many it is known whether they were clear by the band's last day."),
    _count("clear_by_band_end", "Of those, how many were clear by then."),
    _number("share_clear_by_band_end", "The estimated share clear by then of all that ever had it (Turnbull)."),
    _number("share_clear_low", "The 2.5th percentile of 200 draws of it."),
    _number("share_clear_high", "The 97.5th percentile of 200 draws of it."),
    _count("past_band", "Of evaluable_at_band_end, how many still reported it after the band's last day."),
    _number("share_past_band", "past_band / evaluable_at_band_end."),
    Column("band_from_day", Type.INTEGER, "The first day on which it has usually gone.", "days since the procedure"),
    Column("band_to_day", Type.INTEGER, "The last day by which it has usually gone.", "days since the procedure"),
    _text("band_basis", "What the band's last day rests on."),
    _text("band_borrowed", "Whether it is another method's band.", "yes", "no"),
    _text("band_version", "The version of the bands."),
    Column("alerts", Type.INTEGER, "Alerts on this side effect.", codes=_SHARE),
    _number("alerts_per_100_reports", "100 x alerts / reports."),
    *_HANDLING,
)
"""A row a side effect, method, period and group. Alerts that are of no side effect are not in it."""

ALERT_COLUMNS = (
    _text("rule", 'What raised them; "all" in rows of every rule.'),
    _text("level", 'How soon someone should look; "all" in rows of every level.'),
    *_PLACE,
    _count("reports", "Daily reports that came."),
    _count("alerts", "Alerts."),
    _number("alerts_per_100_reports", "100 x alerts / reports."),
    _count("acknowledged", "Alerts that somebody took."),
    _count("not_acknowledged_yet", "Alerts that nobody has taken yet."),
    _count("answered_by_a_report", "Alerts that a report closed before anyone took them."),
    _count("judged_at_48_h", "Alerts of which it can be said whether they were closed within 48 hours."),
    _count("closed_within_48_h", "Of those, how many were."),
    *_HANDLING,
)
"""A row for all alerts, a row a level and a row a rule, of all methods and each, by period and group."""


@dataclass(frozen=True)
class Names:
    """The words of a file: the guide's, and the clinicians' names by id."""

    guide: Guide
    choice: Choice
    clinicians: Mapping[str, str]

    def summary_cells(self, row: SummaryRow) -> list[Cell]:
        """A row of the summary, in the order of SUMMARY_COLUMNS."""
        received = row.received
        return [
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
            *_median(row),
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
            _told(tally.waiting, may=handled),
            _told(tally.answered, may=handled),
            _told(tally.judged, may=timed),
            _told(tally.in_time, may=timed),
            *_handling(tally, limit=row.limit, may=row.tells(ALERTS)),
        ]

    def _place(self, where: Where) -> list[Cell]:
        pools = dict(zip(self.choice.dimensions, where.cell, strict=True))
        return [
            self.guide.catalogue.method(where.method).name if where.method else ALL,
            *(self._pool(by, pools[by]) if by in pools else ALL for by in By),
            where.period,
            str(where.months[0]),
            str(where.months[-1]),
        ]

    def _pool(self, by: By, pool: Pool) -> str:
        between = " or " if by is By.AREA else ", "
        return between.join(sorted(self.in_words(by, category) for category in pool))

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
"""Of shares, rates and hours in files."""


def _peaks(row: SummaryRow) -> list[Cell]:
    if not row.tells(EVER):
        return [Code.SUPPRESSED] * 3
    return list(row.peaks) if row.peaks else [Code.NOT_APPLICABLE] * 3


def _median(row: SummaryRow) -> list[Cell]:
    if not row.tells(EVER):
        return [Code.SUPPRESSED] * 4
    found = row.recovered
    if found is None or found.median is None or found.median_range is None:
        return [Code.NOT_APPLICABLE] * 4
    return [_day(day) for day in (*found.median, *found.median_range)]


def _day(day: float) -> Cell:
    return Code.NOT_APPLICABLE if isinf(day) else day


def _share_clear(row: SummaryRow) -> list[Cell]:
    if not row.tells(CLEAR):
        return [Code.SUPPRESSED] * 3
    share = row.recovered.clear_by_band if row.recovered else None
    if share is None:
        return [Code.NOT_APPLICABLE] * 3
    return [round(each, DECIMALS) for each in (share.value, share.low, share.high)]


def _of_band(band: Band) -> list[Cell]:
    return [band.from_day, band.to_day, band.basis.value, "yes" if band.borrowed else "no", band.version]


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
    hours = [Code.NOT_APPLICABLE if each is None else round(each, HANDLING_DECIMALS) for each in waited]
    timed = not any(is_small(n, limit=limit) for n in (tally.in_time, tally.judged - tally.in_time))
    share = Code.NOT_APPLICABLE if tally.share_in_time is None else round(tally.share_in_time, HANDLING_DECIMALS)
    taken = not is_small(tally.taken, limit=limit)
    return [*(_told(each, may=may and taken) for each in hours), _told(share, may=may and timed)]


HANDLING_DECIMALS = 2
"""Of hours and shares of alerts: a share of a hundred or more says no more of how many they were."""
