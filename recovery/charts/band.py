"""A typical resolution band as a picture: each edge drawn by what it rests on."""

from recovery.charts.frame import SMALL_PX, Figure, day_axis, day_ticks, edge_line
from recovery.charts.palette import Palette, faded
from recovery.domain.bands import Band, Basis

SOFT_DAYS = 1.0
"""An edge that rests on words fades over one day to either side of its day."""

SHADE = 0.18
STRIPES = 0.26
"""Opacities of the fill: the grid shows through, and the course stays in front."""

NO_TODAY = -1
"""Before every axis."""

RIGHT_OF = 0.4
"""A band that begins after this share of the axis is labelled from its right end."""


def band_label(band: Band) -> str:
    """What the shaded window means, in a few words for everybody."""
    if band.basis is Basis.GENERAL:
        return "no exact time given"
    about = "" if band.basis.is_exact else "about "
    if band.from_day == band.to_day:
        return f"usually gone, {about}day {band.to_day}"
    return f"usually gone, {about}day {band.from_day} to {band.to_day}"


def band_fill(band: Band, colours: Palette, *, top: float, bottom: float) -> Figure:
    """The window as one filled trace: stripes, or a shade that fades at its soft edges."""
    left, right = _reach(band)
    fill: Figure = {
        "type": "scatter",
        "mode": "lines",
        "x": [left, right, right, left, left],
        "y": [bottom, bottom, top, top, bottom],
        "line": {"width": 0},
        "fill": "toself",
        "hoverinfo": "skip",
    }
    if band.basis is Basis.GENERAL:
        pattern = {"shape": "/", "size": 10, "solidity": 0.2, "bgcolor": "rgba(0,0,0,0)"}
        fill["fillpattern"] = {**pattern, "fgcolor": faded(colours.accent, STRIPES)}
        fill["fillcolor"] = faded(colours.accent, STRIPES)
    elif _soft(band.from_basis) or _soft(band.to_basis):
        fill["fillgradient"] = {"type": "horizontal", "colorscale": _fading(band, colours)}
    else:
        fill["fillcolor"] = faded(colours.accent, SHADE)
    return fill


def band_edges(band: Band, colours: Palette, *, top: float, bottom: float) -> list[Figure]:
    """A solid line at each edge that somebody gave as a number."""
    edges = ((band.from_day, band.from_basis), (band.to_day, band.to_basis))
    return [edge_line(day, colours, top=top, bottom=bottom) for day, basis in edges if basis.is_exact]


def band_days(band: Band, colours: Palette, *, span: int) -> Figure:
    """The day axis of a picture of groups, which have no today, with the band's days numbered first."""
    ticks = day_ticks(span=span, today=NO_TODAY, landmarks=(band.to_day, band.from_day))
    return day_axis(colours, ticks, span=span, today=NO_TODAY)


def band_title(band: Band, colours: Palette, *, span: int) -> Figure:
    """The label in the free space above the plot, over the band and inside the card."""
    late = band.from_day > span * RIGHT_OF
    return {
        "text": band_label(band),
        "x": min(band.to_day, span) if late else band.from_day,
        "xanchor": "right" if late else "left",
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": SMALL_PX, "color": colours.accent},
    }


def _soft(basis: Basis) -> bool:
    return not basis.is_exact


def _reach(band: Band) -> tuple[float, float]:
    if band.basis is Basis.GENERAL:
        return band.from_day, band.to_day
    left = band.from_day - (SOFT_DAYS if _soft(band.from_basis) else 0.0)
    return left, band.to_day + (SOFT_DAYS if _soft(band.to_basis) else 0.0)


def _fading(band: Band, colours: Palette) -> list[list[float | str]]:
    """The shade from its left reach (0) to its right reach (1), faint where an edge is soft."""
    left, right = _reach(band)
    ramp = min(2 * SOFT_DAYS / (right - left), 0.5)
    full, none = faded(colours.accent, SHADE), faded(colours.accent, 0)
    start, end = _soft(band.from_basis), _soft(band.to_basis)
    return [
        [0, none if start else full],
        [ramp, full],
        [1 - ramp, full],
        [1, none if end else full],
    ]
