"""The share of treatments clear by the band's end, per side effect and method, with its number."""

from collections.abc import Sequence
from dataclasses import dataclass

from recovery.charts.frame import SMALL_PX, Figure, layout, legend_above, range_bars
from recovery.charts.palette import Palette, palette
from recovery.charts.text import escaped
from recovery.errors import InvalidInput

ROW_PX = 26
MARGIN = (10, 136, 34, 48)
SYMBOLS = (("circle", "●"), ("diamond", "◆"), ("square", "■"), ("triangle-up", "▲"))
"""One shape per method beside its colour, so that colour never stands alone."""

NOT_ENOUGH = "not enough to say"


@dataclass(frozen=True)
class ShareClear:
    """Of treatments by `method` that had it, the share clear by the band's end; known of `evaluable` of them.

    `low` and `high` are within which it may lie, where that is known.
    """

    side_effect: str
    method: str
    share: float | None
    evaluable: int
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        if self.share is not None and not 0 <= self.share <= 1:
            raise InvalidInput(
                f"The share of {self.side_effect} by {self.method} is {self.share}; it must lie between 0 and 1.",
                field="share",
            )
        if self.evaluable < 0:
            raise InvalidInput(
                f"The number for {self.side_effect} by {self.method} is {self.evaluable}; it cannot be below 0.",
                field="evaluable",
            )
        if self.share is not None and not (self.low or 0.0) <= self.share <= (1.0 if self.high is None else self.high):
            raise InvalidInput(
                f"The share of {self.side_effect} by {self.method} is {self.share}, outside {self.low} to {self.high}.",
                field="share",
            )


Line = tuple[float, ShareClear]


def summary_figure(rows: Sequence[ShareClear], *, dark: bool = False) -> Figure:
    """A plotly figure dict: side effects and methods in the order given, 0 to 100% across."""
    colours = palette(dark=dark)
    headings, lines = _placed(rows)
    bottom = len(headings) + len(lines)
    methods = list(dict.fromkeys(row.method for row in rows))
    figure = layout(colours, height=max(bottom, 1) * ROW_PX + MARGIN[2] + MARGIN[3], margin=MARGIN)
    figure |= {
        "showlegend": True,
        "legend": legend_above(),
        "xaxis": _share_axis(colours),
        "yaxis": {"range": [bottom - 0.5, -0.5], "visible": False, "fixedrange": True},
        "shapes": [_track(y, colours) for y, row in lines if not _small(row)],
        "annotations": [_heading(y, name, colours) for y, name in headings]
        + [_ending(y, row, colours) for y, row in lines]
        + [_not_enough(y, methods.index(row.method), colours) for y, row in lines if _small(row)],
    }
    traces = [_method_trace(method, lines, colours, place=place) for place, method in enumerate(methods)]
    return {"data": traces, "layout": figure}


def summary_alt(rows: Sequence[ShareClear]) -> str:
    """The figure in words, line by line."""
    said = "; ".join(f"{row.side_effect}, {row.method}: {in_words(row)}" for row in rows)
    return f"Share clear by the end of the band: {said or 'nothing to show yet'}."


def in_words(row: ShareClear) -> str:
    """The share with what it counts; the number is named even where it is too small to say."""
    counted = _counted(row)
    if row.share is None:
        return f"{NOT_ENOUGH}, {counted}"
    if row.low is None or row.high is None:
        return f"{row.share:.0%} of {counted}"
    return f"{row.share:.0%}, may be {row.low:.0%} to {row.high:.0%}, of {counted}"


def _counted(row: ShareClear) -> str:
    return f"{row.evaluable:,} treatment{'' if row.evaluable == 1 else 's'}"


def _small(row: ShareClear) -> bool:
    return row.share is None


def _placed(rows: Sequence[ShareClear]) -> tuple[list[tuple[float, str]], list[Line]]:
    """A heading per side effect and a line per row below it, each with its place on the y axis."""
    headings: list[tuple[float, str]] = []
    lines: list[Line] = []
    for name in dict.fromkeys(row.side_effect for row in rows):
        headings.append((len(headings) + len(lines), name))
        for row in rows:
            if row.side_effect == name:
                lines.append((len(headings) + len(lines), row))
    return headings, lines


def _method_trace(method: str, lines: Sequence[Line], colours: Palette, *, place: int) -> Figure:
    own = [(y, row) for y, row in lines if row.method == method]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": escaped(method),
        "x": [None if row.share is None else round(row.share, 4) for _, row in own],
        "y": [y for y, _ in own],
        "hoverinfo": "text",
        "hovertext": [f"{escaped(row.side_effect)}, {escaped(method)}:<br>{in_words(row)}" for _, row in own],
        "cliponaxis": False,
        "error_x": _ranges(own, colours.methods[place % len(colours.methods)]),
        "marker": {
            "size": 12,
            "opacity": 1,
            "symbol": SYMBOLS[place % len(SYMBOLS)][0],
            "color": colours.methods[place % len(colours.methods)],
            "line": {"color": colours.background, "width": 1.5},
        },
    }


def _ranges(own: Sequence[Line], colour: str) -> Figure:
    """Bars from the least to the most that each share may be."""
    known = [(row.share or 0.0, row.low, row.high) for _, row in own]
    above = [0 if high is None else round(high - share, 4) for share, _, high in known]
    below = [0 if low is None else round(share - low, 4) for share, low, _ in known]
    return range_bars(above, below, colour)


def _share_axis(colours: Palette) -> Figure:
    return {
        "range": [0, 1],
        "fixedrange": True,
        "zeroline": False,
        "gridcolor": colours.grid,
        "tickvals": [0, 0.5, 1],
        "ticktext": ["0%", "50%", "100%"],
        "tickfont": {"size": SMALL_PX, "color": colours.muted},
        "title": {
            "text": "clear by the end of the band",
            "font": {"size": SMALL_PX, "color": colours.muted},
            "standoff": 6,
        },
    }


def _track(y: float, colours: Palette) -> Figure:
    line = {"color": colours.grid, "width": 4}
    return {"type": "line", "layer": "below", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": line}


def _heading(y: float, name: str, colours: Palette) -> Figure:
    words = f"<b>{escaped(name)}</b>"
    return {**_words_at(y, words, colours.ink), "x": 0, "xanchor": "left", "xshift": -6}


def _ending(y: float, row: ShareClear, colours: Palette) -> Figure:
    text = _counted(row) if row.share is None else f"{row.share:.0%} of {_counted(row)}"
    words = _words_at(y, text, colours.muted if _small(row) else colours.ink)
    return {**words, "x": 1, "xanchor": "left", "xshift": 10}


def _not_enough(y: float, place: int, colours: Palette) -> Figure:
    """Words where the mark would stand, led by the method's own sign."""
    sign, colour = SYMBOLS[place % len(SYMBOLS)][1], colours.methods[place % len(colours.methods)]
    text = f'<span style="color:{colour}">{sign}</span> {NOT_ENOUGH}'
    return {**_words_at(y, text, colours.muted), "x": 0, "xanchor": "left", "xshift": -6}


def _words_at(y: float, text: str, colour: str) -> Figure:
    font = {"size": SMALL_PX, "color": colour}
    return {"text": text, "y": y, "yanchor": "middle", "showarrow": False, "font": font}
