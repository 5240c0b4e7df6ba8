"""Everybody's sessions, for managers."""

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.wording.english import counted
from recovery.services.entry.session_lists import PAGE, staff_sessions
from recovery.ui.components.administration.session_rows import end_anyones, session_rows
from recovery.ui.components.paging import choose_page, page_numbers
from recovery.ui.session import now, office


def staff_sessions_list(visitor: Visitor) -> None:
    """Who on the staff is signed in, the last used first, each with a way to end it."""
    shown = staff_sessions(office(), visitor, page=choose_page(), now=now())
    st.caption(
        f"{counted(shown.total, 'session')} of staff, the last used first. Patients' phones stand with each patient, "
        "under People."
    )
    session_rows(shown.sessions, shown.clinic, end=end_anyones(visitor), here=visitor.session, named=True)
    page_numbers(shown.total, PAGE)
