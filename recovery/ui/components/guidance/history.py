"""Every guidance so far: who set it, when, why, and what it changed."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import streamlit as st

from recovery.domain.figures import Difference
from recovery.domain.wording.english import at_time
from recovery.domain.wording.guidance import difference_in_words
from recovery.services.guidance.guiding import Change, InForce
from recovery.ui.text import plain

MOST_SHOWN = 12
"""Changes of one guidance that are listed at once; the rest, as when files were replaced, behind a click."""


def show_history(changes: Sequence[Change], shown: InForce) -> None:
    """The newest first."""
    for change in changes:
        _show_change(change, shown)


def differences_list(differences: Sequence[Difference], shown: InForce) -> str:
    """What changed from what to what, as a Markdown list."""
    rows = (difference_in_words(each, shown.guide.catalogue, shown.guide.rules) for each in differences)
    return "\n".join(f"- {plain(what)}: {plain(before)} → **{plain(after)}**" for what, before, after in rows)


def _show_change(change: Change, shown: InForce) -> None:
    version = change.version
    when = at_time(version.in_force_from.astimezone(ZoneInfo(shown.clinic.time_zone)))
    who = "the guide's files" if version.by_files else version.who or "a manager of another clinic"
    with st.container(border=True, key=f"guidance_version_{version.number}"):
        now = "  :blue-badge[:material/check: in force]" if version.number == shown.guide.number else ""
        st.markdown(f"**Guidance {version.number}**, {when}, by {plain(who)}{now}")
        if not version.by_files:
            st.markdown(f"Why: {plain(version.reason)}")
        few, more = change.differences[:MOST_SHOWN], change.differences[MOST_SHOWN:]
        st.markdown(differences_list(few, shown) or _nothing(change))
        if more:
            with st.expander(f"{len(more)} more", key=f"guidance_more_{version.number}"):
                st.markdown(differences_list(more, shown))


def _nothing(change: Change) -> str:
    first = change.version.number == 1
    return (
        "The first guidance on record."
        if first
        else "No figure changed: only the words or sources beside them, or how it is kept."
    )
