"""The form under a row, for a step that needs a word more than a tap: a note, a colleague, a date."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Literal

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.clinic import Clinic
from recovery.domain.handling import LONGEST_SNOOZE
from recovery.domain.report import NOTE_LIMIT
from recovery.domain.rules import Rule
from recovery.services.alerts.attending import colleagues
from recovery.ui.components.worklist.attending_asked import Asked
from recovery.ui.components.worklist.attending_offers import Offer, how_many
from recovery.ui.components.worklist.attending_steps import COLLEAGUE, UNTIL, close_form, note_key, send_form
from recovery.ui.session import get, now, office, put
from recovery.ui.text import plain

SUGGESTED_NOTES = (
    "The course is as expected; no further steps.",
    "Reached the patient and gave advice.",
    "Seen at the practice.",
)
"""Notes for a tap: the usual ends (ours). They fill the text, which can still be changed."""

SUGGESTED_AFTER_A_WARNING_SIGN = (
    "Spoke with the patient; seen today.",
    "Spoke with the patient; sent to emergency care.",
    "Spoke with the patient; ticked by mistake.",
)
"""Notes for a tap where a warning sign is among the alerts: each says that somebody asked (ours)."""

_SENDS = {
    Offer.CLOSE: "Close {}",
    Offer.NO_ACTION: "No action needed: note it",
    Offer.HAND_OVER: "Hand {} over",
    Offer.UNTIL: "Put {} off",
}


def attending_form(visitor: Visitor, clinic: Clinic, form: Asked) -> None:
    """The fields that the step needs, what of the row it leaves out, and why it was refused before."""
    with st.container(border=True, key="attending_form"):
        if form.refused:
            st.warning(plain(form.refused), icon=":material/sync_problem:")
        {Offer.HAND_OVER: _colleague, Offer.UNTIL: _until}.get(form.offer, _note)(visitor, clinic, form)
        if form.offer is Offer.UNTIL and len(form.seen) < len(form.alerts):
            st.caption("A warning sign is never put off: it stays on the list.")
        with st.container(horizontal=True, gap="small", key="attending_buttons"):
            label = _SENDS[form.offer].format(how_many(form.offer, form.alerts) or "it")
            st.button(label, key="attending_send", type="primary", disabled=not form.seen, on_click=send_form)
            st.button("Not now", key="attending_close", on_click=close_form)
        if not form.seen:
            st.caption("Nothing of it is open any more. What you wrote stays here until you put it away.")


def _note(_visitor: Visitor, _clinic: Clinic, form: Asked) -> None:
    st.pills(
        "A note that others will read",
        _suggested(form),
        key="attending_suggested",
        on_change=_take_suggestion,
        args=(note_key(form.treatment_id),),
    )
    _text(form, "Note", label_visibility="collapsed")


def _suggested(form: Asked) -> Sequence[str]:
    urgent = any(alert.rule is Rule.RED_FLAG for alert in form.alerts if alert.alert_id in form.seen)
    return SUGGESTED_AFTER_A_WARNING_SIGN if urgent else SUGGESTED_NOTES


def _take_suggestion(key: str) -> None:
    if get("attending_suggested"):
        put(key, get("attending_suggested"))


def _text(form: Asked, label: str, *, label_visibility: Literal["visible", "collapsed"] = "visible") -> None:
    # No max_chars: the browser would drop a longer text without a word, and the domain says by how much it is too long.
    with st.container(key="attending_note"):
        st.text_area(
            label,
            key=note_key(form.treatment_id),
            height=96,
            placeholder=f"What was found, what was said, what follows: up to {NOTE_LIMIT:,} characters",
            label_visibility=label_visibility,
            persist_state="session",
        )


def _colleague(visitor: Visitor, _clinic: Clinic, form: Asked) -> None:
    staff = {each.account_id: each.name for each in colleagues(office(), visitor)}
    if not staff:
        st.write("There is no other clinician here who can sign in. A manager adds one from the command line.")
    st.selectbox(
        "Who takes it over?", list(staff), index=None, format_func=lambda key: plain(staff[key]), key=COLLEAGUE
    )
    _text(form, "What should they know? (optional)")


def _until(_visitor: Visitor, clinic: Clinic, form: Asked) -> None:
    today = clinic.today(now())
    st.date_input(
        "Until the morning of",
        value=today + timedelta(days=1),
        min_value=today + timedelta(days=1),
        max_value=today + LONGEST_SNOOZE - timedelta(days=1),
        key=UNTIL,
    )
    _text(form, "Why? (optional)")
