"""The form of one day: chips for what one notices, and levels only for those."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from recovery.domain.catalogue import ASKS_FOR_AREA, PRESENT, Catalogue, RedFlag, Severity, SideEffect
from recovery.domain.clinic import Clinic
from recovery.domain.report import NOTE_LIMIT, Draft, Report
from recovery.ui.components.calling import answer_to_red_flags
from recovery.ui.session import forget, get, has, keys_beginning_with, put
from recovery.ui.text import plain

ASKED = "report_asked"
"""How often what the form holds was to be sent and lacked something."""

_KEYS = (ASKED, "noticed", "red_flags", "please_call", "note")
_PREFIXES = ("severity_", "area_")


def fill(draft: Draft) -> None:
    """Set every widget of the form to what a draft says."""
    forget([*_KEYS, *keys_beginning_with(*_PREFIXES)])
    put("noticed", [slug for slug, level in draft.severities.items() if level != Severity.NONE])
    for slug, level in draft.severities.items():
        if level:
            put(f"severity_{slug}", Severity(level))
    for slug, area in draft.areas.items():
        put(f"area_{slug}", area)
    put("red_flags", list(draft.red_flags))
    put("please_call", draft.wants_call)
    put("note", draft.note)


def ask_for_all() -> None:
    """Before what the form holds is to be sent: from now on it says at each place what is lacking."""
    put(ASKED, get(ASKED, 0) + 1)


def form_is_held() -> bool:
    """Whether this tab still holds the form; Streamlit lets go of it when another screen is shown."""
    return has("noticed")


def as_draft(report: Report) -> Draft:
    """What was reported, to be changed."""
    present = [score for score in report.scores if score.severity > Severity.NONE]
    return Draft(
        day=report.day,
        severities={score.side_effect: int(score.severity) for score in present},
        areas={score.side_effect: score.area for score in present if score.area},
        red_flags=report.red_flags,
        wants_call=report.wants_call,
        note=report.note,
    )


@dataclass(frozen=True)
class Wording:
    """What the form says to whoever fills it in; `on_warning_signs` shows what they ask for.

    Without words for it, no call can be asked for.
    """

    wants_call: str
    note: str
    on_warning_signs: Callable[[Sequence[RedFlag], Clinic], None]


TO_PATIENTS = Wording("Please call me", "Anything else?", answer_to_red_flags)
UNWATCHED = replace(TO_PATIENTS, wants_call="")
"""Where nobody looks at reports, nobody would call."""


def report_form(
    catalogue: Catalogue, clinic: Clinic, *, day: int, areas: Sequence[str], wording: Wording = TO_PATIENTS
) -> Draft:
    """Show the form and return what it holds now."""
    noticed = st.pills(
        "What do you notice?",
        [effect.slug for effect in catalogue.active],
        format_func=lambda slug: catalogue.side_effect(slug).question,
        selection_mode="multi",
        label_visibility="collapsed",
        key="noticed",
    )
    if noticed:
        st.markdown("**How bad at its worst in the last 24 hours?**")
    for slug in noticed:
        _rate(catalogue.side_effect(slug), catalogue, areas, asked=get(ASKED, 0))
    red_flags = _red_flags(catalogue, clinic, wording)
    wants_call = bool(wording.wants_call) and st.toggle(wording.wants_call, key="please_call")
    note = st.text_area(f"{wording.note} (optional, up to {NOTE_LIMIT:,} characters)", height=96, key="note")
    return Draft(
        day=day,
        severities={slug: get(f"severity_{slug}") for slug in noticed},
        areas={slug: get(f"area_{slug}") for slug in noticed if get(f"area_{slug}")},
        red_flags=tuple(red_flags),
        wants_call=wants_call,
        note=note or "",
    )


def _rate(effect: SideEffect, catalogue: Catalogue, areas: Sequence[str], *, asked: int) -> None:
    with st.container(border=True, gap="xsmall"):
        level = st.segmented_control(
            effect.question,
            PRESENT,
            format_func=lambda severity: severity.word,
            key=f"severity_{effect.slug}",
        )
        if level:
            st.caption(effect.anchor(level))
        else:
            _still_to_choose(asked)
        if level and (sign := effect.warning_sign(level)):
            # Ticked or not: what goes would move the chips below from under a finger.
            st.markdown(f":material/emergency_home: **{plain(sign.name)}?** Then it is a warning sign: tap it below.")
        if level and level >= ASKS_FOR_AREA and len(areas) > 1:
            st.segmented_control(
                "Where is it worst?",
                areas,
                format_func=lambda slug: catalogue.area(slug).name,
                key=f"area_{effect.slug}",
            )
            if asked and not get(f"area_{effect.slug}"):
                _still_to_choose(asked)


def _still_to_choose(asked: int) -> None:
    """What lacks an answer; an alert from the first try to send on, which a browser brings into view anew each time."""
    if asked:
        st.html(f'<p class="rd-missing" role="alert" data-asked="{asked}">Choose one.</p>')
    else:
        st.caption("Choose one.")


def _red_flags(catalogue: Catalogue, clinic: Clinic, wording: Wording) -> list[str]:
    with st.container(border=True, gap="xsmall"):
        st.markdown(":material/emergency_home: **Any warning sign?** Tap all that apply.")
        chosen: list[str] = st.pills(
            "Any warning sign? Tap all that apply.",
            [flag.slug for flag in catalogue.red_flags],
            format_func=lambda slug: catalogue.red_flag(slug).name,
            selection_mode="multi",
            label_visibility="collapsed",
            key="red_flags",
        )
        if not chosen:
            st.caption(f"In an emergency, do not wait: call {clinic.emergency_number}.")
        else:
            # The style keeps it in sight below the chips, which stay where they are tapped.
            with st.container(gap="xsmall", key="act_now"):
                wording.on_warning_signs([catalogue.red_flag(slug) for slug in chosen], clinic)
    return chosen
