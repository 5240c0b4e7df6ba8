"""The columns of the files that managers take along, and what stands in their cells."""

from dataclasses import dataclass

from recovery.domain.alert_figures import MEDIAN, NINE_IN_TEN, AlertFigures, AlertRow, Tally
from recovery.domain.bands import Band
from recovery.domain.clinic import Clinic
from recovery.domain.guide import Guide
from recovery.domain.summary import Filters, SummaryRow

SUMMARY_COLUMNS = (
    "side_effect", "method", "clinician", "procedures_from", "procedures_until", "treatments", "reports", "reports_due",
    "reports_received_of_due", "share_received_of_due", "treatments_reporting", "ever_reported", "share_ever_reported",
    "median_peak_severity", "band_from_day", "band_to_day", "band_basis", "band_borrowed", "band_version",
    "evaluable_at_band_end", "clear_by_band_end", "share_clear_by_band_end",
    "alerts", "alerts_per_100_reports", "median_hours_to_acknowledge", "p90_hours_to_acknowledge",
    "share_closed_within_48_h",
)  # fmt: skip
"""The columns of the summary, one row a side effect and method; an empty cell means nothing to count.

The alerts are those of the side effect; a warning sign, a wish for a call and a silence are of none, and not in them.
Without alerts because nobody watches reports, their cells are empty too.
"""

ALERT_COLUMNS = (
    "rule", "method", "level", "clinician", "procedures_from", "procedures_until", "reports", "alerts",
    "alerts_per_100_reports", "acknowledged", "not_acknowledged_yet", "answered_by_a_report",
    "median_hours_to_acknowledge", "p90_hours_to_acknowledge", "judged_at_48_h", "closed_within_48_h",
    "share_closed_within_48_h",
)  # fmt: skip
"""The columns of the alerts, one row a rule and method, a level and method, and "all"; alerts are the sum of
acknowledged, not_acknowledged_yet and answered_by_a_report. An empty cell means nothing to count."""

ALL = "all"


@dataclass(frozen=True)
class Choice:
    """The treatments that count, of whom, and the guide that they are judged by; `clinician` is a name, or ALL."""

    filters: Filters
    clinic: Clinic
    clinician: str
    guide: Guide


def summary_cells(row: SummaryRow, *, alerts: AlertFigures | None, choice: Choice) -> list[object]:
    """A row of the summary, in the order of SUMMARY_COLUMNS."""
    catalogue = choice.guide.catalogue
    return [
        catalogue.side_effect(row.side_effect).name,
        catalogue.method(row.method).name,
        *_chosen(choice),
        row.treatments,
        row.reports,
        row.due,
        row.received_of_due,
        _rounded(row.share_received),
        row.reported,
        row.ever,
        _rounded(row.share_ever),
        row.median_peak,
        *_of_band(row.band),
        row.evaluable,
        row.clear,
        _rounded(row.share_clear),
        *_of_alerts(row, alerts),
    ]


def alert_cells(row: AlertRow, *, figures: AlertFigures, choice: Choice) -> list[object]:
    """A row of the alerts, in the order of ALERT_COLUMNS."""
    tally, guide = row.tally, choice.guide
    return [
        guide.rules[row.rule].name if row.rule else ALL,
        guide.catalogue.method(row.method).name if row.method else ALL,
        row.level.word if row.level else ALL,
        *_chosen(choice),
        figures.reports_of(row.method),
        tally.alerts,
        _rounded(figures.per_100_reports(tally, method=row.method)),
        tally.taken,
        tally.waiting,
        tally.answered,
        *_waited(tally),
        tally.judged,
        tally.in_time,
        _rounded(tally.share_in_time),
    ]


def _of_band(band: Band) -> list[object]:
    return [band.from_day, band.to_day, band.basis.value, "yes" if band.borrowed else "no", band.version]


def _of_alerts(row: SummaryRow, alerts: AlertFigures | None) -> list[object]:
    if alerts is None:
        return [None] * 5
    tally = alerts.of(side_effect=row.side_effect, method=row.method)
    rate = alerts.per_100_reports(tally, method=row.method)
    return [tally.alerts, _rounded(rate), *_waited(tally), _rounded(tally.share_in_time)]


def _chosen(choice: Choice) -> list[str]:
    return [choice.clinician, choice.filters.since.isoformat(), choice.filters.until.isoformat()]


def _waited(tally: Tally) -> list[str | None]:
    return [_rounded(tally.hours_until_taken(share)) for share in (MEDIAN, NINE_IN_TEN)]


def _rounded(figure: float | None) -> str | None:
    return None if figure is None else f"{figure:.4f}"
