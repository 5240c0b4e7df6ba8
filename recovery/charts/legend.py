"""The key to the figures: words with small inline pictures, as HTML without any script."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape

from recovery.charts.band import SHADE, STRIPES
from recovery.charts.fan import INNER, OUTER
from recovery.charts.markers import SIGNS, Marker, MarkerKind, icon_colour, icons_shown
from recovery.charts.palette import Palette, faded, palette
from recovery.domain.bands import Band, Basis, Place
from recovery.domain.catalogue import Severity
from recovery.domain.cohort import LEAST_FOR_TAILS
from recovery.domain.finding import Finding


class Kind(StrEnum):
    """What a key entry explains."""

    REPORTED = "reported"
    PAST = "past"
    SHADE = "shade"
    SOFT = "soft"
    STRIPES = "stripes"
    TODAY = "today"
    EARLIER = "earlier"
    FAN = "fan"
    RED_FLAG = "red_flag"
    ALERT = "alert"
    CLINICIAN = "clinician"
    NOTE = "note"
    GRADE = "grade"


_MARKS = {
    Kind.EARLIER: "The same in the other treatment",
    Kind.FAN: "Other treatments: dashed the middle one, dark half of them, light nine in ten where at least "
    f"{LEAST_FOR_TAILS} reported",
    Kind.RED_FLAG: "A warning sign",
    Kind.ALERT: "An alert",
    Kind.CLINICIAN: "Noted, or entered by phone, by a clinician",
    Kind.NOTE: "A note of the patient",
    Kind.GRADE: "Graded by a clinician",
}

_ICONS = {
    Kind.RED_FLAG: MarkerKind.RED_FLAG,
    Kind.ALERT: MarkerKind.ALERT,
    Kind.CLINICIAN: MarkerKind.CLINICIAN,
    Kind.NOTE: MarkerKind.NOTE,
}

_OUTLINES = {
    Kind.RED_FLAG: "polygon(30% 0,70% 0,100% 30%,100% 70%,70% 100%,30% 100%,0 70%,0 30%)",
    Kind.ALERT: "polygon(50% 0,100% 50%,50% 100%,0 50%)",
}
"""The shapes of icons that are not square."""

_SIGNS = {Kind.PAST: "◆", Kind.GRADE: "□"}


@dataclass(frozen=True)
class Entry:
    """One picture of the key and its words."""

    kind: Kind
    text: str


def legend_entries(findings: Sequence[Finding], *, span: int) -> tuple[Entry, ...]:
    """What these figures draw up to day `span`, in words for everybody; only what occurs in them."""
    bands = [finding.band for finding in findings]
    entries = [Entry(Kind.REPORTED, "What was reported; a gap is a day without a report")]
    if any(_ever_past(finding) for finding in findings):
        entries.append(Entry(Kind.PAST, "Longer than usual"))
    if any(band.basis.is_exact for band in bands):
        entries.append(Entry(Kind.SHADE, "Usually gone in these days"))
    if any(_has_soft_edge(band) for band in bands):
        entries.append(Entry(Kind.SOFT, "Soft edge: a few days, without an exact number"))
    general = dict.fromkeys((band.from_day, band.to_day) for band in bands if band.basis is Basis.GENERAL)
    entries.extend(
        Entry(
            Kind.STRIPES,
            f"No exact time given: a few days or weeks, read as day {first} to {last}",
        )
        for first, last in general
    )
    if any(0 <= finding.today <= span for finding in findings):
        closed = any(finding.is_closed for finding in findings)
        entries.append(Entry(Kind.TODAY, "The day on which it was closed" if closed else "Today"))
    return tuple(entries)


def legend_html(findings: Sequence[Finding], *, span: int, dark: bool = False, marks: Sequence[Kind] = ()) -> str:
    """The key to course figures up to day `span`, for st.html: words wrap on a phone, pictures are decoration.

    `marks` are what else these figures show: an earlier course, icons, grades.
    """
    colours = palette(dark=dark)
    entries = (*legend_entries(findings, span=span), *(Entry(kind, _MARKS[kind]) for kind in marks))
    return _listed([(_picture(entry.kind, colours), entry.text) for entry in entries], colours)


def severity_legend_html(*, dark: bool = False, marks: Sequence[Kind] = ()) -> str:
    """The key to a strip, for st.html: each number and colour with its word, and the icons above it."""
    colours = palette(dark=dark)
    cells = [(_cell(severity, colours), severity.word) for severity in Severity]
    return _listed([*cells, *((_picture(kind, colours), _MARKS[kind]) for kind in marks)], colours)


def marks_of(figures: Iterable[Sequence[Marker]], *, span: int) -> list[Kind]:
    """What the key has to name of these figures' markers, one sequence each: the icons that are seen, and grades."""
    each = list(figures)
    seen = {kind for markers in each for kind in icons_shown(markers, span=span)}
    marks = [kind for kind, icon in _ICONS.items() if icon in seen]
    graded = any(_is_grade(marker, span) for markers in each for marker in markers)
    return [*marks, Kind.GRADE] if graded else marks


