"""The range of severities that a group reported on each day: the middle one, the middle half, nine in ten.

It ends before the first day on which too few reported, and shows nine in ten only where enough did.
A fan says what other treatments had and is no band: it has another hue, and its own words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from recovery.charts.band import band_edges, band_fill, band_label, band_title
from recovery.charts.counted import PLOT_FROM, counted_axis, counted_trace, counted_words, too_few_trace
from recovery.charts.expected import HEIGHT_PX, SMALL_HEIGHT_PX, days_below, landmarks
from recovery.charts.frame import SMALL_PX, Figure, layout, legend_above, row_header
from recovery.charts.palette import Palette, faded, palette
from recovery.charts.text import escaped, sentence
from recovery.domain.bands import Band
from recovery.domain.catalogue import Severity
from recovery.domain.cohort import DayCourse, ExpectedCourse

MARGIN, SMALL_MARGIN = (78, 8, 62, 26), (78, 8, 22, 26)
TOP = Severity.VERY_SEVERE + 0.4
BOTTOM = Severity.NONE - 0.4

OUTER, INNER = 0.16, 0.3
"""Opacities of nine in ten and of the middle half, which lie over each other."""

REACH = 0.4
"""Days that a run of days reaches to either side, so that one day alone is seen."""

NAMES_PX = 20
"""How much higher a course's picture is with the row of names above the band's label."""

ALONE_PX = 5
"""The dot of a day that is the only one, where a line cannot be seen."""

NINE_IN_TEN, MIDDLE_HALF, MIDDLE = "Nine in ten", "Middle half", "The middle one"


@dataclass(frozen=True)
class Fan:
    """What a group reported, to stand behind one course, and what both are called in the picture."""

    expected: ExpectedCourse
    own: str
    group: str


FOR_CLINICIANS = ("this patient", "other treatments")
FOR_PATIENTS = ("you", "other treatments here")
"""What the course and the fan are called, by who looks."""


def fan_figure(expected: ExpectedCourse, band: Band, *, span: int, dark: bool = False, small: bool = False) -> Figure:
    """A plotly figure dict: none to very severe up, the fan over the band, the number of reports below."""
    colours = palette(dark=dark)
    traces = [
        band_fill(band, colours, top=TOP, bottom=BOTTOM) | {"showlegend": False},
        *fan_traces(expected, colours, span=span),
        too_few_trace(expected, colours, span=span, top=TOP, bottom=BOTTOM),
        counted_trace(expected, colours, span=span),
    ]
    figure = layout(
        colours, height=SMALL_HEIGHT_PX if small else HEIGHT_PX, margin=SMALL_MARGIN if small else MARGIN
    )  # fmt: skip
    figure |= {
        "showlegend": not small,
        "legend": legend_above() | {"font": {"size": SMALL_PX}},
        "xaxis": days_below(colours, band, span=span),
        "yaxis": _severity_axis(colours, small=small),
        "yaxis2": counted_axis(expected, colours),
        "shapes": band_edges(band, colours, top=TOP, bottom=BOTTOM),
        "annotations": [band_title(band, colours, span=span), row_header("Day", colours)],
    }
    return {"data": [trace for trace in traces if trace], "layout": figure}


def fan_traces(expected: ExpectedCourse, colours: Palette, *, span: int, label: str = "") -> list[Figure]:
    """The fan as two ribbons and a dashed line, until too few reported; hover labels say `label`."""
    days = [day for day in expected.fan if 0 <= day.day <= span]
    outer = [day for day in days if day.has_tails]
    drawn = [
        _ribbon(outer, lambda day: (day.p5, day.p95), name=NINE_IN_TEN, fill=faded(colours.group, OUTER)),
        _ribbon(days, lambda day: (day.p25, day.p75), name=MIDDLE_HALF, fill=faded(colours.group, INNER)),
    ]
    return [*(drawn if outer else drawn[1:]), _middle(days, colours, label=label)]


def fan_names(fan: Fan, colours: Palette) -> Figure:
    """Whose line is which, in a row of its own above the plot, where it hides no day."""
    own = f'<span style="color:{colours.accent}">●</span> {escaped(fan.own)}'
    group = f'<span style="color:{colours.group}">– –</span> {escaped(fan.group)}'
    return {
        "text": f"{own} &nbsp; {group}",
        "x": 1,
        "xref": "paper",
        "xanchor": "right",
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "yshift": NAMES_PX,
        "showarrow": False,
        "font": {"size": SMALL_PX, "color": colours.ink},
    }


def fan_alt(expected: ExpectedCourse, band: Band, *, name: str) -> str:
    """The picture in words: the first day, the band's last, and the last."""
    drawn = landmarks(replace(expected, days=expected.fan), band)
    told = "; ".join(f"day {day.day}: {fan_words(day)}" for day in drawn) or "nothing to show yet"
    return f"{name}, range by day: {told}. {counted_words(expected)} {sentence(band_label(band))}"


