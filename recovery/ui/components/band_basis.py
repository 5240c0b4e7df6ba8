"""Where a band comes from, on demand."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from recovery.domain.bands import Band, Basis
from recovery.domain.finding import Finding
from recovery.domain.guide import Guide
from recovery.domain.wording import on_date
from recovery.store.guidance import Version
from recovery.ui.text import plain

_EDGES = {
    Basis.FIGURE: "a number in the source",
    Basis.WORDS: "our reading of words in the source, which gives no number",
    Basis.GENERAL: "a general remark in the source, which gives no time for this side effect",
    Basis.CLINIC: "this clinic's own experience",
}


def band_basis(finding: Finding, guide: Guide, *, origin: Version | None, time_zone: str) -> None:
    """A button that opens what the band says, by which source, and what each of its ends rests on."""
    band = finding.band
    with st.popover(
        "Where does this band come from?", type="tertiary", icon=":material/info:", key=f"band_{finding.effect.slug}"
    ):
        st.markdown("\n\n".join([f"**{plain(finding.effect.name)}**", *_rests_on(band), *_set_by(origin, time_zone)]))
        st.caption(f"Bands of version {plain(band.version)}{_in_force(guide, time_zone)}.")


def _rests_on(band: Band) -> Iterator[str]:
    said = plain(band.says)
    yield f"Day {band.from_day} to {band.to_day}"
    if band.basis is Basis.CLINIC:
        yield "This clinic's own band, by its own experience."
        return
    yield f"The source says: “{said}”"
    yield f"Source: {plain(band.source)}"
    yield f"First day: {_EDGES[band.from_basis]}. Last day: {_EDGES[band.to_basis]}."
    if band.borrowed:
        yield "Borrowed: it was given for the derma roller, and nobody has given one for this method yet."


def _set_by(origin: Version | None, time_zone: str) -> Iterator[str]:
    """Who set a practice's own band, when and why; nothing for those of the files."""
    if origin is not None:
        on = on_date(origin.in_force_from.astimezone(ZoneInfo(time_zone)).date())
        yield f"Set by {plain(origin.who or 'somebody')} on {on}: {plain(origin.reason)}"


def _in_force(guide: Guide, time_zone: str) -> str:
    since: datetime | None = guide.in_force_from
    if since is None:
        return ""
    return f", guidance {guide.number}, in force since {on_date(since.astimezone(ZoneInfo(time_zone)).date())}"
