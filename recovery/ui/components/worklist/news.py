"""The worklist keeps itself up to date, unless somebody is in the middle of something."""

import streamlit as st

from recovery.domain.access import Action
from recovery.domain.wording.english import counted
from recovery.domain.worklist import Choice
from recovery.services.alerts import triaging
from recovery.services.alerts.triaging import Marks
from recovery.ui.components.worklist.attending_steps import form_open
from recovery.ui.guard import guard
from recovery.ui.session import get, now, office, put, rerun_by_itself

LOOK_EVERY_S = 10
"""Seconds between two looks: a warning sign is on the screen before anyone could have phoned (ours)."""

_JUST_SHOWN = "worklist_just_shown"


def look_for_news(shown: Marks, choice: Choice, *, page: int) -> None:
    """Look now and then whether the list still says what it shows."""
    put(_JUST_SHOWN, value=True)
    _look(shown, choice, page)


@st.fragment(run_every=LOOK_EVERY_S)
def _look(shown: Marks, choice: Choice, page: int) -> None:
    visitor = guard(Action.SEE_PATIENTS, by_itself=True)
    if get(_JUST_SHOWN):
        put(_JUST_SHOWN, value=False)
        st.caption("This list keeps itself up to date.")
        return
    later = triaging.marks(office(), visitor, choice=choice, page=page, now=now())
    changes = shown.changes(later)
    if changes and form_open() is None:
        rerun_by_itself()
    if changes:
        st.info(f"{counted(changes, 'change')}, shown when you finish.", icon=":material/update:")
    else:
        st.caption("This list keeps itself up to date.")
