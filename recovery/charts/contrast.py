"""Two to four groups beside each other: their curves, in the order given.

Groups differ in more than their name, so that nothing here is ordered by how it came out, and nothing stands alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from recovery.charts.band import band_days, band_edges, band_fill, band_label, band_title
from recovery.charts.curves import Look, curve_traces
from recovery.charts.frame import Figure, layout, legend_above, row_header
from recovery.charts.numbers import TOO_FEW
from recovery.charts.palette import Palette, palette
from recovery.charts.summary import SYMBOLS
from recovery.charts.survival import BOTTOM, TOP, clear_trace, in_words, still_axis
from recovery.charts.text import escaped, sentence
from recovery.domain.bands import Band
from recovery.domain.cohort import Recovered
from recovery.errors import InvalidInput

HEIGHT_PX = 270
MARGIN = (46, 10, 30, 26)
LEGEND_ROW_PX = 19
"""On a phone each group has a row of its own in the legend."""

DASHES = ("solid", "dash", "dot", "dashdot")
"""One a group beside its colour and its mark, so that colour never stands alone."""

BORROWED = "borrowed band"

LEAST, MOST = 2, len(DASHES)
"""Groups in one picture: more curves than four are not told apart."""


@dataclass(frozen=True)
class Compared:
    """One of the groups: what to call it, and how it recovered.

    `place` is its own among all that there are: it keeps its colour and sign beside whichever others it stands. Its
    band may be `borrowed` from another.
    """

    label: str
    recovered: Recovered
    place: int | None = None
    borrowed: bool = False


def contrast_figure(groups: Sequence[Compared], band: Band, *, span: int, dark: bool = False) -> Figure:
    """A plotly figure dict: a curve a group with its range over the band; InvalidInput unless there are two to four."""
    check_number(groups)
    colours = palette(dark=dark)
    left, right, top, bottom = MARGIN
    legend = LEGEND_ROW_PX * len(groups)
    figure = layout(colours, height=HEIGHT_PX + legend, margin=(left, right, top + legend, bottom))
    figure |= {
        "showlegend": True,
        "legend": legend_above(),
        "xaxis": band_days(band, colours, span=span),
        "yaxis": still_axis(colours),
        "shapes": band_edges(band, colours, top=TOP, bottom=BOTTOM),
        "annotations": [band_title(band, colours, span=span), row_header("Day", colours)],
    }
    traces: list[Figure | None] = [band_fill(band, colours, top=TOP, bottom=BOTTOM) | {"showlegend": False}]
    for group, look in zip(groups, looks_of(groups, colours), strict=True):
        traces += curve_traces(group.recovered, look, span=span, legend=True) or [_absent(look)]
        traces.append(clear_trace(group.recovered, look, span=span))
    return {"data": [trace for trace in traces if trace], "layout": figure}


def contrast_alt(groups: Sequence[Compared], band: Band, *, name: str) -> str:
    """The groups in words, in the order given."""
    said = ". ".join(f"{group.label}: {in_words(group.recovered)}" for group in groups)
    return f"{name}, {len(groups)} groups: {said}. {sentence(band_label(band))}"


def check_number(groups: Sequence[Compared]) -> None:
    """Raise InvalidInput unless there are as many groups as a picture can tell apart."""
    if not LEAST <= len(groups) <= MOST:
        raise InvalidInput(f"{LEAST} to {MOST} groups can be compared, not {len(groups)}.", field="groups")


def looks_of(groups: Sequence[Compared], colours: Palette) -> list[Look]:
    """How the groups are told apart in every picture: by their own places, or the order given where they have none."""
    own = [group.place % MOST for group in groups if group.place is not None]
    places = own if len(set(own)) == len(groups) else range(len(groups))
    return [_look(place, group, colours) for place, group in zip(places, groups, strict=True)]


def _look(place: int, group: Compared, colours: Palette) -> Look:
    name = f"{with_number(group)} · {BORROWED}" if group.borrowed else with_number(group)
    return Look(colours.methods[place], DASHES[place], SYMBOLS[place][0], name)


def with_number(group: Compared) -> str:
    """A group with how many had it: "Laser · n 1,204"; its name alone below the limit."""
    return f"{group.label} · {had_it(group.recovered)}" if group.recovered.curve else group.label


def _absent(look: Look) -> Figure:
    """A group of too few in the legend, without a curve."""
    line = {"color": look.colour, "width": 2.5, "dash": look.dash}
    name = f"{escaped(look.name)} · {TOO_FEW}"
    return {"type": "scatter", "mode": "lines", "name": name, "x": [None], "y": [None], "line": line}


def had_it(recovered: Recovered) -> str:
    """How many of a group had it; words below the limit."""
    return f"n {recovered.ever:,}" if recovered.curve else TOO_FEW
