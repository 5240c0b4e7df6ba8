"""A report on its way while the procedure's date is corrected: it stays on its date, under its new day number."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from recovery.domain.clinic import Treatment
from recovery.ui.session import get, put

_COUNTED_FROM = "report_counted_from"
"""The treatment, and the date that this tab's day numbers count from."""

_HELD = ("report_draft", "report_kept", "report_checked", "report_sent")
"""What this tab holds of a day: drafts and reports."""


def follow_corrected_date(treatment: Treatment) -> None:
    """Move the day that a patient's tab is at, if the procedure's date was corrected since the last run."""
    by = days_moved(treatment, get(_COUNTED_FROM))
    put(_COUNTED_FROM, (treatment.treatment_id, treatment.procedure))
    if not by or get("report_treatment") != treatment.treatment_id:
        return
    move_days(["report_day"], by)
    for key in _HELD:
        held = get(key)
        if held is not None:
            put(key, replace(held, day=held.day + by))
    filled = get("report_filled")
    if filled is not None:
        put("report_filled", (filled[0], filled[1] + by))


def days_moved(treatment: Treatment, counted_from: tuple[int, date] | None) -> int:
    """How much higher the day numbers of a treatment are than when they counted from a date; 0 for another's."""
    if counted_from is None or counted_from[0] != treatment.treatment_id:
        return 0
    return (counted_from[1] - treatment.procedure).days


def move_days(keys: Iterable[str], by: int) -> None:
    """Move the days that these choices hold, before they are drawn."""
    for key in keys:
        day = get(key)
        if day is not None:
            put(key, day + by)
