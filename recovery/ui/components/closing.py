"""Closing a recovery, and opening it again."""

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.clinic import Treatment
from recovery.services.enrolling import close_treatment, reopen_treatment
from recovery.ui.session import now, office


def close_or_reopen(visitor: Visitor, treatment: Treatment) -> None:
    """A button that asks before it closes; a closed recovery can be opened again at once."""
    if treatment.closed_on is not None:
        if st.button("Open this recovery again", key="reopen_treatment", icon=":material/undo:"):
            reopen_treatment(office(), visitor, treatment_id=treatment.treatment_id, now=now())
            st.rerun()
        return
    with st.popover("Close this recovery", icon=":material/task_alt:", key="close"):
        st.write("It leaves the list and takes no more reports. The patient still sees it; you can open it again.")
        if st.button("Close it", type="primary", key="close_treatment"):
            close_treatment(office(), visitor, treatment_id=treatment.treatment_id, now=now())
            st.rerun()
