"""The keyboard on the worklist: marking rows one after the other, opening and taking the marked one."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from recovery.domain.worklist import Choice, Row
from recovery.ui.components.worklist.attending_offers import Offer, offers_for
from recovery.ui.components.worklist.attending_steps import note_step
from recovery.ui.components.worklist.rows import asked_of, query_of
from recovery.ui.navigation import page_of
from recovery.ui.session import get, put
from recovery.ui.text import plain

_MARKED = "worklist_marked"
"""The marked treatment, not its place: the list may change under it."""


def marked_row(rows: Sequence[Row]) -> Row | None:
    """The row that the keys act on; None while none is marked."""
    marked = get(_MARKED)
    return next((row for row in rows if row.treatment_id == marked), None)


def key_bar(rows: Sequence[Row], marked: Row | None, choice: Choice) -> None:
    """Four buttons with their keys, for the marked row; letters do nothing once they are switched off."""
    ids = [row.treatment_id for row in rows]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="worklist_keys"):
        on = st.toggle("Keys", value=True, key="worklist_keys_on", help="Letters act on the marked row.")
        _button("Next", "J", on=on, key="next_row", on_click=_move, args=(ids, 1))
        _button("Previous", "K", on=on, key="previous_row", on_click=_move, args=(ids, -1))
        if _button("Open", "O", on=on, key="open_row", disabled=marked is None) and marked is not None:
            st.switch_page(page_of("patient"), query_params=query_of(marked.treatment_id, choice))
        _take(marked, on=on)
        said = f"Marked: {plain(marked.who.patient.name)}" if marked else "No row is marked; J marks the first."
        st.caption(said, width="content")


def _take(marked: Row | None, *, on: bool) -> None:
    takes = marked is not None and Offer.TAKE in offers_for(marked.alerts)
    args = (asked_of(marked, Offer.TAKE),) if marked is not None else ()
    _button("Take", "A", on=on, key="take_row", disabled=not takes, on_click=note_step, args=args)


def _button(label: str, letter: str, *, on: bool, **more: Any) -> bool:
    return st.button(label, type="tertiary", shortcut=letter if on else None, **more)


def _move(ids: Sequence[int], by: int) -> None:
    marked = get(_MARKED)
    at = ids.index(marked) + by if marked in ids else 0
    if ids:
        put(_MARKED, ids[min(max(at, 0), len(ids) - 1)])
