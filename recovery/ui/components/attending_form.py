"""The form under a row, for a step that needs a word more than a tap: a note, a colleague, a date."""

from datetime import timedelta

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.clinic import Clinic
from recovery.domain.handling import LONGEST_SNOOZE
from recovery.domain.report import NOTE_LIMIT
from recovery.services.attending import colleagues
from recovery.ui.components.attending_offers import Offer
from recovery.ui.components.attending_steps import COLLEAGUE, NOTE, UNTIL, Asked, close_form, send_form
from recovery.ui.session import get, now, office, put
from recovery.ui.text import plain

SUGGESTED_NOTES = (
    "The course is as expected; no further steps.",
    "Reached the patient and gave advice.",
    "Seen at the practice.",
)
"""Notes for a tap: the usual ends (ours). They fill the text, which can still be changed."""

_SENDS = {Offer.CLOSE: "Close it", Offer.HAND_OVER: "Hand it over", Offer.UNTIL: "Put it off"}


def attending_form(visitor: Visitor, clinic: Clinic, form: Asked) -> None:
    """The fields that the step needs, what of the row it leaves out, and why it was refused before."""
    with st.container(border=True, key="attending_form"):
        if form.refused:
            st.warning(plain(form.refused), icon=":material/sync_problem:")
        {Offer.CLOSE: _note, Offer.HAND_OVER: _colleague, Offer.UNTIL: _until}[form.offer](visitor, clinic)
        if form.offer is Offer.UNTIL and len(form.seen) < len(form.alerts):
            st.caption("A warning sign is never put off: it stays on the list.")
        with st.container(horizontal=True, gap="small", key="attending_buttons"):
            st.button(
                _SENDS[form.offer], key="attending_send", type="primary", disabled=not form.seen, on_click=send_form
            )
            st.button("Not now", key="attending_close", on_click=close_form)
        if not form.seen:
            st.caption("Nothing of it is open any more. What you wrote stays here until you put it away.")


def _note(_visitor: Visitor, _clinic: Clinic) -> None:
    st.pills(
        "A note that others will read",
        SUGGESTED_NOTES,
        key="attending_suggested",
        on_change=_take_suggestion,
    )
    st.text_area(
        "Note",
        key=NOTE,
        max_chars=NOTE_LIMIT,
        height=80,
        placeholder="What was found, what was said, what follows",
        label_visibility="collapsed",
    )


def _take_suggestion() -> None:
    if get("attending_suggested"):
        put(NOTE, get("attending_suggested"))


def _colleague(visitor: Visitor, _clinic: Clinic) -> None:
    staff = {each.account_id: each.name for each in colleagues(office(), visitor)}
    if not staff:
        st.write("There is no other clinician here who can sign in. A manager adds one from the command line.")
    st.selectbox(
        "Who takes it over?", list(staff), index=None, format_func=lambda key: plain(staff[key]), key=COLLEAGUE
    )
    st.text_input("What should they know? (optional)", key=NOTE, max_chars=NOTE_LIMIT)


def _until(_visitor: Visitor, clinic: Clinic) -> None:
    today = clinic.today(now())
    st.date_input(
        "Until the morning of",
        value=today + timedelta(days=1),
        min_value=today + timedelta(days=1),
        max_value=today + LONGEST_SNOOZE - timedelta(days=1),
        key=UNTIL,
    )
    st.text_input("Why? (optional)", key=NOTE, max_chars=NOTE_LIMIT)
