"""The share still with a side effect after each day, of those who had it: a step curve with its range."""

from recovery.charts.band import band_days, band_edges, band_fill, band_label, band_title
from recovery.charts.curves import Look, curve_traces, named
from recovery.charts.frame import SMALL_PX, Figure, layout, range_bars, row_header
from recovery.charts.numbers import days_between, percent_and_range, rounded
from recovery.charts.palette import Palette, palette
from recovery.charts.text import sentence
from recovery.domain.bands import Band
from recovery.domain.cohort import Recovered
from recovery.domain.resolution import NEVER, Interval

HEIGHT_PX, SMALL_HEIGHT_PX = 280, 170
MARGIN, SMALL_MARGIN = (46, 10, 24, 26), (46, 10, 22, 26)
TOP, BOTTOM = 1.04, -0.07

HALF = 0.5
LATE = 0.6
"""A mark beyond this share of the axis has its words to the left and below, where the curve is not."""

NEAR_HALF = 0.16
"""A mark so near to half has its words beyond the whisker of the median: they are as high (20 px of 230)."""


def survival_figure(recovered: Recovered, band: Band, *, span: int, dark: bool = False, small: bool = False) -> Figure:
    """A plotly figure dict: 0 to 100% up, the curve with its range over the band, marks at half and the band's end."""
    colours = palette(dark=dark)
    look = Look(colours.group)
    figure = layout(
        colours, height=SMALL_HEIGHT_PX if small else HEIGHT_PX, margin=SMALL_MARGIN if small else MARGIN
    )  # fmt: skip
    figure |= {
        "xaxis": band_days(band, colours, span=span),
        "yaxis": still_axis(colours),
        "shapes": band_edges(band, colours, top=TOP, bottom=BOTTOM),
        "annotations": [
            band_title(band, colours, span=span),
            row_header("Day", colours),
            _counted(recovered, colours),
            *([] if small else _clear_words(recovered, colours, span=span)),
        ],
    }
    traces = [
        band_fill(band, colours, top=TOP, bottom=BOTTOM),
        *curve_traces(recovered, look, span=span),
        half_trace(recovered, look, span=span),
        clear_trace(recovered, look, span=span),
    ]
    return {"data": [trace for trace in traces if trace], "layout": figure}


def survival_alt(recovered: Recovered, band: Band, *, name: str) -> str:
    """The picture in words: when half were clear, how many by the band's end, and of how many."""
    return f"{name}, share still with it by day: {in_words(recovered)}. {sentence(band_label(band))}"


def in_words(recovered: Recovered) -> str:
    """When half were clear and the share clear by the band's end, with ranges and the number they are of."""
    if not recovered.curve:
        return "too few to show"
    parts = [half_words(recovered)]
    if recovered.clear_by_band is not None:
        parts.append(clear_words(recovered))
    return f"{'; '.join(parts)}; of {recovered.ever:,} who had it"


def half_words(recovered: Recovered) -> str:
    """The day by which half were clear, or the days when the reports cannot say more, with the range."""
    median = recovered.median
    if median is None or median.by == NEVER:
        return "half of them were not yet known to be clear"
    width = recovered.median_range
    return f"half clear {_by_words(median)}" + (f" ({days_between(*width)})" if width else "")


def clear_words(recovered: Recovered) -> str:
    """The share clear by the band's last day, with its range: "72% clear by day 7 (65% to 78%)"."""
    share = recovered.clear_by_band
    if share is None:
        return "too few to show"
    value, between = percent_and_range(share.value, share.low, share.high)
    return f"{value} clear by day {recovered.band_end} ({between})"


def half_trace(recovered: Recovered, look: Look, *, span: int) -> Figure | None:
    """The day by which half were clear as a diamond at 50%, with its range as a bar; None where nothing says it."""
    median, width = recovered.median, recovered.median_range
    if median is None or width is None or not median.by <= span:
        return None
    above, below = max(min(width.high, span) - median.by, 0), max(median.by - width.low, 0)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [median.by],
        "y": [HALF],
        "error_x": range_bars([above], [below], look.colour),
        "showlegend": False,
        "hoverinfo": "text",
        "hovertext": [named(look, half_words(recovered))],
        "marker": {"size": 10, "opacity": 1, "symbol": "diamond", "color": look.colour},
    }


def clear_trace(recovered: Recovered, look: Look, *, span: int) -> Figure | None:
    """A mark on the curve at the band's last day; None where too few are counted or the reports end before."""
    share = recovered.clear_by_band
    if share is None or recovered.band_end > min(span, recovered.curve[-1].day):
        return None
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [recovered.band_end],
        "y": [rounded(1 - share.value)],
        "showlegend": False,
        "hoverinfo": "text",
        "hovertext": [named(look, clear_words(recovered))],
        "marker": {"size": 9, "opacity": 1, "symbol": look.symbol, "color": look.colour},
    }


def still_axis(colours: Palette) -> Figure:
    """The axis of the share still with it, none to all."""
    return {
        "range": [BOTTOM, TOP],
        "fixedrange": True,
        "zeroline": False,
        "gridcolor": colours.grid,
        "tickvals": [0, 0.25, 0.5, 0.75, 1],
        "ticktext": ["0%", "", "50%", "", "100%"],
        "ticklabelstandoff": 6,
        "tickfont": {"size": SMALL_PX, "color": colours.muted},
    }


def _counted(recovered: Recovered, colours: Palette) -> Figure:
    """How many the curve is of, in the corner that the curve leaves free."""
    text = f"of {recovered.ever:,} who had it" if recovered.curve else "too few to show"
    return {
        "text": text,
        "x": 1,
        "xref": "paper",
        "xanchor": "right",
        "y": 0.97,
        "yref": "paper",
        "yanchor": "top",
        "showarrow": False,
        "font": {"size": SMALL_PX, "color": colours.muted},
    }


def _clear_words(recovered: Recovered, colours: Palette, *, span: int) -> list[Figure]:
    """The share clear by the band's last day beside its mark."""
    mark = clear_trace(recovered, Look(colours.group), span=span)
    share = recovered.clear_by_band
    if mark is None or share is None:
        return []
    late, y = recovered.band_end > span * LATE, mark["y"][0]
    if abs(y - HALF) < NEAR_HALF:  # there the words would lie on the whisker of the median
        y = min(y, HALF) if late else max(y, HALF)
    place = {"xanchor": "right", "yanchor": "top"} if late else {"xanchor": "left", "yanchor": "bottom"}
    shift = {"xshift": -8, "yshift": -6} if late else {"xshift": 8, "yshift": 6}
    said, _ = percent_and_range(share.value, share.low, share.high)
    words = {"text": f"<b>{said} clear</b> by day {recovered.band_end}", "showarrow": False}
    font = {"size": SMALL_PX, "color": colours.ink}
    return [{**words, **place, **shift, "x": mark["x"][0], "y": y, "font": font}]


def _by_words(median: Interval) -> str:
    if median.by - median.after <= 1:
        return f"by day {median.by:.0f}"
    return f"after day {median.after:.0f} and by day {median.by:.0f}"
