"""The key to the figures: words with small inline pictures, as HTML without any script."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape

from recovery.charts.band import SHADE, STRIPES
from recovery.charts.palette import Palette, faded, palette
from recovery.domain.bands import Band, Basis, Place
from recovery.domain.catalogue import Severity
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
    ALERT = "alert"
    GRADE = "grade"


_MARKS = {
    Kind.EARLIER: "The same in the other treatment",
    Kind.ALERT: "An alert",
    Kind.GRADE: "Graded by a clinician",
}

_SIGNS = {Kind.PAST: "◆", Kind.ALERT: "◆", Kind.GRADE: "□"}


@dataclass(frozen=True)
class Entry:
    """One picture of the key and its words."""

    kind: Kind
    text: str


def legend_entries(findings: Sequence[Finding]) -> tuple[Entry, ...]:
    """What these figures draw, in words for everybody; only what occurs in them."""
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
    return (*entries, Entry(Kind.TODAY, "Today"))


def legend_html(findings: Sequence[Finding], *, dark: bool = False, marks: Sequence[Kind] = ()) -> str:
    """The key to course figures, for st.html: words wrap on a phone, pictures are decoration.

    `marks` are what else these figures show: an earlier course, alerts, grades.
    """
    colours = palette(dark=dark)
    entries = (*legend_entries(findings), *(Entry(kind, _MARKS[kind]) for kind in marks))
    return _listed([(_picture(entry.kind, colours), entry.text) for entry in entries], colours)


def severity_legend_html(*, dark: bool = False) -> str:
    """The key to a strip's cells, for st.html: each number and colour with its word."""
    colours = palette(dark=dark)
    return _listed([(_cell(severity, colours), severity.word) for severity in Severity], colours)


def _listed(entries: Sequence[tuple[str, str]], colours: Palette) -> str:
    box = "display:flex;flex-wrap:wrap;gap:4px 20px;margin:0;padding:0;list-style:none"
    item = "display:flex;gap:8px;align-items:center;margin:0;padding:0"
    items = "".join(f'<li style="{item}">{picture}<span>{escape(text)}</span></li>' for picture, text in entries)
    return f'<ul style="{box};color:{colours.muted};font-size:14px;line-height:1.4">{items}</ul>'


def _cell(severity: Severity, colours: Palette) -> str:
    shown = f"background:{colours.ramp[severity]};color:{colours.on_ramp[severity]}"
    box = "display:inline-block;width:20px;border-radius:3px;text-align:center"
    return f'<span style="{box};{shown}">{int(severity) or "·"}</span>'


def _picture(kind: Kind, colours: Palette) -> str:
    box = "display:inline-block;flex:none;width:28px;height:16px;line-height:16px"
    if kind in _SIGNS:
        colour = colours.past if kind is Kind.PAST else colours.ink
        return f'<span style="{box};text-align:center;font-size:18px;color:{colour}">{_SIGNS[kind]}</span>'
    return f'<span style="{box};background:{_background(kind, colours)}"></span>'


def _background(kind: Kind, colours: Palette) -> str:
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
            dashes = f"repeating-linear-gradient(90deg,{colours.muted} 0 6px,transparent 6px 10px)"
            return f"{dashes} center/100% 1.5px no-repeat"
        case Kind.STRIPES:
            stripe = faded(accent, STRIPES)
            return f"repeating-linear-gradient(135deg,{stripe} 0 1.5px,transparent 1.5px 6px)"
        case _:
            dots = f"repeating-linear-gradient({colours.muted} 0 2px,transparent 2px 4px)"
            return f"{dots} center/2px 100% no-repeat"


def _ever_past(finding: Finding) -> bool:
    return any(point.severity and finding.band.place(point.day) is Place.PAST for point in finding.points)


def _has_soft_edge(band: Band) -> bool:
    return band.basis is not Basis.GENERAL and Basis.WORDS in (band.from_basis, band.to_basis)
