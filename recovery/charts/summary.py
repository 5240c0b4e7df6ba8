"""The share of treatments clear by the band's end, per side effect and method, with its number."""

from collections.abc import Sequence
from dataclasses import dataclass

from recovery.charts.frame import SMALL_PX, Figure, layout, legend_above, range_bars
from recovery.charts.numbers import percent, percent_and_range
from recovery.charts.palette import Palette, palette
from recovery.charts.text import escaped, wrapped
from recovery.errors import InvalidInput

ROW_PX = 26
LEFT_PX, TOP_PX, BOTTOM_PX = 10, 34, 48
LETTER_PX = 6.2
"""Width of an average letter of the words behind a row, the longest of which set the right margin."""

SYMBOLS = (("circle", "●"), ("diamond", "◆"), ("square", "■"), ("triangle-up", "▲"))
"""One shape per method beside its colour, so that colour never stands alone."""

HELD_BACK, NOBODY = "held back", "nobody had it"
"""Why a row has no share: so that no small number can be worked out, or for want of anybody."""


@dataclass(frozen=True)
class ShareClear:
    """Of `ever` treatments by `method` that had it, the share clear by the band's end; of `known` one knows whether.

    `low` and `high` are within which it may lie, where that is known. Without a share, `why` says why not.
    The band may be `borrowed` from another method.
    """

    side_effect: str
    method: str
    share: float | None
    ever: int = 0
    known: int = 0
    low: float | None = None
    high: float | None = None
    why: str = HELD_BACK
    borrowed: bool = False

    def __post_init__(self) -> None:
        if self.share is not None and not 0 <= self.share <= 1:
            raise InvalidInput(
                f"The share of {self.side_effect} by {self.method} is {self.share}; it must lie between 0 and 1.",
                field="share",
            )
        if not 0 <= self.known <= self.ever:
            raise InvalidInput(
                f"Of {self.side_effect} by {self.method}, {self.known} of {self.ever} are known; that cannot be.",
                field="known",
            )
        if self.share is not None and not (self.low or 0.0) <= self.share <= (1.0 if self.high is None else self.high):
            raise InvalidInput(
                f"The share of {self.side_effect} by {self.method} is {self.share}, outside {self.low} to {self.high}.",
                field="share",
            )


Line = tuple[float, ShareClear]


def summary_figure(rows: Sequence[ShareClear], *, methods: Sequence[str], dark: bool = False) -> Figure:
    """A plotly figure dict: side effects in the order given, 0 to 100% across.

    `methods` are all that there are, in their order: each keeps its colour and sign whichever are shown.
    """
    colours = palette(dark=dark)
    headings, lines = _placed(rows)
    bottom = len(headings) + len(lines)
    margin = (LEFT_PX, _right_px(rows), TOP_PX, BOTTOM_PX)
    figure = layout(colours, height=max(bottom, 1) * ROW_PX + TOP_PX + BOTTOM_PX, margin=margin)
    figure |= {
        "showlegend": True,
        "legend": legend_above(),
        "xaxis": _share_axis(colours),
        "yaxis": {"range": [bottom - 0.5, -0.5], "visible": False, "fixedrange": True},
        "shapes": [_track(y, colours) for y, row in lines if row.share is not None],
        "annotations": [_heading(y, name, colours) for y, name in headings]
        + [_ending(y, row, colours) for y, row in lines if row.share is not None]
        + [_without(y, row, methods.index(row.method), colours) for y, row in lines if row.share is None],
    }
    shown = {row.method for row in rows}
    traces = [_method_trace(name, lines, colours, place=n) for n, name in enumerate(methods) if name in shown]
    return {"data": traces, "layout": figure}


def summary_alt(rows: Sequence[ShareClear]) -> str:
    """The figure in words, line by line."""
    said = "; ".join(f"{row.side_effect}, {row.method}: {in_words(row)}" for row in rows)
    return f"Share clear by the end of the band: {said or 'nothing to show yet'}."


def in_words(row: ShareClear) -> str:
    """The share with its range, of how many it is, and of how many of them the reports say it."""
    if row.share is None:
        return row.why
    said, between = _share_words(row)
    range_words = f" ({between})" if between else ""
    return f"{said}{range_words} of {_treatments(row.ever)} that had it; known of {row.known:,}"


def _share_words(row: ShareClear) -> tuple[str, str]:
    if row.share is None or row.low is None or row.high is None:
        return percent(row.share or 0.0), ""
    return percent_and_range(row.share, row.low, row.high)


def _treatments(n: int) -> str:
    return f"{n:,} treatment{'' if n == 1 else 's'}"


def _right_px(rows: Sequence[ShareClear]) -> int:
    longest = max((len(_behind(row)) for row in rows if row.share is not None), default=0)
    return round(longest * LETTER_PX) + 16


def _behind(row: ShareClear) -> str:
    """What stands behind a row: "82% (81–82%) · n 45,628"."""
    said, between = _share_words(row)
    short = between.replace("% to ", "–")
    return f"{said} ({short}) · n {row.ever:,}" if between else f"{said} · n {row.ever:,}"


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
        "name": escaped(method) + (", borrowed bands" if any(row.borrowed for _, row in own) else ""),
        "x": [None if row.share is None else round(row.share, 4) for _, row in own],
        "y": [y for y, _ in own],
        "hoverinfo": "text",
        "hovertext": [wrapped(f"{row.side_effect}, {method}: {in_words(row)}") for _, row in own],
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
    return {**_words_at(y, _behind(row), colours.ink), "x": 1, "xanchor": "left", "xshift": 10}


def _without(y: float, row: ShareClear, place: int, colours: Palette) -> Figure:
    """Words where the mark would stand, led by the method's own sign."""
    sign, colour = SYMBOLS[place % len(SYMBOLS)][1], colours.methods[place % len(colours.methods)]
    text = f'<span style="color:{colour}">{sign}</span> {row.why}'
    return {**_words_at(y, text, colours.muted), "x": 0, "xanchor": "left", "xshift": -6}


def _words_at(y: float, text: str, colour: str) -> Figure:
    font = {"size": SMALL_PX, "color": colour}
    return {"text": text, "y": y, "yanchor": "middle", "showarrow": False, "font": font}
