"""All side effects by day: severity as colour and as number, gaps where no report was sent."""

from collections.abc import Collection, Sequence

from recovery.charts.frame import CLOSED, SMALL_PX, TODAY, TODAY_PX, Figure, day_axis, even_ticks, layout, row_header
from recovery.charts.markers import Marker, MarkerKind, marker_trace
from recovery.charts.palette import FONT, Palette, palette
from recovery.charts.text import days_in_words, escaped
from recovery.domain.catalogue import Severity
from recovery.domain.course import missing_days
from recovery.domain.finding import Finding

ROW_PX = 27
TOP_PX, BOTTOM_PX = 6, 40
LETTER_PX = 6.2
"""Width of an average letter of a row's name, which sets the left margin."""
NUMBER_PX = ((14, 13), (21, 12), (30, 11))
"""Up to so many days, the numbers in the cells are so large; beyond, SMALLEST_PX."""
SMALLEST_PX = 9
WIDE_GAPS_TO = 21
"""Up to so many days cells stand two pixels apart, beyond one."""
LEFT_AT_MOST_PX = 140

Cells = list[tuple[int, int, Severity]]


def strip_figure(
    findings: Sequence[Finding],
    *,
    dark: bool = False,
    span: int,
    red_flag_days: Collection[int] = (),
    note_days: Collection[int] = (),
) -> Figure:
    """A plotly figure dict: one row per finding in the order given, one cell per day to `span`."""
    colours = palette(dark=dark)
    icons = marker_trace(strip_markers(red_flag_days, note_days), colours, span=span, height=-1)
    cells = _cells(findings, span=span)
    traces = [
        _colours_of(cells, findings, colours, span=span),
        _numbers_of(cells, colours, span=span),
    ]
    rows = len(findings) + (1 if icons else 0)
    figure = layout(
        colours,
        height=rows * ROW_PX + TOP_PX + BOTTOM_PX,
        margin=(_left_px(findings), TODAY_PX, TOP_PX, BOTTOM_PX),
    )
    today = max((finding.today for finding in findings), default=-1)
    called = CLOSED if any(finding.is_closed for finding in findings) else TODAY
    figure["xaxis"] = day_axis(colours, even_ticks(span=span, today=today), span=span, today=today, called=called)
    figure["yaxis"] = _row_axis(findings, colours, top=-1.5 if icons else -0.5)
    figure["annotations"] = [row_header("Day", colours)]
    figure["shapes"] = _today_frame(today, len(findings), colours) if 0 <= today <= span else []
    return {"data": [*traces, icons] if icons else traces, "layout": figure}


def strip_markers(red_flag_days: Collection[int], note_days: Collection[int]) -> list[Marker]:
    """The icons above a strip."""
    flags = [Marker(day, MarkerKind.RED_FLAG) for day in red_flag_days]
    return [*flags, *(Marker(day, MarkerKind.NOTE) for day in note_days)]


def strip_alt(findings: Sequence[Finding]) -> str:
    """The strip in words: each worst and last severity, and the days without a report."""
    days = sorted({point.day for finding in findings for point in finding.points})
    if not days:
        return "All side effects by day: no report yet."
    parts = []
    for finding in findings:
        course = finding.course
        if course is not None and course.ever_present:
            last = f"{course.last_severity.word.lower()} on day {course.last_day}"
            parts.append(f"{finding.effect.name} at worst {course.peak.word.lower()}, {last}")
    said = "; ".join(parts) or "nothing reported as present"
    missed = missing_days(days, last_due=days[-1])
    gaps = f" No report on {days_in_words(missed)}." if missed else ""
    return f"All side effects, day {days[0]} to {days[-1]}: {said}.{gaps}"


def _cells(findings: Sequence[Finding], *, span: int) -> Cells:
    return [
        (point.day, row, point.severity)
        for row, finding in enumerate(findings)
        for point in finding.points
        if 0 <= point.day <= span
    ]


def _colours_of(cells: Cells, findings: Sequence[Finding], colours: Palette, *, span: int) -> Figure:
    grid: list[list[int | None]] = [[None] * (span + 1) for _ in findings]
    words = [[""] * (span + 1) for _ in findings]
    names = [escaped(finding.effect.name) for finding in findings]
    for day, row, severity in cells:
        grid[row][day] = int(severity)
        words[row][day] = f"{names[row]}, day {day}: {severity.word.lower()}"
    gap = 2 if span <= WIDE_GAPS_TO else 1
    return {
        "type": "heatmap",
        "z": grid,
        "zmin": -0.5,
        "zmax": len(Severity) - 0.5,
        "colorscale": _steps(colours),
        "showscale": False,
        "xgap": gap,
        "ygap": gap,
        "hoverongaps": False,
        "hoverinfo": "text",
        "hovertext": words,
    }


def _numbers_of(cells: Cells, colours: Palette, *, span: int) -> Figure:
    size = next((px for days, px in NUMBER_PX if span <= days), SMALLEST_PX)
    return {
        "type": "scatter",
        "mode": "text",
        "x": [day for day, _, _ in cells],
        "y": [row for _, row, _ in cells],
        "text": [str(int(severity)) if severity else "·" for _, _, severity in cells],
        "textfont": {
            "family": FONT,
            "size": size,
            "color": [colours.on_ramp[severity] for _, _, severity in cells],
        },
        "hoverinfo": "skip",
    }


def _left_px(findings: Sequence[Finding]) -> int:
    longest = max((len(finding.effect.name) for finding in findings), default=0)
    return min(round(longest * LETTER_PX), LEFT_AT_MOST_PX) + 10


def _steps(colours: Palette) -> list[list[float | str]]:
    """Five flat steps, so that a colour is one severity and never something in between."""
    share = 1 / len(colours.ramp)
    return [[round((step + side) * share, 6), colour] for step, colour in enumerate(colours.ramp) for side in (0, 1)]


def _row_axis(findings: Sequence[Finding], colours: Palette, *, top: float) -> Figure:
    return {
        "range": [len(findings) - 0.5, top],
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
        "tickvals": list(range(len(findings))),
        "ticktext": [escaped(finding.effect.name) for finding in findings],
        "ticklabelstandoff": 6,
        "tickfont": {"size": SMALL_PX, "color": colours.ink},
    }


def _today_frame(today: int, rows: int, colours: Palette) -> list[Figure]:
    box = {"x0": today - 0.5, "x1": today + 0.5, "y0": -0.5, "y1": rows - 0.5}
    return [{"type": "rect", **box, "line": {"color": colours.muted, "width": 1.5, "dash": "dot"}}]
