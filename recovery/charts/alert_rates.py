"""How many alerts each rule gave for a hundred reports, as bars."""

from collections.abc import Sequence
from dataclasses import dataclass

from recovery.charts.frame import SMALL_PX, TEXT_PX, Figure, layout
from recovery.charts.palette import Palette, palette
from recovery.charts.text import escaped
from recovery.errors import InvalidInput

ROW_PX = 28
MARGIN = (118, 124, 8, 48)
LEAST_AXIS = 1.0
"""Alerts per 100 reports across, at least: a rate close to none must not look like much."""

SMALLEST = 0.1
"""Rates below are said as less than it, except none at all."""


@dataclass(frozen=True)
class AlertRate:
    """The alerts of one rule, and how many that is for a hundred reports."""

    rule: str
    alerts: int
    per_100: float

    def __post_init__(self) -> None:
        if not (self.alerts >= 0 and 0 <= self.per_100 < float("inf")):
            raise InvalidInput(
                f"{self.rule} has {self.alerts} alerts, {self.per_100} for 100 reports; neither can be below 0.",
                field="per_100",
            )


def alert_rates_figure(rates: Sequence[AlertRate], *, dark: bool = False) -> Figure:
    """A plotly figure dict: a bar a rule from top to bottom in the order given, its numbers beside it."""
    colours = palette(dark=dark)
    figure = layout(colours, height=max(len(rates), 1) * ROW_PX + MARGIN[2] + MARGIN[3], margin=MARGIN)
    longest = max((rate.per_100 for rate in rates), default=0.0)
    figure |= {
        "bargap": 0.4,
        "xaxis": _rate_axis(colours, longest),
        "yaxis": _rule_axis(colours, rates),
        "annotations": [_ending(place, rate, colours) for place, rate in enumerate(rates)],
    }
    return {"data": [_bars(rates, colours)], "layout": figure}


def alert_rates_alt(rates: Sequence[AlertRate]) -> str:
    """The figure in words, rule by rule."""
    said = "; ".join(f"{rate.rule}: {in_words(rate)}" for rate in rates)
    return f"Alerts per 100 reports: {said or 'nothing to show yet'}."


def in_words(rate: AlertRate) -> str:
    """The rate with what it counts: "2.4, 120 alerts"."""
    alerts = f"{rate.alerts:,} alert{'' if rate.alerts == 1 else 's'}"
    return f"{number(rate.per_100)}, {alerts}" if rate.alerts else "none"


def number(per_100: float) -> str:
    """A rate to one decimal; what would round to none, and is not, is said as little."""
    return f"under {SMALLEST}" if 0 < per_100 < SMALLEST else f"{per_100:,.1f}"


def _bars(rates: Sequence[AlertRate], colours: Palette) -> Figure:
    return {
        "type": "bar",
        "orientation": "h",
        "x": [round(rate.per_100, 4) for rate in rates],
        "y": list(range(len(rates))),
        "marker": {"color": colours.accent, "line": {"width": 0}},
        "hoverinfo": "text",
        "hovertext": [f"{escaped(rate.rule)}:<br>{in_words(rate)}" for rate in rates],
        "textposition": "none",
    }


def _rate_axis(colours: Palette, longest: float) -> Figure:
    return {
        "range": [0, max(longest * 1.02, LEAST_AXIS)],
        "fixedrange": True,
        "zeroline": False,
        "gridcolor": colours.grid,
        "nticks": 4,
        "tickfont": {"size": SMALL_PX, "color": colours.muted},
        "title": {
            "text": "alerts per 100 reports",
            "font": {"size": SMALL_PX, "color": colours.muted},
            "standoff": 6,
        },
    }


def _rule_axis(colours: Palette, rates: Sequence[AlertRate]) -> Figure:
    return {
        "range": [len(rates) - 0.5, -0.5],
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
        "ticklabelstandoff": 6,
        "tickvals": list(range(len(rates))),
        "ticktext": [escaped(rate.rule) for rate in rates],
        "tickfont": {"size": TEXT_PX, "color": colours.ink},
    }


def _ending(place: int, rate: AlertRate, colours: Palette) -> Figure:
    return {
        "text": in_words(rate),
        "x": 1,
        "xref": "paper",
        "xanchor": "left",
        "xshift": 8,
        "y": place,
        "yanchor": "middle",
        "showarrow": False,
        "font": {"size": SMALL_PX, "color": colours.ink if rate.alerts else colours.muted},
    }
