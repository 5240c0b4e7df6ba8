"""Taking a step with the alerts of a list's row: noted when it is clicked, taken behind the page's guard.

What counts is what the clinician saw when they clicked: the alerts are kept as they were then.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.alerts import Alert
from recovery.domain.clinic import Clinic
from recovery.domain.handling import Move
from recovery.domain.identifiers import as_text
from recovery.domain.wording import at_time, done_in_words
from recovery.errors import RecoveryError
from recovery.services.alerts import attending, triaging
from recovery.ui.components.worklist.attending_asked import Asked, asked_in_address, name_in_address
from recovery.ui.components.worklist.attending_offers import Offer, asks, move_of
from recovery.ui.refusal import in_words
from recovery.ui.session import forget, get, now, office, put
from recovery.ui.text import plain

COLLEAGUE, UNTIL = "attending_to", "attending_until"
"""Widgets of the form under a row; the note's is note_key."""

_NOTED, _SENT, _OPEN = "attending_noted", "attending_sent", "attending_open"
_DONE, _TAKE_BACK, _REFUSED = "attending_done", "attending_take_back", "attending_refused"


@dataclass(frozen=True)
class _Done:
    said: str
    seen: Mapping[int, int]


def note_key(treatment_id: int) -> str:
    """The key of the note about one treatment: what was typed about one patient is never there for the next."""
    return f"attending_note_{as_text(treatment_id)}"


def note_step(asked: Asked) -> None:
    """Note what was clicked."""
    put(_NOTED, asked)


def note_chosen(key: str, asked: Asked) -> None:
    """Note what was chosen from the menu of this key."""
    put(_NOTED, replace(asked, offer=Offer(get(key))))


def send_form() -> None:
    """Note that the form under a row was sent."""
    put(_SENT, value=True)


def close_form() -> None:
    """Put the form away, with what was written in it."""
    form = form_open()
    forget([_OPEN, COLLEAGUE, UNTIL, *([note_key(form.treatment_id)] if form else [])])
    name_in_address(None)


def form_open() -> Asked | None:
    """What the open form is about; None when none is open."""
    asked: Asked | None = get(_OPEN)
    return asked


def take_noted_step(visitor: Visitor) -> None:
    """Take the step that was clicked, or open the form that it needs, or the one that a lost session had open."""
    _take(visitor)
    if form_open() is None:
        put(_OPEN, asked_in_address(visitor))
    name_in_address(form_open())


def _take(visitor: Visitor) -> None:
    noted, sent, form, back = get(_NOTED), get(_SENT), form_open(), get(_TAKE_BACK)
    forget([_NOTED, _SENT, _TAKE_BACK])
    if noted is None and not sent and not back:
        return
    clinic = office().the_clinic()
    if noted is not None and asks(noted.offer, noted.alerts):
        forget([COLLEAGUE, UNTIL])
        put(_OPEN, noted)
    elif noted is not None:
        move = move_of(noted.offer, clinic, now=now())
        put(_REFUSED, _why_not(visitor, clinic, noted, move))
    elif sent and form is not None:
        _send(visitor, clinic, form)
    elif back:
        _take_back(visitor)


def last_step(visitor: Visitor) -> None:
    """What was just done, and a way to take it back; or why it was not done."""
    refused, done = get(_REFUSED), get(_DONE)
    if refused:
        st.warning(plain(refused), icon=":material/sync_problem:")
    if done is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="last_step"):
        st.markdown(f":material/check: {plain(done.said)}", width="content")
        if done.seen and attending.may_take_back(office(), visitor, seen=done.seen):
            st.button("Undo", key="take_back", type="tertiary", icon=":material/undo:", on_click=_note_undo)


def _note_undo() -> None:
    put(_TAKE_BACK, value=True)


def forget_last_step() -> None:
    """Say nothing more of what was done."""
    forget([_DONE, _REFUSED])


def _send(visitor: Visitor, clinic: Clinic, form: Asked) -> None:
    note = get(note_key(form.treatment_id)) or ""
    move = move_of(form.offer, clinic, now=now(), note=note, to=get(COLLEAGUE), until=get(UNTIL))
    refused = _why_not(visitor, clinic, form, move)
    if not refused:
        close_form()
    else:
        put(_OPEN, replace(form, refused=refused, alerts=_again(visitor, form)))


def _again(visitor: Visitor, form: Asked) -> tuple[Alert, ...]:
    """The alerts as they are now, of those that the form is about."""
    fresh = triaging.row(office(), visitor, treatment_id=form.treatment_id, now=now()).alerts
    return tuple(alert for alert in fresh if alert.alert_id in {each.alert_id for each in form.alerts})


def _why_not(visitor: Visitor, clinic: Clinic, asked: Asked, move: Move) -> str:
    """Take a step; why it could not be taken, or nothing."""
    forget_last_step()
    try:
        done = attending.attend(office(), visitor, seen=asked.seen, move=move, now=now())
    except RecoveryError as error:
        return f"{asked.name}: {in_words(error)}"
    put(_DONE, _Done(f"{_said(visitor, clinic, move)} for {asked.name}", done.seen))
    return ""


def _said(visitor: Visitor, clinic: Clinic, move: Move) -> str:
    names = {staff.account_id: staff.name for staff in attending.colleagues(office(), visitor)} if move.to else {}
    return done_in_words(
        move.step,
        how=move.how.value if move.how else "",
        whom=names.get(move.to or 0, "a colleague"),
        until=at_time(move.until.astimezone(ZoneInfo(clinic.time_zone))) if move.until else "",
    )


def _take_back(visitor: Visitor) -> None:
    done: _Done = get(_DONE)
    forget_last_step()
    try:
        attending.take_back(office(), visitor, seen=done.seen, now=now())
    except RecoveryError as error:
        put(_REFUSED, in_words(error))
        return
    put(_DONE, _Done(f"Taken back: {done.said[0].lower()}{done.said[1:]}", {}))
