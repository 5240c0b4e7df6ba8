"""The warning that a session of staff is about to end, at the foot of the screen, over whatever is there."""

from datetime import datetime
from html import escape

import streamlit as st

from recovery.domain.lifetimes import WARNED_BEFORE
from recovery.domain.wording.ending import about_to_end
from recovery.services.entry.visiting import Ending, end_now, ending
from recovery.ui.guard import lead_out
from recovery.ui.session import current_visitor, now, office, session_hash

LOOK_EVERY_S = 30
"""Seconds between two looks: the minutes in the warning are right to one (ours)."""


def warn_before_end() -> None:
    """Look now and then when the session ends, and say so in time."""
    with st.container(key="session_ending"):
        _look()


@st.fragment(run_every=LOOK_EVERY_S)
def _look() -> None:
    session = session_hash() or ""
    moment = now()
    found = ending(office(), session, now=moment)
    if found is None:
        lead_out(by_itself=True)
    elif found.at - moment <= WARNED_BEFORE:
        _warn(found, session, moment)


def _warn(found: Ending, session: str, moment: datetime) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="session_ends"):
        said = about_to_end(found.at - moment, can_stay=found.can_stay)
        st.html(f'<p role="alert">{escape(said)}</p>', width="stretch")
        if found.can_stay:
            st.button("Stay signed in", key="stay_signed_in", type="primary", on_click=_stay)
        elif st.button("Sign in again", key="sign_in_again", type="primary"):
            end_now(office(), session, now=now())
            lead_out()


def _stay() -> None:
    """A click like any other, which is what keeps a session."""
    current_visitor()
