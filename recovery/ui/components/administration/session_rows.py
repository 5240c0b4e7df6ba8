"""Sessions as rows: who, on what, since when, and a button that ends one."""

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.clinic import Clinic
from recovery.domain.wording import at_time
from recovery.domain.wording.staff import used
from recovery.errors import RecoveryError
from recovery.services.entry.session_lists import end_own_session, end_session, sign_of
from recovery.store.sessions import Session
from recovery.ui import refusal
from recovery.ui.session import now, office
from recovery.ui.text import plain


def session_rows(
    sessions: Sequence[Session], clinic: Clinic, *, end: Callable[[str], None], here: str, named: bool = False
) -> None:
    """A row a session, `named` with whose it is; the one on this very device has the hash `here` and no button."""
    for session in sessions:
        sign = sign_of(session)
        with st.container(
            border=True, horizontal=True, vertical_alignment="center", key=f"session_{sign}", gap="medium"
        ):
            who = f"**{plain(session.visitor.name)}** &ensp; " if named else ""
            with st.container(gap=None, key=f"session_text_{sign}"):
                st.markdown(f"{who}{plain(session.device or 'An unknown device')}")
                st.caption(_since(session, clinic) + (f" · in the trail: `{sign}`" if named else ""))
            if session.visitor.session == here:
                st.markdown(":blue-badge[:material/location_on: This one]", width="content")
            else:
                _ask_to_end(end, sign)


def end_own(visitor: Visitor) -> Callable[[str], None]:
    """What ends a session of one's own, by its sign."""
    return lambda sign: end_own_session(office(), visitor, sign=sign, now=now())


def end_anyones(visitor: Visitor) -> Callable[[str], None]:
    """What ends a session of anybody on the staff, by its sign."""
    return lambda sign: end_session(office(), visitor, sign=sign, now=now())


def _since(session: Session, clinic: Clinic) -> str:
    opened = at_time(session.opened_at.astimezone(ZoneInfo(clinic.time_zone)))
    return f"Signed in by {session.way} on {opened} · used {used(session.seen_at, now=now())}"


def _ask_to_end(end: Callable[[str], None], sign: str) -> None:
    with st.popover("End", key=f"ask_to_end_{sign}", icon=":material/logout:"):
        st.write("It is over at its next click. Notes being typed there wait a day for the same person.")
        if st.button("End this session", key=f"end_{sign}", type="primary"):
            _end(end, sign)


def _end(end: Callable[[str], None], sign: str) -> None:
    try:
        end(sign)
    except RecoveryError as error:
        refusal.show(error)
    else:
        st.rerun()