def fan_words(day: DayCourse) -> str:
    """What the fan says of a day: "the middle one mild, half of them none to moderate, nine in ten none to severe"."""
    said = f"the middle one {Severity(day.median).word.lower()}, half of them {_from_to(day.p25, day.p75)}"
    return f"{said}, nine in ten {_from_to(day.p5, day.p95)}" if day.has_tails else said


def runs(days: Sequence[DayCourse]) -> list[list[DayCourse]]:
    """The days in rows that no gap breaks."""
    found: list[list[DayCourse]] = []
    for day in days:
        if found and day.day == found[-1][-1].day + 1:
            found[-1].append(day)
        else:
            found.append([day])
    return found


def _ribbon(
    days: Sequence[DayCourse], edges: Callable[[DayCourse], tuple[int, int]], *, name: str, fill: str
) -> Figure:
    x: list[float | None] = []
    y: list[float | None] = []
    for run in runs(days):
        across = [run[0].day - REACH, *(day.day for day in run), run[-1].day + REACH]
        low, high = zip(*(edges(day) for day in (run[0], *run, run[-1])), strict=True)
        x += [*across, *reversed(across), across[0], None]
        y += [*low, *reversed(high), low[0], None]
    ribbon: Figure = {"type": "scatter", "mode": "lines", "name": name, "x": x[:-1], "y": y[:-1]}
    return ribbon | {"line": {"width": 0}, "fill": "toself", "fillcolor": fill, "hoverinfo": "skip"}


def _middle(days: Sequence[DayCourse], colours: Palette, *, label: str) -> Figure:
    dot = ALONE_PX if len(days) == 1 else 0
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": MIDDLE,
        "x": [day.day for day in days],
        "y": [day.median for day in days],
        "hoverinfo": "text",
        "hovertext": [_hover(day, label) for day in days],
        "line": {"color": colours.group, "width": 2, "dash": "dash"},
        "marker": {"size": dot, "opacity": 1, "symbol": "circle", "color": colours.group},
        "cliponaxis": False,
    }


def _hover(day: DayCourse, label: str) -> str:
    who = f"{escaped(label)}, " if label else ""
    lines = fan_words(day).replace(", ", "<br>")
    return f"<b>Day {day.day}</b>, {who}{day.n:,} reports<br>{lines}"


def _from_to(low: int, high: int) -> str:
    first, last = Severity(low), Severity(high)
    return first.word.lower() if first is last else f"{first.word.lower()} to {last.word.lower()}"


def _severity_axis(colours: Palette, *, small: bool) -> Figure:
    named = [Severity.NONE, Severity.MODERATE, Severity.VERY_SEVERE] if small else list(Severity)
    return {
        "domain": [PLOT_FROM, 1],
        "range": [BOTTOM, TOP],
        "fixedrange": True,
        "zeroline": False,
        "gridcolor": colours.grid,
        "tickvals": [int(severity) for severity in named],
        "ticktext": [escaped(severity.word) for severity in named],
        "ticklabelstandoff": 6,
        "tickfont": {"size": SMALL_PX, "color": colours.ink},
    }
