"""A change that is tried: kept for this tab while its preview is looked at."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from recovery.domain.guidance import Setting
from recovery.domain.preview import Preview
from recovery.services.guidance.guiding import Proposal
from recovery.ui.kept import was_given_back
from recovery.ui.navigation import page_of
from recovery.ui.session import forget, get, put

_TRIAL, _DONE = "guidance_trial", "guidance_done"
REASON = "guidance_reason"

MIN_CARD_WIDTH = 340
"""Pixels: below that a phone's one column is left."""


@dataclass(frozen=True)
class Trial:
    """What is tried under a key, what it would change, and what that would have meant."""

    key: str
    changes: tuple[Setting, ...]
    proposal: Proposal
    preview: Preview


def change_button(key: str, *, label: str = "Change", is_quiet: bool = False) -> None:
    """A button that opens the form of what is under a key."""
    name = f"guidance_change_{key.replace('/', '_')}"
    if st.button(label, key=name, icon=":material/edit:", type="tertiary" if is_quiet else "secondary"):
        drop_trial()
        st.switch_page(page_of("guidance"), query_params={"change": key})


def with_change_button(title: str, key: str) -> None:
    """A line of Markdown with that button at its end."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(title, width="content")
        change_button(key, is_quiet=True)


def trial_button() -> bool:
    """Whether the form's button, which tries what was entered, was pressed."""
    return st.form_submit_button("What it would do", type="primary", icon=":material/query_stats:", key="guidance_try")


def keep_trial(key: str, changes: Sequence[Setting], proposal: Proposal, preview: Preview) -> None:
    """Keep a change that was tried."""
    put(_TRIAL, Trial(key, tuple(changes), proposal, preview))


def kept_trial(key: str) -> Trial | None:
    """What was tried under a key, if anything."""
    trial: Trial | None = get(_TRIAL)
    return trial if trial is not None and trial.key == key else None


def drop_trial() -> None:
    """Forget what was tried; a reason that was typed before signing in again waits for the next trial."""
    forget((_TRIAL,) if was_given_back(REASON) else (_TRIAL, REASON))


def done(number: int) -> None:
    """Go back to the guidance, which will say that this one is in force."""
    drop_trial()
    forget((REASON,))
    put(_DONE, number)
    st.switch_page(page_of("guidance"))


def say_what_was_done() -> None:
    """Say once that a change is in force."""
    number = get(_DONE)
    if number is not None:
        forget((_DONE,))
        st.success(
            f"Version {number} is in force. Alerts that were opened before keep the guidance they were judged by.",
            icon=":material/check:",
        )
