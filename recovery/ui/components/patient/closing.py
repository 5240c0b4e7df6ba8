"""Closing a recovery with its alerts, and opening it again."""

from collections.abc import Sequence

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.alerts import Alert
from recovery.domain.clinic import Treatment
from recovery.domain.identifiers import as_text
from recovery.domain.wording.english import counted
from recovery.domain.wording.following import REOPENING, closing
from recovery.errors import RecoveryError
from recovery.services.people.closing import close_treatment, reopen_treatment
from recovery.ui import refusal
from recovery.ui.components.worklist.attending_steps import forget_last_step
from recovery.ui.session import now, office


def close_or_reopen(
    visitor: Visitor, treatment: Treatment, waiting: Sequence[Alert], *, reports: int, of: str = ""
) -> None:
    """A button that asks before it closes, and for a note where alerts are waiting; a closed one opens at once.

    Where a page shows several, `of` tells their buttons apart.
    """
    if treatment.closed_on is not None:
        st.caption(REOPENING)
        if st.button("Open this recovery again", key=f"reopen_treatment{of}", icon=":material/undo:"):
            reopen_treatment(office(), visitor, treatment_id=treatment.treatment_id, now=now())
            forget_last_step()
            st.rerun()
        return
    with st.popover("Close this recovery", icon=":material/task_alt:", key=f"close{of}"):
        note = _note(treatment, waiting) if waiting else ""
        st.write(closing(reports=reports))
        if st.button("Close it", type="primary", key=f"close_treatment{of}"):
            _close(visitor, treatment, waiting, note)


def _note(treatment: Treatment, waiting: Sequence[Alert]) -> str:
    st.warning(
        f"Still open: {counted(len(waiting), 'alert')}. Your note closes what is open; it stays closed when the "
        "recovery is opened again.",
        icon=":material/notifications_active:",
    )
    # Keyed by treatment: what was typed about one patient is never there for the next.
    note = st.text_area("Why can it be closed?", height=96, key=f"closing_note_{as_text(treatment.treatment_id)}")
    return note or ""


def _close(visitor: Visitor, treatment: Treatment, waiting: Sequence[Alert], note: str) -> None:
    seen = {alert.alert_id: alert.version for alert in waiting}
    try:
        close_treatment(office(), visitor, treatment_id=treatment.treatment_id, seen=seen, note=note, now=now())
    except RecoveryError as error:
        refusal.show(error, before="Not closed.")
        return
    forget_last_step()  # with an alert that is closed by now, it cannot be taken back
    st.rerun()
