"""How far the files are that this person is waiting for."""

import streamlit as st

from recovery.domain.access import Action, Visitor
from recovery.services.files.history import on_the_way
from recovery.services.files.under_way import UnderWay
from recovery.ui.guard import guard
from recovery.ui.session import get, now, office, put, rerun_by_itself

LOOK_EVERY_S = 1.5
"""While a file is on its way: often enough to see it move."""

WAITS_FOR_S = 15
"""After a click, for the browser to ask for the file: on a slow line it takes some seconds."""

_ASKED_AT = "export_asked_at"
_ENDED = "export_ended"


def was_asked_for() -> None:
    """A download was clicked: look for the file on its way from now on."""
    put(_ASKED_AT, now())


def progress(visitor: Visitor) -> None:
    """A bar for each file on its way, moving by itself; nothing, and no work, where none is."""
    found = on_the_way(office(), visitor)
    if not _waits() or found.ended > int(get(_ENDED) or 0):
        put(_ASKED_AT, None)
        put(_ENDED, found.ended)
    if found.files or _waits():
        _moving()


def _waits() -> bool:
    asked_at = get(_ASKED_AT)
    return asked_at is not None and (now() - asked_at).total_seconds() < WAITS_FOR_S


@st.fragment(run_every=LOOK_EVERY_S)
def _moving() -> None:
    found = on_the_way(office(), guard(Action.TAKE_FILES, by_itself=True))
    for file in found.files:
        st.progress(file.share, text=_told(file))
    if found.ended > int(get(_ENDED) or 0) or not (found.files or _waits()):
        rerun_by_itself()
    if not found.files:
        st.caption("Waiting for the browser to ask for the file …")


def _told(file: UnderWay) -> str:
    if not file.rows:
        return f"{file.name} is being prepared: about {file.expected:,} rows"
    if file.rows >= file.expected > 0:
        return f"{file.name}: {file.rows:,} rows are written, the rest of the file is on its way"
    return f"{file.name}: {file.rows:,} of about {file.expected:,} rows ({file.share:.0%})"
