"""What the worklist says when there is nothing on it."""

import streamlit as st

from recovery.domain.wording.english import counted
from recovery.domain.worklist import Choice, View
from recovery.services.alerts.evaluating import is_late
from recovery.services.alerts.triaging import Lists
from recovery.ui.components.evaluation import evaluation_line
from recovery.ui.components.worklist.filters import clear_filters
from recovery.ui.navigation import page_of
from recovery.ui.session import now

UNWATCHED = (
    "This practice does not watch reports: no report gives an alert, and patients see advice only. "
    "Once somebody looks, ask a manager to enter when: alerts begin then."
)


def nobody_listed(lists: Lists, choice: Choice) -> None:
    """That nobody needs anyone, as far as that was computed, or that nobody fits what was chosen; and when it was."""
    if choice.filters:
        st.write(f"Nobody fits. Without these filters {counted(lists.counts[choice.view], 'patient')} would show.")
        st.button("Clear the filters", key="clear_filters", icon=":material/filter_alt_off:", on_click=clear_filters)
    elif choice.view is View.PUT_OFF:
        st.write("Nothing is put off.")
    else:
        _nobody_needs_anyone(lists)
    if any(lists.counts.values()):
        evaluation_line(lists.clinic, lists.computed_at)


def _nobody_needs_anyone(lists: Lists) -> None:
    """In green only as long as that is sure, and there is somebody who might need someone."""
    if not lists.counts[View.ALL]:
        nobody_enrolled()
        return
    said = f"{counted(lists.counts[View.ALL], 'open recovery', 'open recoveries')} and none with an open alert."
    if not lists.clinic.watched or is_late(lists.clinic, lists.computed_at, now=now()):
        st.write(said)
    else:
        st.success(said, title="Nobody needs anyone right now", icon=":material/check_circle:")


def nobody_enrolled() -> None:
    """That there is no open recovery, and the way to the first."""
    st.write("No open recovery. Enrol a patient, and their recovery shows here from the day of the procedure.")
    st.page_link(page_of("people"), label="Enrol a patient", icon=":material/person_add:")
