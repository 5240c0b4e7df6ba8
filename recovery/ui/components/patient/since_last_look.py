"""What changed on a patient's page since this clinician last looked."""

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.wording.record import clinic_time, news_in_words
from recovery.errors import StoreError
from recovery.services.recoveries.looking import Record, look
from recovery.ui import refusal
from recovery.ui.session import forget, get, office, put
from recovery.ui.text import plain

_LOOK = "look"
"""The treatment that this tab shows, and when this clinician had looked at it before."""

_NEW, _TO_NOTE = "look_is_new", "look_to_note"


def since_last_look(visitor: Visitor, seen: Record) -> None:
    """One line; arriving here counts as a look, running the page again does not."""
    treatment_id = seen.recovery.treatment.treatment_id
    shown, _ = get(_LOOK, (None, None))
    is_new = shown != treatment_id or bool(get("arrived"))
    put(_NEW, is_new)
    if is_new:
        put(_LOOK, (treatment_id, seen.last_look))
        put(_TO_NOTE, value=True)
    _, before = get(_LOOK)
    st.markdown(f":material/history: {_said(visitor, seen, before)}")


def is_new_look() -> bool:
    """Whether this run is the first that shows this patient since another screen or patient was shown."""
    return bool(get(_NEW))


def note_look(visitor: Visitor, seen: Record) -> None:
    """Note a new look, once the page stands: nobody waits for it, and nobody misses it where it cannot be kept.

    It counts from when the page was read: what came in while it was drawn is news at the next look.
    """
    if not get(_TO_NOTE):
        return
    forget([_TO_NOTE])
    try:
        look(office(), visitor, treatment_id=seen.recovery.treatment.treatment_id, now=seen.read_at)
    except StoreError as error:
        refusal.in_words(error)  # to the log: there is nothing that anyone here could do


def _said(visitor: Visitor, seen: Record, before: datetime | None) -> str:
    if before is None:
        return "Your first look at this recovery."
    when = clinic_time(before, ZoneInfo(seen.recovery.clinic.time_zone))
    came = seen.news(before, reader=visitor.subject_id)
    if not came:
        return f"Nothing new since you looked on {when}."
    said = news_in_words(came, seen.guide.catalogue, seen.staff, today=seen.recovery.today_day)
    return f"**Since you looked on {when}:** {plain(said)}."
