"""Errors as a visitor reads them: what they can mend themselves, and plain words for the rest."""

import logging

import streamlit as st

from recovery.errors import InvalidDataFile, InvalidSetting, NotAllowed, NotFound, RecoveryError, StoreError
from recovery.services.audit.refusing import note_refusal
from recovery.ui.session import get, now, office, session_hash
from recovery.ui.text import plain

OUR_TROUBLE = (
    "Our side cannot do this right now. Nothing was changed; try again in a minute. If it stays, call the practice."
)

_LOG = logging.getLogger("recovery")


def in_words(error: RecoveryError) -> str:
    """What went wrong and what to do; the server's own trouble, which may name its files, goes to the log instead."""
    if isinstance(error, StoreError | InvalidDataFile | InvalidSetting):
        _LOG.error("%s", error)
        return OUR_TROUBLE
    return str(error)


def note(error: RecoveryError) -> None:
    """Write in the trail that somebody was refused something; whatever comes of that, the refusal stands."""
    if isinstance(error, NotAllowed | NotFound):
        note_refusal(office(), session_hash() or "", error, where=f"screen:{get('screen', '')}", now=now())


def show(error: RecoveryError, *, before: str = "") -> None:
    """Show an error where it happened; `before` says what did not come about. Its words may quote what was entered."""
    note(error)
    st.error(f"{before} {plain(in_words(error))}".strip(), icon=":material/error:")
