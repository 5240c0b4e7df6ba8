"""A curve of the share still with a side effect: steps where the reports say the day, boxes where they do not.

A course is known to have ended after the last day with it and by the first day without. Reports come daily: most such
spans are one day wide, and the curve steps down on the day that is clear. Where a span is wider, the reports do not
say when within it the share fell, so that a step anywhere would be invented: the curve breaks, and a box holds all the
ways that it may have gone, with dots from corner to corner. Kaplan and Meier's curve, which has no such spans, is all
steps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from recovery.charts.frame import Figure
from recovery.charts.numbers import SAME, percent, percent_and_range, rounded
from recovery.charts.palette import faded
from recovery.charts.text import escaped
from recovery.domain.cohort import Recovered
from recovery.domain.resolution import NEVER, PERCENTILES

RANGE = 0.2
"""Opacity of the range: two of them over each other and the band stay apart."""

UNKNOWN = 0.28
"""Opacity of a box in which the curve may have gone any way."""

LEAST_MASS = 1e-9
"""Masses below are what a computation leaves of none."""

SURE = f"{PERCENTILES[1] - PERCENTILES[0]:.0f}%"


@dataclass(frozen=True)
class Drop:
    """A fall of the curve from `above` to `below` somewhere in the days (after, by]."""

    after: float
    by: float
    above: float
    below: float

    @property
    def is_known(self) -> bool:
        """Whether the reports say on which day: the span is one day wide."""
        return self.by - self.after <= 1


@dataclass(frozen=True)
class Look:
    """How one curve looks beside others: its colour, its dashes, its mark and its name."""

    colour: str
    dash: str = "solid"
    symbol: str = "circle"
    name: str = ""


def drops(recovered: Recovered) -> list[Drop]:
    """Where the curve falls, in rising order; a fall without an end is none."""
    found = recovered.estimate
    left = [1.0, *(1.0 - gone for gone in accumulate(found.masses))]
    cells = zip(found.cells, found.masses, left[:-1], left[1:], strict=True)
    return [
        Drop(cell.after, cell.by, above, max(below, 0.0))
        for cell, mass, above, below in cells
        if mass > LEAST_MASS and cell.by != NEVER
    ]


def curve_traces(recovered: Recovered, look: Look, *, span: int, legend: bool = False) -> list[Figure]:
    """The range as a stepped ribbon, the boxes of what is not known, and the curve itself; nothing below the limit."""
    if not recovered.curve:
        return []
    falls = [drop for drop in drops(recovered) if drop.after < span]
    group = {"legendgroup": look.name, "showlegend": False}
    unknown = [drop for drop in falls if not drop.is_known]
    traces = [_range(recovered, look, span=span) | group]
    traces += [_boxes(unknown, look) | group, _dotted(unknown, look) | group] if unknown else []
    line = _line(falls, look, end=min(recovered.curve[-1].day, span))
    days = _days(recovered, look, span=span) | group
    return [*traces, line | group | {"showlegend": legend}, days]


def _line(falls: Sequence[Drop], look: Look, *, end: int) -> Figure:
    """Level pieces and steps, with a break in place of each fall whose day is not known."""
    x: list[float | None] = [0.0]
    y: list[float | None] = [1.0]
    for drop in falls:
        if drop.is_known:
            x += [drop.by, drop.by]
            y += [rounded(drop.above), rounded(drop.below)]
        else:
            x += [drop.after, None, drop.by]
            y += [rounded(drop.above), None, rounded(drop.below)]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": escaped(look.name),
        "x": [*x, max(float(end), x[-1] or 0.0)],
        "y": [*y, y[-1]],
        "connectgaps": False,
        "hoverinfo": "skip",
        "line": {"color": look.colour, "width": 2.5, "dash": look.dash},
    }


def _range(recovered: Recovered, look: Look, *, span: int) -> Figure:
    points = [point for point in recovered.curve if point.day <= span]
    low, high = _stepped([(p.day, p.low) for p in points]), _stepped([(p.day, p.high) for p in points])
    around = [*high, *reversed(low)]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [day for day, _ in around],
        "y": [rounded(share) for _, share in around],
        "line": {"width": 0},
        "fill": "toself",
        "fillcolor": faded(look.colour, RANGE),
        "hoverinfo": "skip",
    }


def _stepped(points: Sequence[tuple[int, float]]) -> list[tuple[float, float]]:
    """Corners of a line that keeps its height until the next day."""
    corners: list[tuple[float, float]] = list(points[:1])
    for (_, before), (day, share) in pairwise(points):
        corners += [(day, before), (day, share)]
    return corners


def _boxes(unknown: Sequence[Drop], look: Look) -> Figure:
    x: list[float | None] = []
    y: list[float | None] = []
    for drop in unknown:
        x += [drop.after, drop.by, drop.by, drop.after, drop.after, None]
        y += [*map(rounded, (drop.above, drop.above, drop.below, drop.below, drop.above)), None]
    box: Figure = {"type": "scatter", "mode": "lines", "x": x[:-1], "y": y[:-1], "fill": "toself"}
    line = {"color": look.colour, "width": 1}
    return box | {"line": line, "fillcolor": faded(look.colour, UNKNOWN), "hoverinfo": "skip"}


def _dotted(unknown: Sequence[Drop], look: Look) -> Figure:
    x: list[float | None] = []
    y: list[float | None] = []
    for drop in unknown:
        x += [drop.after, drop.by, None]
        y += [rounded(drop.above), rounded(drop.below), None]
    line = {"color": look.colour, "width": 2, "dash": "dot"}
    return {"type": "scatter", "mode": "lines", "x": x[:-1], "y": y[:-1], "line": line, "hoverinfo": "skip"}


def _days(recovered: Recovered, look: Look, *, span: int) -> Figure:
    """Unseen marks that say each day in words."""
    points = [point for point in recovered.curve if point.day <= span]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [point.day for point in points],
        "y": [rounded(point.still) for point in points],
        "marker": {"size": 8, "opacity": 0, "color": look.colour},
        "hoverinfo": "text",
        "hovertext": [
            named(look, _day_words(point.day, point.still, recovered.estimate.least_survival(point.day)))
            + f"<br>({_range_words(*percent_and_range(point.still, point.low, point.high))})"
            for point in points
        ],
    }


def _day_words(day: int, most: float, least: float) -> str:
    if most - least > LEAST_MASS:
        return f"Day {day}: between {percent(least)} and {percent(most)}<br>still with it"
    return f"Day {day}: {percent(most)} still with it"


def _range_words(_: str, between: str) -> str:
    return between if between == SAME else f"{SURE} range {between}"


def named(look: Look, words: str) -> str:
    """What a hover label says, after the curve's name where it has one."""
    return f"{escaped(look.name)}<br>{words}" if look.name else words
