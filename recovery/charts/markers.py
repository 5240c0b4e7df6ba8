"""What was said beside the scores: icons above a plot, one a day, and clinicians' grades as squares in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from recovery.charts.frame import Figure
from recovery.charts.palette import FONT, Palette
from recovery.charts.text import day_in_words, wrapped
from recovery.domain.catalogue import Severity


class MarkerKind(StrEnum):
    """What a marker stands for, the most pressing first: a day with several shows that one's icon."""

    RED_FLAG = "warning sign"
    ALERT = "alert"
    CLINICIAN = "clinician"
    NOTE = "note"


_PRESSING = list(MarkerKind)

_SHAPES = {
    # Past the band, a course has small diamonds of its own colour: an alert's is larger, dark, and holds a sign.
    MarkerKind.RED_FLAG: "octagon",
    MarkerKind.ALERT: "diamond",
    MarkerKind.CLINICIAN: "square",
    MarkerKind.NOTE: "square",
}

SIGNS = {MarkerKind.RED_FLAG: "!", MarkerKind.ALERT: "!", MarkerKind.CLINICIAN: "+", MarkerKind.NOTE: "≡"}
"""What stands in each icon."""

GRADE_PX = 13


@dataclass(frozen=True)
class Marker:
    """Something of a day beside the scores; `text` may be anything that somebody typed.

    With a `severity` it is a clinician's grade and stands in the plot, else an icon above it.
    """

    day: int
    kind: MarkerKind
    text: str = ""
    severity: Severity | None = None


def marker_trace(
    markers: Iterable[Marker], colours: Palette, *, span: int, height: float, procedure: date | None = None
) -> Figure | None:
    """One icon for each day up to `span` at `height` on the y axis; None where there is nothing."""
    by_day = _icons_by_day(markers, span)
    if not by_day:
        return None
    days = sorted(by_day)
    kinds = [by_day[day][0].kind for day in days]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": days,
        "y": [height] * len(days),
        "text": [SIGNS[kind] for kind in kinds],
        "textfont": {"family": FONT, "size": 11, "color": colours.background, "weight": 700},
        "hoverinfo": "text",
        "hovertext": [_hover(day, by_day[day], procedure) for day in days],
        "cliponaxis": False,
        "marker": {
            "size": [17 if kind is MarkerKind.ALERT else 15 for kind in kinds],
            "opacity": 1,
            "symbol": [_SHAPES[kind] for kind in kinds],
            "color": [icon_colour(kind, colours) for kind in kinds],
        },
    }


def grade_trace(
    markers: Iterable[Marker], colours: Palette, *, span: int, procedure: date | None = None
) -> Figure | None:
    """Clinicians' grades as open squares at their severity; None where there is none."""
    graded = [(marker, marker.severity) for marker in markers if marker.severity is not None]
    shown = [(marker, severity) for marker, severity in graded if 0 <= marker.day <= span]
    if not shown:
        return None
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [marker.day for marker, _ in shown],
        "y": [int(severity) for _, severity in shown],
        "hoverinfo": "text",
        "hovertext": [_graded(marker, severity, procedure) for marker, severity in shown],
        "cliponaxis": False,
        "marker": {
            "size": GRADE_PX,
            "opacity": 1,
            "symbol": "square-open",
            "color": colours.ink,
            "line": {"width": 2.5},
        },
    }


def icons_shown(markers: Iterable[Marker], *, span: int) -> set[MarkerKind]:
    """The kinds whose icon is seen: a day's less pressing ones are in its hover label alone."""
    return {said[0].kind for said in _icons_by_day(markers, span).values()}


def icon_colour(kind: MarkerKind, colours: Palette) -> str:
    """The colour of a kind's icon."""
    return {MarkerKind.RED_FLAG: colours.urgent, MarkerKind.ALERT: colours.ink}.get(kind, colours.muted)


def _icons_by_day(markers: Iterable[Marker], span: int) -> dict[int, list[Marker]]:
    """What has an icon, by day, the most pressing first."""
    by_day: dict[int, list[Marker]] = {}
    for marker in sorted(markers, key=lambda marker: _PRESSING.index(marker.kind)):
        if 0 <= marker.day <= span and marker.severity is None:
            by_day.setdefault(marker.day, []).append(marker)
    return by_day


def _hover(day: int, said: Sequence[Marker], procedure: date | None) -> str:
    lines = (f"{marker.kind}<br>{wrapped(marker.text)}".removesuffix("<br>") for marker in said)
    return f"<b>{day_in_words(day, procedure)}</b>, {'<br>'.join(lines)}"


def _graded(marker: Marker, severity: Severity, procedure: date | None) -> str:
    head = f"<b>{day_in_words(marker.day, procedure)}</b>, graded by a clinician: {severity.word.lower()}"
    return f"{head}<br>{wrapped(marker.text)}".removesuffix("<br>")
