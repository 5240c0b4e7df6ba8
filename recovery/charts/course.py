"""One side effect's severity by day over the band in which it has usually gone."""

from collections.abc import Sequence

from recovery.charts.band import band_edges, band_fill, band_label, band_title
from recovery.charts.frame import SMALL_PX, Figure, day_axis, day_ticks, layout, row_header, today_line
from recovery.charts.markers import Marker, marker_trace
from recovery.charts.palette import Palette, palette
from recovery.charts.text import days_in_words, escaped
from recovery.domain.bands import Band, Place
from recovery.domain.catalogue import Severity
from recovery.domain.course import Point, missing_days
from recovery.domain.finding import Finding

HEIGHT_PX = 200
MARGIN = (78, 6, 22, 38)
MARKERS_PX = 22
"""How much taller a figure is that has a row of icons."""

DOT_PX = 8
SMALL_DOT_PX = 6
CROWDED_FROM = 28
"""On a longer axis dots are smaller, so that neighbours stay apart on a phone."""

TOP = Severity.VERY_SEVERE + 0.4
BOTTOM = Severity.NONE - 0.4
MARKERS_AT = Severity.VERY_SEVERE + 0.85


def course_figure(finding: Finding, *, dark: bool = False, span: int, markers: Sequence[Marker] = ()) -> Figure:
    """A plotly figure dict: day 0 to `span` across, none to very severe up, and the band behind."""
    colours, band = palette(dark=dark), finding.band
    icons = marker_trace(markers, colours, span=span, height=MARKERS_AT)
    traces = [
        band_fill(band, colours, top=TOP, bottom=BOTTOM),
        course_trace(finding.points, band, colours, span=span),
    ]
    figure = layout(colours, height=HEIGHT_PX + (MARKERS_PX if icons else 0), margin=MARGIN)
    days = day_ticks(span=span, today=finding.today, landmarks=(band.to_day, band.from_day))
    figure["xaxis"] = day_axis(colours, days, span=span, today=finding.today)
    figure["yaxis"] = _severity_axis(colours, top=MARKERS_AT + 0.35 if icons else TOP)
    figure["shapes"] = band_edges(band, colours, top=TOP, bottom=BOTTOM)
    if 0 <= finding.today <= span:
        figure["shapes"].append(today_line(finding.today, colours, top=TOP, bottom=BOTTOM))
    figure["annotations"] = [band_title(band, colours, span=span), row_header("Day", colours)]
    return {"data": [*traces, icons] if icons else traces, "layout": figure}


def course_trace(points: Sequence[Point], band: Band, colours: Palette, *, span: int) -> Figure:
    """The course as a line with dots, broken where a day is missing; past the band, diamonds."""
    by_day = {point.day: point.severity for point in points if 0 <= point.day <= span}
    days = range(min(by_day), max(by_day) + 1) if by_day else range(0)
    past = [_is_past(by_day.get(day), day, band) for day in days]
    dot = DOT_PX if span <= CROWDED_FROM else SMALL_DOT_PX
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(days),
        "y": [int(by_day[day]) if day in by_day else None for day in days],
        "connectgaps": False,
        "hoverinfo": "text",
        "hovertext": [_hover(day, by_day.get(day), band) for day in days],
        "line": {"color": colours.accent, "width": 2.5},
        "cliponaxis": False,
        "marker": {
            "size": [dot + 2 if late else dot for late in past],
            "symbol": ["diamond" if late else "circle" for late in past],
            "color": [colours.past if late else colours.accent for late in past],
            "opacity": 1,
            "line": {"color": colours.background, "width": [int(late) for late in past]},
        },
    }


def course_alt(finding: Finding) -> str:
    """The figure in one or two sentences, for those who do not see it."""
    name, label = finding.effect.name, band_label(finding.band)
    course = finding.course
    if course is None:
        return f"{name} by day: no report yet. {label[:1].upper()}{label[1:]}."
    first, days = finding.points[0], [point.day for point in finding.points]
    said = f"{first.severity.word.lower()} on day {first.day}"
    if course.last_day > first.day:
        worse = course.peak > max(first.severity, course.last_severity)
        said += f", at worst {course.peak.word.lower()}" if worse else ""
        said += f", {course.last_severity.word.lower()} on day {course.last_day}"
    missed = missing_days(days, last_due=course.last_day)
    gaps = f" No report on {days_in_words(missed)}." if missed else ""
    past = [p.day for p in finding.points if _is_past(p.severity, p.day, finding.band)]
    late = f" Past the usual time on {days_in_words(past)}." if past else ""
    return f"{name} by day: {said}.{gaps} {label[:1].upper()}{label[1:]}.{late}"


def _is_past(severity: Severity | None, day: int, band: Band) -> bool:
    return bool(severity) and band.place(day) is Place.PAST


def _hover(day: int, severity: Severity | None, band: Band) -> str:
    if severity is None:
        return ""
    late = ", past the usual time" if _is_past(severity, day, band) else ""
    return f"Day {day}: {severity.word.lower()}{late}"


def _severity_axis(colours: Palette, *, top: float) -> Figure:
    return {
        "range": [BOTTOM, top],
        "fixedrange": True,
        "zeroline": False,
        "gridcolor": colours.grid,
        "tickvals": [int(severity) for severity in Severity],
        "ticktext": [escaped(severity.word) for severity in Severity],
        "ticklabelstandoff": 6,
        "tickfont": {"size": SMALL_PX, "color": colours.ink},
    }
