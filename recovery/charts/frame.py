"""What every figure shares: type, colours, a day axis, and touch that leaves scrolling alone."""

from collections.abc import Iterable, Sequence
from typing import Any

from recovery.charts.palette import FONT, Palette

Figure = dict[str, Any]
"""A plotly figure as plain data: {"data": [...], "layout": {...}}."""

TODAY_PX = 20
"""The right margin in which "today" or "closed" under the last day of an axis has room: half of its width."""

TEXT_PX = 13
SMALL_PX = 12

TICK_GAP = 0.085
"""Least distance of two day numbers as a share of the axis: about 20 px on a 390 px phone."""

WEEK_DAYS = 7


def layout(colours: Palette, *, height: int, margin: tuple[int, int, int, int]) -> Figure:
    """The layout of a figure; `margin` is left, right, top and bottom in px."""
    left, right, top, bottom = margin
    return {
        "height": height,
        "margin": {"l": left, "r": right, "t": top, "b": bottom, "pad": 0},
        "font": {"family": FONT, "size": TEXT_PX, "color": colours.ink},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverdistance": 24,
        "hoverlabel": {
            "align": "left",
            "bgcolor": colours.background,
            "bordercolor": colours.muted,
            "font": {"family": FONT, "size": TEXT_PX, "color": colours.ink},
        },
    }


def range_bars(above: Sequence[float], below: Sequence[float], colour: str) -> Figure:
    """The bars of ranges along the x axis: how far each reaches above and below its figure."""
    return {
        "type": "data",
        "symmetric": False,
        "array": list(above),
        "arrayminus": list(below),
        "color": colour,
        "thickness": 2,
        "width": 5,
    }


TODAY, CLOSED = "today", "closed"
"""What the last day of a picture is called: the present one, or that on which the treatment was closed."""


def day_axis(colours: Palette, days: Iterable[int], *, span: int, today: int, called: str = TODAY) -> Figure:
    """The x axis from day 0 to day `span` with these days numbered, and today named below as it is `called`."""
    days = list(days)
    return {
        "range": [-0.5, span + 0.5],
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
        "tickvals": days,
        "ticktext": day_labels(days, today=today, called=called),
        "ticklabeloverflow": "allow",  # else the browser hides what reaches past the picture: today, as the last day
        "tickangle": 0,
        "tickfont": {"size": SMALL_PX, "color": colours.muted},
    }


def day_labels(days: Iterable[int], *, today: int, called: str) -> list[str]:
    """Days by their numbers, and today with what it is called."""
    return [f"<b>{day}</b><br><b>{called}</b>" if day == today else str(day) for day in days]


def day_ticks(*, span: int, today: int, landmarks: Iterable[int] = ()) -> list[int]:
    """Today, landmarks, the ends and whole weeks, in this order as far as there is room."""
    return _with_room((today, *landmarks, 0, span, *range(WEEK_DAYS, span, WEEK_DAYS)), span)


def even_ticks(*, span: int, today: int) -> list[int]:
    """Today and days at an even step: as many as there is room for, whole weeks on a long axis."""
    step = next(days for days in (1, 2, WEEK_DAYS, span + 1) if days >= span * TICK_GAP)
    return _with_room((today, *range(0, span + 1, step)), span)


def _with_room(wanted: Iterable[int], span: int) -> list[int]:
    least = max(1.0, span * TICK_GAP)
    kept: list[int] = []
    for day in wanted:
        if 0 <= day <= span and all(abs(day - other) >= least for other in kept):
            kept.append(day)
    return sorted(kept)


def legend_above() -> Figure:
    """A legend in a row above the picture, in the order of its traces, that hides none of them at a click."""
    return {
        "orientation": "h",
        "x": 0,
        "xanchor": "left",
        "xref": "container",
        "y": 1,
        "yanchor": "top",
        "yref": "container",
        "traceorder": "normal",
        "itemclick": False,
        "itemdoubleclick": False,
        "font": {"size": TEXT_PX},
    }


def row_header(text: str, colours: Palette) -> Figure:
    """A word in the left margin beside the day numbers."""
    return {
        "text": text,
        "x": 0,
        "xref": "paper",
        "xanchor": "right",
        "xshift": -6,
        "y": 0,
        "yref": "paper",
        "yanchor": "top",
        "yshift": 2,
        "showarrow": False,
        "font": {"size": SMALL_PX, "color": colours.muted},
    }


def today_line(today: int, colours: Palette, *, top: float, bottom: float) -> Figure:
    """The dotted line at today, in the y axis's own units."""
    return _upright(today, colours.muted, top=top, bottom=bottom, dash="dot")


def edge_line(day: int, colours: Palette, *, top: float, bottom: float) -> Figure:
    """The solid line at a band's edge that somebody gave as a number."""
    return _upright(day, colours.band_edge, top=top, bottom=bottom, dash="solid")


def _upright(day: int, colour: str, *, top: float, bottom: float, dash: str) -> Figure:
    return {
        "type": "line",
        "layer": "below",
        "x0": day,
        "x1": day,
        "y0": bottom,
        "y1": top,
        "line": {"color": colour, "width": 1.5, "dash": dash},
    }
