"""One side effect's severity by day over the band in which it has usually gone."""

from collections.abc import Mapping, Sequence
from datetime import date

from recovery.charts.band import band_edges, band_fill, band_label, band_title
from recovery.charts.counted import TOO_FEW_WORDS, reports_in_words
from recovery.charts.earlier import Earlier, earlier_trace
from recovery.charts.fan import NAMES_PX, Fan, fan_names, fan_traces, fan_words
from recovery.charts.frame import (
    CLOSED,
    SMALL_PX,
    TODAY,
    TODAY_PX,
    Figure,
    day_axis,
    day_ticks,
    layout,
    row_header,
    today_line,
)
from recovery.charts.markers import Marker, grade_trace, marker_trace
from recovery.charts.palette import Palette, palette
from recovery.charts.text import day_in_words, days_in_words, escaped
from recovery.charts.zoom import narrow, zoomable
from recovery.domain.bands import Band, Place
from recovery.domain.catalogue import Severity
from recovery.domain.course import Point, missing_days
from recovery.domain.finding import Finding
from recovery.domain.wording.english import uncapital

HEIGHT_PX = 200
MARGIN = (78, TODAY_PX, 22, 38)
MARKERS_PX = 22
"""How much taller a figure is that has a row of icons."""

DOT_PX = 8
SMALL_DOT_PX = 6
CROWDED_FROM = 28
"""On a longer axis dots are smaller, so that neighbours stay apart on a phone."""

TOP = Severity.VERY_SEVERE + 0.4
BOTTOM = Severity.NONE - 0.4
MARKERS_AT = Severity.VERY_SEVERE + 0.85


def course_figure(
    finding: Finding,
    *,
    dark: bool = False,
    span: int,
    markers: Sequence[Marker] = (),
    earlier: Earlier | None = None,
    fan: Fan | None = None,
    procedure: date | None = None,
    areas: Mapping[int, str] | None = None,
    days: tuple[int, int] | None = None,
    zooms: bool = False,
) -> Figure:
    """A plotly figure dict: day 0 to `span` across, none to very severe up, and the band behind.

    A `fan` is what a group reported, behind the course, both with their names. `procedure` and `areas` (by day) let
    hover labels name dates and places. `days` shows a part of the axis, first and last day; `zooms` lets a mouse drag
    one out.
    """
    colours, band = palette(dark=dark), finding.band
    icons = marker_trace(markers, colours, span=span, height=MARKERS_AT, procedure=procedure)
    traces = [
        band_fill(band, colours, top=TOP, bottom=BOTTOM),
        *(fan_traces(fan.expected, colours, span=span, label=fan.group) if fan else ()),
        earlier_trace(earlier, colours, span=span) if earlier else None,
        course_trace(finding.points, band, colours, span=span, procedure=procedure, areas=areas),
        grade_trace(markers, colours, span=span, procedure=procedure),
        icons,
    ]
    names, (left, right, top, bottom) = NAMES_PX if fan else 0, MARGIN
    height = HEIGHT_PX + names + (MARKERS_PX if icons else 0)
    figure = layout(colours, height=height, margin=(left, right, top + names, bottom))
    called = CLOSED if finding.is_closed else TODAY
    ticks = day_ticks(span=span, today=finding.today, landmarks=(band.to_day, band.from_day))
    figure["xaxis"] = day_axis(colours, ticks, span=span, today=finding.today, called=called)
    figure["yaxis"] = _severity_axis(colours, top=MARKERS_AT + 0.35 if icons else TOP)
    figure["shapes"] = band_edges(band, colours, top=TOP, bottom=BOTTOM)
    if 0 <= finding.today <= span:
        figure["shapes"].append(today_line(finding.today, colours, top=TOP, bottom=BOTTOM))
    figure["annotations"] = [band_title(band, colours, span=span), row_header("Day", colours)]
    if fan:
        figure["annotations"].append(fan_names(fan, colours))
    if days is not None:
        narrow(figure, colours, first=days[0], last=days[1], today=finding.today, called=called)
    if zooms:
        zoomable(figure, colours, span=span)
    return {"data": [trace for trace in traces if trace], "layout": figure}


def course_trace(
    points: Sequence[Point],
    band: Band,
    colours: Palette,
    *,
    span: int,
    procedure: date | None = None,
    areas: Mapping[int, str] | None = None,
) -> Figure:
    """The course as a line with dots, broken where a day is missing; past the band, diamonds."""
    by_day = {point.day: point.severity for point in points if 0 <= point.day <= span}
    days = range(min(by_day), max(by_day) + 1) if by_day else range(0)
    past = [_is_past(by_day.get(day), day, band) for day in days]
    where = areas or {}
    dot = DOT_PX if span <= CROWDED_FROM else SMALL_DOT_PX
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(days),
        "y": [int(by_day[day]) if day in by_day else None for day in days],
        "connectgaps": False,
        "hoverinfo": "text",
        "hovertext": [
            _hover(day, by_day[day], band, where=where.get(day, ""), procedure=procedure) if day in by_day else ""
            for day in days
        ],
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


def course_alt(finding: Finding, *, fan: Fan | None = None) -> str:
    """The figure in one or two sentences, for those who do not see it; with a fan, what the group had on the day."""
    return _course_in_words(finding) + (fan_on_day(finding, fan) if fan else "")


def fan_on_day(finding: Finding, fan: Fan) -> str:
    """What the group had on the day of the last report, as a sentence; nothing where too few reported."""
    last = finding.course.last_day if finding.course else finding.today
    found = next((day for day in fan.expected.fan if day.day == last), None)
    if found is None:
        return f" Day {last}, {fan.group}: {TOO_FEW_WORDS}."
    return f" Day {last}, {fan.group}: {fan_words(found)}; {reports_in_words(found.n)}."


def _course_in_words(finding: Finding) -> str:
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


def _hover(day: int, severity: Severity, band: Band, *, where: str, procedure: date | None) -> str:
    """What a point says: "Day 9, 18 November: moderate, cheeks" and how far past the usual time that is."""
    said = f"{day_in_words(day, procedure)}: {severity.word.lower()}"
    said += f", {escaped(uncapital(where))}" if where else ""
    over = day - band.to_day
    late = f"<br>{over} day{'' if over == 1 else 's'} past the usual time"
    return said + late if _is_past(severity, day, band) else said


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
