"""How many stand behind each day of a picture: a low strip of bars, and the days on which too few do."""

from recovery.charts.frame import SMALL_PX, Figure
from recovery.charts.palette import Palette, faded
from recovery.charts.text import days_in_words
from recovery.domain.cohort import ExpectedCourse

STRIP_TOP = 0.15
PLOT_FROM = 0.22
"""Shares of the height: where the strip ends, and where the plot above it begins."""

BAR_DAYS = 0.86
"""Width of a day's bar, in days: neighbours stay apart."""

LETTER_PX, STANDOFF_PX = 6.2, 6
"""Width of an average letter of a number, and how far it stands from its axis."""

TOO_FEW_WORDS = "too few to show"


def counted_trace(expected: ExpectedCourse, colours: Palette, *, span: int) -> Figure:
    """A bar a day on the strip's own axis, as high as its number of reports."""
    shown = [day for day in expected.days if day.day <= span]
    return {
        "type": "bar",
        "x": [day.day for day in shown],
        "y": [day.n for day in shown],
        "yaxis": "y2",
        "width": BAR_DAYS,
        "showlegend": False,
        "marker": {"color": colours.muted, "line": {"width": 0}},
        "hoverinfo": "text",
        "hovertext": [f"Day {day.day}:<br>{reports_in_words(day.n)}" for day in shown],
        "textposition": "none",
    }


def counted_px(expected: ExpectedCourse, *, least: int) -> int:
    """A left margin that holds what the strip names, however many digits it has, and is `least` px."""
    return max(least, round(len(_most_words(expected)) * LETTER_PX) + STANDOFF_PX + 4)


def counted_axis(expected: ExpectedCourse, colours: Palette) -> Figure:
    """The strip's axis from none to the most, which is named: "n 214"."""
    most = _most(expected)
    return {
        "domain": [0, STRIP_TOP],
        "range": [0, most],
        "fixedrange": True,
        "showgrid": False,
        "zeroline": True,
        "zerolinecolor": colours.grid,
        "tickvals": [most] if expected.days else [],
        "ticktext": [_most_words(expected)],
        "ticklabelstandoff": STANDOFF_PX,
        "tickfont": {"size": SMALL_PX, "color": colours.muted},
    }


def _most(expected: ExpectedCourse) -> int:
    return max((day.n for day in expected.days), default=1)


def _most_words(expected: ExpectedCourse) -> str:
    return f"n {_most(expected):,}"


def too_few_trace(expected: ExpectedCourse, colours: Palette, *, span: int, top: float, bottom: float) -> Figure | None:
    """Dots in place of the days on which too few reported: a gap with a reason, which is no zero; None without such."""
    days = [day for day in expected.hidden_days if 0 <= day <= span]
    if not days:
        return None
    dots = {"shape": ".", "size": 7, "solidity": 0.15, "bgcolor": "rgba(0,0,0,0)"}
    return {
        "type": "bar",
        "name": TOO_FEW_WORDS.capitalize(),
        "x": days,
        "y": [top - bottom] * len(days),
        "base": [bottom] * len(days),
        "width": 1,
        "showlegend": True,
        "marker": {"pattern": {**dots, "fgcolor": faded(colours.muted, 0.7)}, "line": {"width": 0}},
        "hoverinfo": "text",
        "hovertext": [f"Day {day}: {TOO_FEW_WORDS}" for day in days],
        "textposition": "none",
    }


def reports_in_words(n: int) -> str:
    """How many reports: "1,204 reports"."""
    return f"{n:,} report{'' if n == 1 else 's'}"


def counted_words(expected: ExpectedCourse) -> str:
    """How many reports there are a day, from the fewest to the most, and on which days too few, as sentences."""
    hidden = f" Too few to show on {days_in_words(expected.hidden_days)}." if expected.hidden_days else ""
    counted = [day.n for day in expected.days]
    if not counted:
        return hidden.strip() or "No report."
    least, most = min(counted), max(counted)
    said = f"{least:,} to {most:,} reports a day" if least < most else f"{reports_in_words(most)} a day"
    return f"{said}.{hidden}"
