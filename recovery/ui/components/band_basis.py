"""Where a band comes from, on demand."""

from collections.abc import Iterator
from html import escape
from zoneinfo import ZoneInfo

import streamlit as st

from recovery.domain.bands import Band, Basis
from recovery.domain.finding import Finding
from recovery.domain.guide import Guide
from recovery.domain.wording import on_date
from recovery.domain.wording.guidance import source_says
from recovery.store.guidance import Version

_EDGES = {
    Basis.FIGURE: "a number in the source",
    Basis.WORDS: "our reading of words in the source, which gives no number",
    Basis.GENERAL: "a general remark in the source, which gives no time for this side effect",
    Basis.CLINIC: "this clinic's own experience",
}


def band_basis(finding: Finding, guide: Guide, *, origin: Version | None, time_zone: str) -> None:
    """A line that opens what the band says, by which source, and what each of its ends rests on."""
    zone = ZoneInfo(time_zone)
    said = [*_rests_on(finding.band), *_set_by(origin, zone), _version(finding.band, guide, zone)]
    lines = "".join(f'<div style="margin:0 0 .25rem">{escape(line)}</div>' for line in said)
    folded = f"<details><summary>Where does this band come from?</summary>{lines}</details>"
    st.html(f'<div class="rd-record">{folded}</div>')


def _rests_on(band: Band) -> Iterator[str]:
    yield f"Day {band.from_day} to {band.to_day}."
    if band.basis is Basis.CLINIC:
        yield "This clinic's own band, by its own experience."
        return
    yield source_says(band)
    yield f"Source: {band.source}"
    yield f"First day: {_EDGES[band.from_basis]}. Last day: {_EDGES[band.to_basis]}."
    if band.borrowed:
        yield "Borrowed: it was given for the derma roller, and nobody has given one for this method yet."


def _set_by(origin: Version | None, zone: ZoneInfo) -> Iterator[str]:
    """Who set a practice's own band, when and why; nothing for those of the files."""
    if origin is not None:
        on = on_date(origin.in_force_from.astimezone(zone).date())
        yield f"Set by {origin.who or 'somebody'} on {on}: {origin.reason}"


def _version(band: Band, guide: Guide, zone: ZoneInfo) -> str:
    since = guide.in_force_from
    said = f"Bands of version {band.version}"
    return f"{said}, guidance {guide.number}" + (f" of {on_date(since.astimezone(zone).date())}." if since else ".")
