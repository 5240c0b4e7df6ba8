"""What the worklist says when there is nothing on it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from recovery.domain.clinic import Clinic
from recovery.domain.wording.english import counted
from recovery.domain.worklist import Choice, View
from recovery.services.triaging import Lists
from recovery.ui.components.worklist_filters import clear_filters
from recovery.ui.navigation import page_of
from recovery.ui.session import now

UNWATCHED = (
    "This practice does not watch reports: nobody is alerted, and patients see advice only. "
    "A manager can change that under Administration."
)


def nobody_listed(lists: Lists, choice: Choice) -> None:
    """That nobody needs anyone, or that nobody fits what was chosen; and when that was computed."""
    if choice.filters:
        st.write(f"Nobody fits. Without these filters {counted(lists.counts[choice.view], 'patient')} would show.")
        st.button("Clear the filters", key="clear_filters", icon=":material/filter_alt_off:", on_click=clear_filters)
    elif choice.view is View.PUT_OFF:
        st.write("Nothing is put off.")
    else:
        st.success(
            f"{counted(lists.counts[View.ALL], 'open recovery')} and none with an open alert.",
            title="Nobody needs anyone right now",
            icon=":material/check_circle:",
        )
    st.caption(computed(lists.clinic, lists.computed_at))


def computed(clinic: Clinic, at: datetime | None) -> str:
    """When all open recoveries were last judged, on the clinic's clock."""
    if at is None:
        return "Computed with each report."
    zone = ZoneInfo(clinic.time_zone)
    local, day = at.astimezone(zone), clinic.today(at)
    when = "today" if day == clinic.today(now()) else f"on {day.day} {day:%B}"
    return f"Last computed {when} at {local.hour}:{local:%M}, and with each report."


def nobody_enrolled() -> None:
    """That there is no open recovery, and the way to the first."""
    st.write("No open recovery. Enrol a patient, and their recovery shows here from the day of the procedure.")
    st.page_link(page_of("people"), label="Enrol a patient", icon=":material/person_add:")
