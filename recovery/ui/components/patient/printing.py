"""The way to a treatment's summary on paper."""

import streamlit as st

from recovery.domain.identifiers import as_text


def print_summary(treatment_id: int) -> None:
    """A button that opens the summary for printing, or for saving as PDF, in a new tab."""
    st.link_button(
        "Print or save a summary",
        f"/patient/summary?treatment={as_text(treatment_id)}",
        icon=":material/print:",
        key="print_summary",
    )
