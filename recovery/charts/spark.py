"""One course over its band, small enough for a row of a list: an SVG without script, style or font."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from html import escape

from recovery.charts.band import SHADE, STRIPES
from recovery.charts.palette import Palette, palette
from recovery.domain.bands import Band, Basis, Place
from recovery.domain.catalogue import Severity
from recovery.domain.course import Point

WIDTH_PX, HEIGHT_PX = 120, 36
_SIDE_PX, _TOP_PX, _BOTTOM_PX = 5, 6, 30
"""Left and right margins, and where very severe and none stand: the last dot stays inside."""

DOT_PX, LAST_PX = 1.6, 3.6
"""Radii of a day's dot and of the last one."""

STRIPE_PX = 6
"""From one line of a hatching to the next."""

LEAST_DAYS = 7
"""The shortest day axis: one report is a dot at its left, not a line from edge to edge."""


def spark_svg(points: Sequence[Point], band: Band, *, today: int, dark: bool) -> str:
    """A course as inline SVG: band, line with gaps where a day is missing, the last report's dot large."""
    colours, last = palette(dark=dark), points[-1].day if points else 0
    across = _Across(max(band.to_day, today, last, LEAST_DAYS))
    drawn = [
        *_band(band, across, colours),
        *_today(today, last, across, colours),
        *_lines(points, across, colours),
        *_dots(points, band, across, colours),
    ]
    said = escape(spark_alt(points, band), quote=True)
    size = f'width="{WIDTH_PX}" height="{HEIGHT_PX}" viewBox="0 0 {WIDTH_PX} {HEIGHT_PX}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{said}">'
    return f"{head}{''.join(drawn)}</svg>"


def spark_image(points: Sequence[Point], band: Band, *, today: int, dark: bool) -> str:
    """The same picture as an <img> with its words, for st.html, which strips SVG that stands inline."""
    source, said = spark_source(points, band, today=today, dark=dark), escape(spark_alt(points, band), quote=True)
    return f'<img src="{source}" width="{WIDTH_PX}" height="{HEIGHT_PX}" alt="{said}">'


def spark_source(points: Sequence[Point], band: Band, *, today: int, dark: bool) -> str:
    """The same picture as the address of an image."""
    drawn = b64encode(spark_svg(points, band, today=today, dark=dark).encode()).decode()
    return f"data:image/svg+xml;base64,{drawn}"


def spark_alt(points: Sequence[Point], band: Band) -> str:
    """The picture in words: from where, the worst, and where it stands against the band."""
    if not points:
        return "No report yet"
    first, last = points[0], points[-1]
    said = [f"{first.severity.word} on day {first.day}"]
    worst = max(point.severity for point in points)
    if worst > max(first.severity, last.severity):
        said.append(f"at worst {worst.word.lower()}")
    if last.day > first.day:
        said.append(f"{last.severity.word.lower()} on day {last.day}")
    if _is_past(last, band):
        said.append("past the band")
    return ", ".join(said)


class _Across:
    """Where a day stands across the picture, in px."""

    def __init__(self, span: int) -> None:
        self._step = (WIDTH_PX - 2 * _SIDE_PX) / span

    def __call__(self, day: float) -> float:
        return round(_SIDE_PX + day * self._step, 1)


def _height(severity: Severity) -> float:
    return _BOTTOM_PX - severity * (_BOTTOM_PX - _TOP_PX) / Severity.VERY_SEVERE


def _band(band: Band, across: _Across, colours: Palette) -> Iterator[str]:
    """The window; its last day as a line where somebody gave the number, all hatched where nobody gave one at all."""
    left, right = across(band.from_day), across(band.to_day)
    if band.basis is Basis.GENERAL:
        stroke = f'stroke="{colours.accent}" stroke-opacity="{STRIPES}"'
        yield f'<path d="{_hatching(left, right)}" {stroke}/>'
    else:
        box = f'x="{left}" y="0" width="{max(right - left, 1):.1f}" height="{HEIGHT_PX}"'
        yield f'<rect {box} fill="{colours.accent}" fill-opacity="{SHADE}"/>'
    if band.basis is not Basis.WORDS:
        dash = ' stroke-dasharray="3 3"' if band.basis is Basis.GENERAL else ""
        yield f'<path d="M{right} 0V{HEIGHT_PX}" stroke="{colours.band_edge}"{dash}/>'


def _hatching(left: float, right: float) -> str:
    """Slanted lines from the bottom up to the right, as far as they lie between two edges."""
    drawn = []
    for foot in range(round(left) - HEIGHT_PX, round(right), STRIPE_PX):
        begin, end = max(foot, left), min(foot + HEIGHT_PX, right)
        if begin < end:
            drawn.append(f"M{begin:g} {HEIGHT_PX - begin + foot:g}L{end:g} {HEIGHT_PX - end + foot:g}")
    return "".join(drawn)


def _today(today: int, last: int, across: _Across, colours: Palette) -> Iterator[str]:
    if today > last:
        yield f'<path d="M{across(today)} 0V{HEIGHT_PX}" stroke="{colours.muted}" stroke-dasharray="1 2"/>'


def _lines(points: Sequence[Point], across: _Across, colours: Palette) -> Iterator[str]:
    path, before = [], None
    for day, severity in points:
        path.append(f"{'L' if before == day - 1 else 'M'}{across(day)} {_height(severity):g}")
        before = day
    if path:
        yield f'<path d="{"".join(path)}" fill="none" stroke="{colours.accent}" stroke-width="1.8"/>'


def _dots(points: Sequence[Point], band: Band, across: _Across, colours: Palette) -> Iterator[str]:
    for point in points:
        is_last, past = point is points[-1], _is_past(point, band)
        x, y, r = across(point.day), _height(point.severity), LAST_PX if is_last else DOT_PX
        fill = f'fill="{colours.past if past else colours.accent}"'
        around = f' stroke="{colours.background}"' if is_last else ""
        if past:
            way = r * 1.25
            diamond = f"M{x} {y - way:g}l{way:g} {way:g}l-{way:g} {way:g}l-{way:g} -{way:g}z"
            yield f'<path d="{diamond}" {fill}{around}/>'
        else:
            yield f'<circle cx="{x}" cy="{y:g}" r="{r}" {fill}{around}/>'


def _is_past(point: Point, band: Band) -> bool:
    return point.severity > Severity.NONE and band.place(point.day) is Place.PAST
