"""The first line of every page and fragment: nobody gets past it without the right role."""

from typing import NoReturn

import streamlit as st

from recovery.domain.access import Action, Visitor, require
from recovery.errors import NotAllowed
from recovery.ui.kept import keep_what_was_typed
from recovery.ui.refusal import note
from recovery.ui.session import current_visitor, get, put, sign_out

GO_AFTER_S = 2
"""Seconds between saying that a session has ended and leaving: the browser hands over what stands in its fields."""

_SAYS_SO = "session_says_it_has_ended"


def guard(action: Action, *, by_itself: bool = False) -> Visitor:
    """The visitor, if they may do this; otherwise the page ends here.

    What runs `by_itself`, to look for news, does not keep an idle session alive.
    """
    visitor = signed_in(by_itself=by_itself)
    try:
        require(visitor, action)
    except NotAllowed as refusal:
        note(refusal)
        st.error(str(refusal), title="This page is not for you", icon=":material/block:")
        st.stop()
    return visitor


def signed_in(*, by_itself: bool = False) -> Visitor:
    """The visitor, whoever they are; the signed-out are sent to the sign-in page."""
    visitor = current_visitor(by_itself=by_itself)
    if visitor is None:
        lead_out(by_itself=by_itself)
    return visitor


def lead_out(*, by_itself: bool = False) -> NoReturn:
    """Keep what was typed, and lead whoever's session has ended to the sign-in page; the page ends here.

    Where nobody clicked, somebody may be in the middle of a word that the browser has not handed over. A dialog takes
    the focus out of the field, and so the browser does.
    """
    keep_what_was_typed()
    if by_itself and not get(_SAYS_SO):
        put(_SAYS_SO, value=True)
        _say_that_it_has_ended()
    else:
        st.logout()
    st.stop()


@st.dialog("Your session has ended", dismissible=False)
def _say_that_it_has_ended() -> None:
    st.write("Sign in again to go on where you were.")
    _go()


@st.fragment(run_every=GO_AFTER_S)
def _go() -> None:
    # The first run draws the dialog; the next one comes by itself.
    if get(_SAYS_SO) == "left":
        signed_in(by_itself=True)
    put(_SAYS_SO, "left")


def leave() -> None:
    """Sign out, and end the page here.

    Its own guard would send the browser out a second time, from a session that is gone.
    """
    sign_out()
    st.logout()
    st.stop()
