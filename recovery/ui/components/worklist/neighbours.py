"""The way from a patient's page to the next one of the list that it was opened from, and back to that list."""

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.worklist import Choice, View
from recovery.services.alerts.triaging import order
from recovery.services.recoveries.reviewing import neighbours
from recovery.ui.components.worklist.choice import as_query, list_come_from
from recovery.ui.components.worklist.rows import query_of
from recovery.ui.navigation import page_of
from recovery.ui.session import now, office

_BACK = {View.NEEDS: "Worklist", View.PUT_OFF: "Put off", View.ALL: "All open recoveries"}


def show_neighbours(visitor: Visitor, treatment_id: int) -> None:
    """Previous and next patient in the order of the list, filters and all, and the way back to it."""
    choice = list_come_from()
    among = order(office(), visitor, choice=choice, now=now())
    place = neighbours(office(), visitor, treatment_id=treatment_id, among=among)
    with st.container(horizontal=True, vertical_alignment="center", key="neighbours"):
        st.page_link(
            page_of("worklist"), label=_BACK[choice.view], icon=":material/list:", query_params=as_query(choice)
        )
        if place.position is not None:
            st.caption(f"{place.position:,} of {place.total:,}", width="content")
        _to("Previous", place.previous, "arrow_back", choice)
        _to("Next", place.next, "arrow_forward", choice)


def _to(label: str, treatment_id: int | None, icon: str, choice: Choice) -> None:
    if treatment_id is not None:
        st.page_link(
            page_of("patient"),
            label=label,
            icon=f":material/{icon}:",
            query_params=query_of(treatment_id, choice),
        )
