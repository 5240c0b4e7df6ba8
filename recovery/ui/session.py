"""The only place that touches Streamlit's session state, and the browser's own session."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NoReturn

import streamlit as st

from recovery.domain.access import Visitor
from recovery.services.entry.visiting import sign_out as end_session
from recovery.services.entry.visiting import visitor_of
from recovery.services.office import Office, the_office
from recovery.settings import read_settings

_BY_ITSELF = "runs_by_itself"
"""Set while the page runs because it looked for news, and not because somebody did something."""


def now() -> datetime:
    """The present moment: pages read the clock here and hand it on."""
    return datetime.now(UTC)


def office() -> Office:
    """The installation that this process serves."""
    return the_office(read_settings(), now=now())


def current_visitor(*, by_itself: bool = False) -> Visitor | None:
    """Who holds this browser's session now; asked of the database at every run.

    `st.user` was filled by the middleware when the web socket connected, and never changes after. What a screen does
    `by_itself` does not count as use of the session.
    """
    session = session_hash()
    in_use = not (by_itself or get(_BY_ITSELF))
    return visitor_of(office(), session, now=now(), in_use=in_use) if session else None


def session_hash() -> str | None:
    """The token hash of this browser's session, whether it still lives or not; None without one."""
    session = st.user.get("session")
    return str(session) if session else None


def rerun_by_itself() -> NoReturn:
    """Run the page again although nobody did anything."""
    put(_BY_ITSELF, value=True)
    st.rerun()


def end_of_run() -> None:
    """Take what comes next for something that somebody did."""
    forget([_BY_ITSELF])


def get(key: str, default: Any = None) -> Any:
    """What is kept under `key` for this browser tab."""
    return st.session_state.get(key, default)


def sign_out() -> None:
    """End this browser's session, and forget what this tab holds: the next one here may be somebody else."""
    session = session_hash()
    if session:
        end_session(office(), session, now=now())
    st.session_state.clear()


def arrive(screen: str) -> None:
    """Note which screen this run shows, and whether the one before showed another: its widgets are gone then."""
    put("arrived", get("screen") != screen)
    put("screen", screen)


def has(key: str) -> bool:
    """Whether anything is kept under `key`."""
    return key in st.session_state


def put(key: str, value: Any) -> None:
    """Keep a value, or set the widget of this key before it is drawn."""
    st.session_state[key] = value


def forget(keys: Iterable[str]) -> None:
    """Let go of values and widget states."""
    for key in keys:
        st.session_state.pop(key, None)


def keys_beginning_with(*prefixes: str) -> list[str]:
    """The kept keys that begin with one of `prefixes`."""
    return [str(key) for key in st.session_state if str(key).startswith(prefixes)]
