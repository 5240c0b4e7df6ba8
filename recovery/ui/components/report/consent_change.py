"""What changed in the statement that a patient agreed to: shown once, before the form."""

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.clinic import Clinic
from recovery.domain.wording.consent import Change
from recovery.errors import RecoveryError
from recovery.services.entry import consenting
from recovery.ui import refusal
from recovery.ui.components.report.form import form_is_held
from recovery.ui.session import now, office
from recovery.ui.text import plain


def unread_change(visitor: Visitor, clinic: Clinic) -> bool:
    """Show what changed since the patient agreed; whether there is anything, and the form waits for one tap.

    A form that is being filled in is not taken away: what changed meanwhile is shown before the next one.
    """
    found = () if form_is_held() else consenting.changed(office(), visitor)
    if not found:
        return False
    with st.container(border=True, key="consent_change"):
        st.markdown(":material/info: **What you agreed to has changed**")
        for change in found:
            _show(change)
        if st.button("I understand", key="understand", type="primary", width="stretch"):
            _understand(visitor, found)
        st.caption(f"In an emergency, do not wait: call {plain(clinic.emergency_number)}.")
    return True


def _show(change: Change) -> None:
    st.markdown(f"**{plain(change.heading)}:** {plain(change.now or 'Nothing is said of this any more.')}")
    if change.before:
        st.caption(f"Until now: {plain(change.before)}")


def _understand(visitor: Visitor, shown: tuple[Change, ...]) -> None:
    try:
        consenting.understand(office(), visitor, shown=shown, now=now())
    except RecoveryError as error:
        refusal.show(error)
    else:
        st.rerun()
