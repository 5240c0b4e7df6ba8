"""The first line of every page and fragment: nobody gets past it without the right role."""

import streamlit as st

from recovery.domain.access import Action, Visitor, require
from recovery.errors import NotAllowed
from recovery.ui.session import current_visitor, sign_out


def guard(action: Action, *, by_itself: bool = False) -> Visitor:
    """The visitor, if they may do this; otherwise the page ends here.

    What runs `by_itself`, to look for news, does not keep an idle session alive.
    """
    visitor = signed_in(by_itself=by_itself)
    try:
        require(visitor, action)
    except NotAllowed as refusal:
        st.error(str(refusal), title="This page is not for you", icon=":material/block:")
        st.stop()
    return visitor


def signed_in(*, by_itself: bool = False) -> Visitor:
    """The visitor, whoever they are; the signed-out are sent to the sign-in page."""
    visitor = current_visitor(by_itself=by_itself)
    if visitor is None:
        st.logout()
        st.stop()
    return visitor


def leave() -> None:
    """Sign out, and end the page here.

    Its own guard would send the browser out a second time, from a session that is gone.
    """
    sign_out()
    st.logout()
    st.stop()