def _listed(entries: Sequence[tuple[str, str]], colours: Palette) -> str:
    box = "display:flex;flex-wrap:wrap;gap:4px 20px;margin:0;padding:0;list-style:none"
    item = "display:flex;gap:8px;align-items:center;margin:0;padding:0"
    items = "".join(f'<li style="{item}">{picture}<span>{escape(text)}</span></li>' for picture, text in entries)
    return f'<ul style="{box};color:{colours.muted};font-size:14px;line-height:1.4">{items}</ul>'


def _cell(severity: Severity, colours: Palette) -> str:
    shown = f"background:{colours.ramp[severity]};color:{colours.on_ramp[severity]}"
    box = "display:inline-block;width:20px;border-radius:3px;text-align:center"
    return f'<span style="{box};{shown}">{int(severity) or "·"}</span>'


def _icon(kind: Kind, colours: Palette) -> str:
    shape = f"clip-path:{_OUTLINES[kind]}" if kind in _OUTLINES else "border-radius:1px"
    box = "display:inline-block;width:16px;height:16px;font:700 11px/16px sans-serif;text-align:center"
    shown = f"background:{icon_colour(_ICONS[kind], colours)};color:{colours.background}"
    return f'<span style="flex:none;{box};{shape};{shown}">{SIGNS[_ICONS[kind]]}</span>'


def _picture(kind: Kind, colours: Palette) -> str:
    if kind in _ICONS:
        return _icon(kind, colours)
    box = "display:inline-block;flex:none;width:28px;height:16px;line-height:16px"
    if kind in _SIGNS:
        colour = colours.past if kind is Kind.PAST else colours.ink
        return f'<span style="{box};text-align:center;font-size:18px;color:{colour}">{_SIGNS[kind]}</span>'
    return f'<span style="{box};background:{_background(kind, colours)}"></span>'


def _dashes(colour: str) -> str:
    return f"repeating-linear-gradient(90deg,{colour} 0 6px,transparent 6px 10px)"


def _background(kind: Kind, colours: Palette) -> str:  # noqa: PLR0911 - a picture a kind
    """The picture as CSS: Streamlit strips inline SVG from the HTML that it is given."""
    accent, shade = colours.accent, faded(colours.accent, SHADE)
    match kind:
        case Kind.REPORTED:
            dot = f"radial-gradient(circle at center,{accent} 4px,transparent 5px)"
            return f"{dot},linear-gradient({accent},{accent}) center/100% 2px no-repeat"
        case Kind.SHADE:
            edge = colours.band_edge
            return f"linear-gradient({edge},{edge}) right/2px 100% no-repeat,{shade}"
        case Kind.SOFT:
            return f"linear-gradient(90deg,transparent,{shade} 50%,transparent)"
        case Kind.EARLIER:
            return f"{_dashes(colours.muted)} center/100% 1.5px no-repeat"
        case Kind.FAN:
            half = faded(colours.group, INNER)
            middle = f"linear-gradient({half},{half}) center/100% 50% no-repeat"
            return f"{_dashes(colours.group)} center/100% 2px no-repeat,{middle},{faded(colours.group, OUTER)}"
        case Kind.STRIPES:
            stripe = faded(accent, STRIPES)
            return f"repeating-linear-gradient(135deg,{stripe} 0 1.5px,transparent 1.5px 6px)"
        case _:
            dots = f"repeating-linear-gradient({colours.muted} 0 2px,transparent 2px 4px)"
            return f"{dots} center/2px 100% no-repeat"


def _ever_past(finding: Finding) -> bool:
    return any(point.severity and finding.band.place(point.day) is Place.PAST for point in finding.points)


def _is_grade(marker: Marker, span: int) -> bool:
    return marker.severity is not None and 0 <= marker.day <= span


def _has_soft_edge(band: Band) -> bool:
    return band.basis is not Basis.GENERAL and Basis.WORDS in (band.from_basis, band.to_basis)
