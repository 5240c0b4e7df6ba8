"""Two panels of figures with their ranges, one over the other so that both fit a phone; each in words beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import NamedTuple

from recovery.charts.curves import Look
from recovery.charts.frame import SMALL_PX, TEXT_PX, Figure, layout, range_bars
from recovery.charts.numbers import rounded
from recovery.charts.palette import Palette
from recovery.charts.summary import SYMBOLS
from recovery.charts.text import escaped

ROW_PX, LINE_PX = 46, 15
"""Of a row whose words fit one line, and for each line more."""

LINE_CHARACTERS = 60
"""Of words over a row: with more a phone cuts the figure off that ends them."""

AXIS_PX = 30
"""Below the upper panel, for half of the numbers of its axis and some air."""

_UNBROKEN = "\N{NO-BREAK SPACE}"

POINTS_MARGIN = (10, 16, 10, 24)


@dataclass(frozen=True)
class Dot:
    """A figure with its range on an axis, and how it is said; without a value where it is not known."""

    value: float | None
    low: float
    high: float
    said: str


class Panel(NamedTuple):
    """What a panel shows: its heading, a label and a figure a row, the axis's ends, and how the axis is drawn."""

    title: str
    labels: Sequence[str]
    dots: Sequence[Dot]
    ends: tuple[float, float]
    axis: Callable[[Palette], Figure]


def two_panels(above: Panel, below: Panel, looks: Sequence[Look], colours: Palette) -> Figure:
    """One panel over the other, so that both fit a phone."""
    rows = max(len(above.labels), 1)
    each = round((rows + 0.7) * max(_row_px(above), _row_px(below))) + AXIS_PX
    figure = layout(colours, height=2 * each + POINTS_MARGIN[2] + POINTS_MARGIN[3], margin=POINTS_MARGIN)
    figure["annotations"] = [*_panel_words(above, 1, looks, colours), *_panel_words(below, 2, looks, colours)]
    figure["shapes"] = [*_zero_line(above, 1, colours), *_zero_line(below, 2, colours)]
    gap = AXIS_PX / (2 * each)
    for place, (panel, domain) in enumerate(((above, [0.5 + gap, 1]), (below, [0, 0.5 - gap])), start=1):
        name = "" if place == 1 else "2"
        figure[f"xaxis{name}"] = panel.axis(colours) | {"range": list(panel.ends), "anchor": f"y{name}"}
        figure[f"yaxis{name}"] = {
            "domain": domain, "range": [rows - 0.5, -1.2], "visible": False, "fixedrange": True, "anchor": f"x{name}"
        }  # fmt: skip
    traces = [*_dots(above, 1, looks), *_dots(below, 2, looks)]
    return {"data": traces, "layout": figure}


def _dots(panel: Panel, place: int, looks: Sequence[Look]) -> list[Figure]:
    axes = {"xaxis": "x" if place == 1 else "x2", "yaxis": "y" if place == 1 else "y2"}
    return [
        _dot(dot, label, look, panel.ends) | {"y": [row]} | axes
        for row, (dot, label, look) in enumerate(zip(panel.dots, panel.labels, looks, strict=True))
        if dot.value is not None
    ]


def _dot(dot: Dot, label: str, look: Look, ends: tuple[float, float]) -> Figure:
    value = dot.value or 0.0
    low, high = max(dot.low, ends[0]), min(dot.high, ends[1])
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [rounded(value)],
        "error_x": range_bars([rounded(max(high - value, 0))], [rounded(max(value - low, 0))], look.colour),
        "cliponaxis": False,
        "hoverinfo": "text",
        "hovertext": [f"{escaped(label)}<br>{escaped(dot.said)}"],
        "marker": {"size": 12, "opacity": 1, "symbol": look.symbol, "color": look.colour},
    }


def _panel_words(panel: Panel, place: int, looks: Sequence[Look], colours: Palette) -> list[Figure]:
    """The heading, and over each row its label and what its figure says."""
    axes = {"xref": f"{'x' if place == 1 else 'x2'} domain", "yref": "y" if place == 1 else "y2", "showarrow": False}
    axes["bgcolor"] = colours.background  # or the line at zero would strike the words through
    words = [_words(panel.title, row=-1, size=TEXT_PX, colour=colours.ink, bold=True) | axes]
    for row, (label, dot, look) in enumerate(zip(panel.labels, panel.dots, looks, strict=True)):
        sign = next((sign for symbol, sign in SYMBOLS if symbol == look.symbol), "●")
        said = "<br>".join(escaped(line) for line in _lines(label, dot))
        text = f'<span style="color:{look.colour}">{sign}</span> {said}'
        words.append(_words_html(text, row=row - 0.42, size=SMALL_PX, colour=colours.ink) | axes)
    return words


def _row_px(panel: Panel) -> int:
    lines = [len(_lines(label, dot)) for label, dot in zip(panel.labels, panel.dots, strict=True)]
    return ROW_PX + LINE_PX * (max(lines, default=1) - 1)


def _lines(label: str, dot: Dot) -> list[str]:
    """The words over a row; the figure, at their end, is never broken."""
    figure = dot.said.replace(" ", _UNBROKEN)
    return [line.replace(_UNBROKEN, " ") for line in wrap(f"{label}: {figure}", LINE_CHARACTERS)]


def _words(text: str, *, row: float, size: int, colour: str, bold: bool = False) -> Figure:
    shown = escaped(text)
    return _words_html(f"<b>{shown}</b>" if bold else shown, row=row, size=size, colour=colour)


def _words_html(html: str, *, row: float, size: int, colour: str) -> Figure:
    font = {"size": size, "color": colour}
    return {"text": html, "x": 0, "xanchor": "left", "y": row, "yanchor": "middle", "align": "left", "font": font}


def _zero_line(panel: Panel, place: int, colours: Palette) -> list[Figure]:
    """A dotted line at no difference, where the axis has both sides of it."""
    if panel.ends[0] >= 0:
        return []
    axes = {"xref": "x" if place == 1 else "x2", "yref": f"{'y' if place == 1 else 'y2'} domain"}
    line = {"color": colours.muted, "width": 1.5, "dash": "dot"}
    return [{"type": "line", "layer": "below", "x0": 0, "x1": 0, "y0": 0, "y1": 1, "line": line, **axes}]


def plain_axis(colours: Palette) -> Figure:
    """What the axes of both panels share."""
    return {
        "fixedrange": True,
        "zeroline": False,
        "gridcolor": colours.grid,
        "nticks": 6,
        "tickfont": {"size": SMALL_PX, "color": colours.muted},
    }


def whole_axis(colours: Palette) -> Figure:
    """An axis of whole numbers."""
    return plain_axis(colours) | {"tickformat": "d"}
