"""What changed on a patient's page since this clinician last looked."""

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.wording.record import clinic_time, news_in_words
from recovery.errors import StoreError
from recovery.services.looking import Record, look
from recovery.ui import refusal
from recovery.ui.session import get, now, office, put
from recovery.ui.text import plain

_LOOK = "look"
"""The treatment that this tab shows, and when this clinician had looked at it before."""

_NEW = "look_is_new"


def since_last_look(visitor: Visitor, seen: Record) -> None:
    """One line; arriving here counts as a look, running the page again does not."""
    try:
        before = _looked_before(visitor, seen.recovery.treatment.treatment_id)
    except StoreError as error:
        refusal.in_words(error)  # to the log: nobody needs to act, and the next run tries again
        return
    st.markdown(f":material/history: {_said(visitor, seen, before)}")


def is_new_look() -> bool:
    """Whether this run is the first that shows this patient since another screen or patient was shown."""
    return bool(get(_NEW))


def _looked_before(visitor: Visitor, treatment_id: int) -> datetime | None:
    shown: int | None
    before: datetime | None
    shown, before = get(_LOOK, (None, None))
    is_new = shown != treatment_id or get("arrived")
    put(_NEW, is_new)
    if is_new:
        before = look(office(), visitor, treatment_id=treatment_id, now=now())
        put(_LOOK, (treatment_id, before))
    return before


def _said(visitor: Visitor, seen: Record, before: datetime | None) -> str:
    if before is None:
        return "Your first look at this recovery."
    when = clinic_time(before, ZoneInfo(seen.recovery.clinic.time_zone))
    came = seen.news(before, reader=visitor.subject_id)
    if not came:
        return f"Nothing new since you looked on {when}."
    said = news_in_words(came, seen.guide.catalogue, seen.staff, today=seen.recovery.day)
    return f"**Since you looked on {when}:** {plain(said)}."
