"""The bands in force, a method at a time, each with where it comes from; and a form for one."""

import streamlit as st

from recovery.domain.bands import LATEST_DAY, Band, Basis
from recovery.domain.guidance import BandDays, Setting
from recovery.domain.wording import band_in_words
from recovery.domain.wording.guidance import source_says
from recovery.services.guidance.guiding import InForce
from recovery.ui.components.guidance.trial import MIN_CARD_WIDTH, trial_button, with_change_button
from recovery.ui.text import plain

_RESTS_ON = {
    Basis.FIGURE: "a number in the guide",
    Basis.WORDS: "our reading of the guide's words",
    Basis.GENERAL: "the guide's general remark; it gives no time for this one",
    Basis.CLINIC: "this practice",
}


def show_bands(shown: InForce) -> None:
    """A choice of the method, and its bands."""
    catalogue = shown.guide.catalogue
    method = st.pills(
        "Method",
        [method.slug for method in catalogue.methods],
        format_func=lambda slug: catalogue.method(str(slug)).name,
        default=catalogue.methods[0].slug,
        required=True,
        key="guidance_method",
    )
    st.caption("A band is the window of days, counted from the procedure, in which a side effect has usually gone.")
    if any(band.borrowed for band in shown.guide.bands_of(str(method)).values()):
        st.caption("Borrowed bands were given for the derma roller: set your own as soon as you know them.")
    with st.grid(2, min_column_width=MIN_CARD_WIDTH):
        for effect in catalogue.side_effects:
            _show_band(shown, str(method), effect.slug)


def band_form(shown: InForce, band: BandDays) -> list[Setting] | None:
    """The days that were entered for a band; None until a button was pressed."""
    now = shown.guide.band(method=band.method, side_effect=band.side_effect)
    files = shown.files.band(method=band.method, side_effect=band.side_effect)
    st.write(f"In force: {plain(band_in_words(now))}.")
    with st.form("guidance_band"):
        left, right = st.columns(2)
        first = left.number_input("From day", 0, LATEST_DAY, now.from_day, step=1, key="guidance_from_day")
        last = right.number_input("To day", 0, LATEST_DAY, now.to_day, step=1, key="guidance_to_day")
        st.caption("A side effect that is still present after the last day is past its band.")
        if trial_button():
            return [BandDays(band.method, band.side_effect, (int(first), int(last)))]
    is_own = band.key in shown.own.settings
    if is_own and st.button(f"Back to the guide's {_days(files)}", key="guidance_back", icon=":material/undo:"):
        return [BandDays(band.method, band.side_effect, None)]
    return None


def band_title(shown: InForce, band: BandDays) -> str:
    """What a band is of: "Redness, Laser"."""
    catalogue = shown.guide.catalogue
    return f"{catalogue.side_effect(band.side_effect).name}, {catalogue.method(band.method).name}"


def _show_band(shown: InForce, method: str, side_effect: str) -> None:
    setting = BandDays(method, side_effect, None)
    band = shown.guide.band(method=method, side_effect=side_effect)
    effect = shown.guide.catalogue.side_effect(side_effect)
    with st.container(border=True, height="stretch", key=f"guidance_band_{method}_{side_effect}"):
        asked = "" if effect.active else " (not asked for)"
        with_change_button(f"**{plain(effect.name)}: {_days(band)}**{asked}", setting.key)
        st.caption(_origin(shown, setting, band))


def _origin(shown: InForce, setting: BandDays, band: Band) -> str:
    """What each end of a band rests on, what its source says, and where it comes from."""
    said = f"{_rests_on(band)} "
    if setting.key in shown.own.settings:
        files = shown.files.band(method=setting.method, side_effect=setting.side_effect)
        since = shown.own.since[setting.key]
        return said + f"Set in guidance {since}, in place of {plain(band_in_words(files))}."
    borrowed = " **Borrowed.**" if band.borrowed else ""
    return said + f"{plain(source_says(band))} Source: {plain(band.source)} ({plain(band.version)}).{borrowed}"


def _rests_on(band: Band) -> str:
    first, last = _RESTS_ON[band.from_basis], _RESTS_ON[band.to_basis]
    return (
        f"Rests on {last}." if first == last else f"Day {band.from_day} rests on {first}, day {band.to_day} on {last}."
    )


def _days(band: Band) -> str:
    return f"day {band.from_day} to {band.to_day}"
