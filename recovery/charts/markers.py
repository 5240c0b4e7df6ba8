"""Notes and warning signs as icons above a plot, one a day, their text on hover."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from recovery.charts.frame import Figure
from recovery.charts.palette import FONT, Palette
from recovery.charts.text import wrapped


class MarkerKind(StrEnum):
    """What an icon stands for; a day with both shows the warning sign."""

    NOTE = "note"
    RED_FLAG = "warning sign"


@dataclass(frozen=True)
class Marker:
    """Something said on a day beside the scores; `text` may be anything that somebody typed."""

    day: int
    kind: MarkerKind
    text: str = ""


def marker_trace(markers: Iterable[Marker], colours: Palette, *, span: int, height: float) -> Figure | None:
    """One icon for each day up to `span` at `height` on the y axis; None where there is nothing."""
    by_day: dict[int, list[Marker]] = {}
    for marker in markers:
        if 0 <= marker.day <= span:
            by_day.setdefault(marker.day, []).append(marker)
    if not by_day:
        return None
    days = sorted(by_day)
    flagged = [any(said.kind is MarkerKind.RED_FLAG for said in by_day[day]) for day in days]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": days,
        "y": [height] * len(days),
        "text": ["!" if flag else "≡" for flag in flagged],
        "textfont": {"family": FONT, "size": 11, "color": colours.background, "weight": 700},
        "hoverinfo": "text",
        "hovertext": [_hover(day, by_day[day]) for day in days],
        "cliponaxis": False,
        "marker": {
            "size": 15,
            "opacity": 1,
            "symbol": ["octagon" if flag else "square" for flag in flagged],
            "color": [colours.urgent if flag else colours.muted for flag in flagged],
        },
    }


def _hover(day: int, said: Sequence[Marker]) -> str:
    ordered = sorted(said, key=lambda marker: marker.kind is MarkerKind.NOTE)
    lines = (f"{marker.kind}<br>{wrapped(marker.text)}".removesuffix("<br>") for marker in ordered)
    return f"<b>Day {day}</b>, {'<br>'.join(lines)}"
