"""Finding a patient by name or code."""

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.identifiers import as_text
from recovery.services.enrolling import PAGE, search
from recovery.ui.components.paging import choose_page, first_page, page_numbers
from recovery.ui.navigation import page_of
from recovery.ui.session import office
from recovery.ui.text import plain


def people_search(visitor: Visitor) -> None:
    """A box to type in, and the patients that fit, each leading to their own page."""
    words = st.text_input(
        "Name or code", key="search", icon=":material/search:", placeholder="Name or P-…", on_change=first_page
    )
    found, total = search(office(), visitor, words=words or "", page=choose_page())
    if not total:
        fits = "Nobody fits. Try fewer letters." if words else "Nobody is enrolled yet. Enrol the first patient above."
        st.write(fits)
        return
    st.caption(f"{total:,} {'fits' if total == 1 else 'fit'}" if words else f"{total:,} enrolled")
    for patient in found:
        st.page_link(
            page_of("people"),
            label=f"{plain(patient.name)} &ensp; {patient.code}",
            icon=":material/person:",
            query_params={"patient": as_text(patient.patient_id)},
        )
    page_numbers(total, PAGE)
