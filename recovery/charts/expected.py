"""What was reported on each day: the share of each severity, stacked, over the number of reports."""

from collections.abc import Sequence

from recovery.charts.band import band_days, band_edges, band_fill, band_label, band_title
from recovery.charts.counted import (
    BAR_DAYS,
    PLOT_FROM,
    counted_axis,
    counted_px,
    counted_trace,
    counted_words,
    reports_in_words,
    too_few_trace,
)
from recovery.charts.frame import SMALL_PX, Figure, layout, legend_above, row_header
from recovery.charts.numbers import percent, rounded
from recovery.charts.palette import Palette, faded, palette
from recovery.charts.text import sentence
from recovery.domain.bands import Band
from recovery.domain.catalogue import Severity
from recovery.domain.cohort import DayCourse, ExpectedCourse

HEIGHT_PX, SMALL_HEIGHT_PX = 350, 190
MARGIN, SMALL_MARGIN = (46, 8, 84, 26), (46, 8, 22, 26)
"""The large one has room for its legend in two rows, as on a phone."""

WINDOW = (1.02, 1.08)
"""The bars fill the plot, so that the band lies above it, between these shares."""

TOP = 1.1

QUIET = 0.12
"""Opacity of the columns of none: apart from the page and from the palest shade, and behind both to look at."""


def expected_figure(
    expected: ExpectedCourse, band: Band, *, span: int, dark: bool = False, small: bool = False
) -> Figure:
    """A plotly figure dict: a bar a day from very severe up to none, the band above, the number of reports below.

    A `small` one has no legend: it stands beside a large one.
    """
    colours = palette(dark=dark)
    days = [day for day in expected.days if 0 <= day.day <= span]
    traces = [
        band_fill(band, colours, top=WINDOW[1], bottom=WINDOW[0]) | {"showlegend": False},
        *(_share_trace(severity, days, colours) for severity in reversed(Severity)),
        too_few_trace(expected, colours, span=span, top=1, bottom=0),
        counted_trace(expected, colours, span=span),
    ]
    left, right, top, bottom = SMALL_MARGIN if small else MARGIN
    margin = (counted_px(expected, least=left), right, top, bottom)
    figure = layout(colours, height=SMALL_HEIGHT_PX if small else HEIGHT_PX, margin=margin)
    figure |= {
        "barmode": "stack",
        "showlegend": not small,
        "legend": legend_above() | {"font": {"size": SMALL_PX}},
        "xaxis": days_below(colours, band, span=span),
        "yaxis": _share_axis(colours, small=small),
        "yaxis2": counted_axis(expected, colours),
        "shapes": [edge | {"layer": "above"} for edge in band_edges(band, colours, top=WINDOW[1], bottom=0)],
        "annotations": [band_title(band, colours, span=span), row_header("Day", colours)],
    }
    return {"data": [trace for trace in traces if trace], "layout": figure}


def expected_alt(expected: ExpectedCourse, band: Band, *, name: str) -> str:
    """The picture in words: the first day, the band's last, and the last, with how many reported."""
    told = "; ".join(_day_in_words(day) for day in landmarks(expected, band)) or "nothing to show yet"
    return f"{name}, severities by day: {told}. {counted_words(expected)} {sentence(band_label(band))}"


def days_below(colours: Palette, band: Band, *, span: int) -> Figure:
    """The day axis under a strip of counts."""
    return band_days(band, colours, span=span) | {"anchor": "y2"}


def landmarks(expected: ExpectedCourse, band: Band) -> list[DayCourse]:
    """The days that say most in few words: the first, the band's last, and the last."""
    by_day = {day.day: day for day in expected.days}
    wanted = sorted({min(by_day), band.to_day, max(by_day)}) if by_day else []
    return [by_day[day] for day in wanted if day in by_day]


def _share_trace(severity: Severity, days: Sequence[DayCourse], colours: Palette) -> Figure:
    word = severity.word
    return {
        "type": "bar",
        "name": word,
        "x": [day.day for day in days],
        "y": [rounded(day.shares[severity]) for day in days],
        "width": BAR_DAYS,
        "marker": _marker(severity, colours),
        "hoverinfo": "text",
        "hovertext": [
            f"Day {day.day}: {percent(day.shares[severity])} {word.lower()}<br>of {reports_in_words(day.n)}"
            for day in days
        ],
        "textposition": "none",
    }


def _marker(severity: Severity, colours: Palette) -> Figure:
    """None is a quiet grey without an outline: outlines of white columns would outweigh what was reported."""
    if severity is Severity.NONE:
        return {"color": faded(colours.muted, QUIET), "line": {"width": 0}}
    return {"color": colours.ramp[severity], "line": {"color": colours.background, "width": 0.5}}


def _share_axis(colours: Palette, *, small: bool) -> Figure:
    named = [0.5, 1] if small else [0, 0.5, 1]  # a small one has no room for two numbers at its foot
    return {
        "domain": [PLOT_FROM, 1],
        "range": [0, TOP],
        "fixedrange": True,
        "zeroline": False,
        "gridcolor": colours.grid,
        "tickvals": named,
        "ticktext": [percent(share) for share in named],
        "ticklabelstandoff": 6,
        "tickfont": {"size": SMALL_PX, "color": colours.muted},
    }


def _day_in_words(day: DayCourse) -> str:
    shares = ", ".join(
        f"{percent(day.shares[severity])} {severity.word.lower()}" for severity in Severity if day.shares[severity]
    )
    return f"day {day.day}: {shares} of {reports_in_words(day.n)}"
