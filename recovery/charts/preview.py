"""How many alerts today's guidance and a proposed one give: two bars a row, each with its number."""

from collections.abc import Sequence
from dataclasses import dataclass

from recovery.charts.frame import SMALL_PX, Figure, layout, legend_above
from recovery.charts.palette import Palette, palette
from recovery.charts.text import escaped
from recovery.errors import InvalidInput

ROW_PX = 64
MARGIN = (10, 64, 34, 10)
TODAY, PROPOSED = "Today's guidance", "With the change"
BAR = 0.28
"""The thickness of a bar as a share of its row: two bars and a heading fit."""


@dataclass(frozen=True)
class AlertCounts:
    """How many alerts of one kind there are today, and would be with a change."""

    name: str
    today: int
    proposed: int

    def __post_init__(self) -> None:
        if min(self.today, self.proposed) < 0:
            raise InvalidInput(f"{self.name}: there cannot be fewer than 0 alerts.", field="counts")


def preview_figure(rows: Sequence[AlertCounts], *, dark: bool = False) -> Figure:
    """A plotly figure dict: the rows in the order given, alerts across from 0."""
    colours = palette(dark=dark)
    most = max((max(row.today, row.proposed) for row in rows), default=0)
    figure = layout(colours, height=max(len(rows), 1) * ROW_PX + MARGIN[2] + MARGIN[3], margin=MARGIN)
    figure |= {
        "showlegend": True,
        "legend": legend_above(),
        "barmode": "overlay",
        "xaxis": {"range": [0, max(most, 1)], "visible": False, "fixedrange": True},
        "yaxis": {"range": [len(rows) - 0.5, -0.5], "visible": False, "fixedrange": True},
        "annotations": [_heading(place, row.name, colours) for place, row in enumerate(rows)],
    }
    today = _bars(rows, [row.today for row in rows], colours, name=TODAY, offset=-0.1)
    proposed = _bars(rows, [row.proposed for row in rows], colours, name=PROPOSED, offset=0.22)
    today["marker"] = {
        "color": colours.muted,
        "pattern": {"shape": "/", "fillmode": "replace", "size": 6, "solidity": 0.4},
        "line": {"color": colours.muted, "width": 1},
    }
    proposed["marker"] = {"color": colours.accent}
    return {"data": [today, proposed], "layout": figure}


def preview_alt(rows: Sequence[AlertCounts]) -> str:
    """The figure in words, row by row."""
    said = "; ".join(f"{row.name}: {row.today:,} today, {row.proposed:,} with the change" for row in rows)
    return f"Alerts in the period: {said or 'none'}."


def _bars(rows: Sequence[AlertCounts], counts: Sequence[int], colours: Palette, *, name: str, offset: float) -> Figure:
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "x": list(counts),
        "y": list(range(len(rows))),
        "width": BAR,
        "offset": offset,
        "text": [f"{count:,}" for count in counts],
        "textposition": "outside",
        "textfont": {"size": SMALL_PX, "color": colours.ink},
        "cliponaxis": False,
        "hoverinfo": "text",
        "hovertext": [
            f"{escaped(row.name)}:<br>{count:,} {name.lower()}" for row, count in zip(rows, counts, strict=True)
        ],
    }


def _heading(place: int, name: str, colours: Palette) -> Figure:
    return {
        "text": f"<b>{escaped(name)}</b>",
        "x": 0,
        "xanchor": "left",
        "y": place - 0.3,
        "yanchor": "middle",
        "showarrow": False,
        "font": {"size": SMALL_PX, "color": colours.ink},
    }
