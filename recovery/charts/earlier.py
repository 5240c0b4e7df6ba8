"""An earlier course behind the present one: thin, dashed and grey, on the same day axis."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from recovery.charts.frame import SMALL_PX, Figure
from recovery.charts.palette import FONT, Palette
from recovery.charts.text import day_in_words, escaped
from recovery.domain.catalogue import Severity
from recovery.domain.course import Point


@dataclass(frozen=True)
class Earlier:
    """The same side effect in another treatment: its points in rising order, what to call it, and when it was."""

    points: Sequence[Point]
    label: str
    procedure: date


def earlier_trace(earlier: Earlier, colours: Palette, *, span: int) -> Figure | None:
    """The course as a dashed line with its label at the end, broken where a day is missing; None without a report."""
    by_day = {point.day: point.severity for point in earlier.points if 0 <= point.day <= span}
    if not by_day:
        return None
    first, last = min(by_day), max(by_day)
    days = range(first, last + 1)
    return {
        "type": "scatter",
        "mode": "lines+markers+text",
        "x": list(days),
        "y": [int(by_day[day]) if day in by_day else None for day in days],
        "connectgaps": False,
        "text": [escaped(earlier.label) if day == last else "" for day in days],
        "textposition": "top left" if last > span / 2 else "top right",
        "textfont": {"family": FONT, "size": SMALL_PX, "color": colours.muted},
        "hoverinfo": "text",
        "hovertext": [_said(earlier, day, by_day[day]) if day in by_day else "" for day in days],
        "line": {"color": colours.muted, "width": 1.5, "dash": "dash"},
        "cliponaxis": False,
        "marker": {"size": 4, "opacity": 1, "symbol": "circle", "color": colours.muted},
    }


def _said(earlier: Earlier, day: int, severity: Severity) -> str:
    when = f"{day_in_words(day, earlier.procedure)} {earlier.procedure.year}"
    return f"{escaped(earlier.label)}<br>{when}: {severity.word.lower()}"
