"""Asking once more where a treatment is entered of which nothing would ever be asked."""

import streamlit as st

from recovery.domain.wording.desk import nothing_due
from recovery.services.people.enrolling import TreatmentEntry
from recovery.ui.session import get, now, office, put

ASKED_PAST = "asked_about_past_date"
"""The date that was asked about: a slip of the year is one, and whoever means it presses the button again."""


def asks_about_past(entry: TreatmentEntry) -> bool:
    """Whether the entry waits, and the question that it waits for; each date is asked about once."""
    said = nothing_due(
        entry.procedure, last_due=office().guide.last_due_day(entry.method), today=office().the_clinic().today(now())
    )
    if not said or get(ASKED_PAST) == entry.procedure:
        return False
    put(ASKED_PAST, entry.procedure)
    st.warning(said, title="Is the date right?", icon=":material/event_busy:")
    return True
