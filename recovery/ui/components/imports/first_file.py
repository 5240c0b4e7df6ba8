"""For whoever brings a file for the first time: what it may look like."""

import streamlit as st

from recovery.domain.catalogue import Catalogue
from recovery.domain.importing.example import EXAMPLE
from recovery.domain.importing.guessing import SAID_AS
from recovery.ui.components.imports.columns import LABELS, NEEDED

HEADINGS_NAMED = 4
"""Of the headings that are known for a column, the first: the rest are told by choosing them."""


def explain_files(catalogue: Catalogue) -> None:
    """An example to download, and the columns that a file may have."""
    st.download_button(
        "Download an example", EXAMPLE, file_name="example.csv", mime="text/csv", key="import_example",
        icon=":material/download:", on_click="ignore",
    )  # fmt: skip
    with st.expander("Which columns it understands", key="import_part_understood"):
        st.markdown("\n".join([*map(_column, LABELS), _effects(catalogue)]))
        st.write(
            "Other headings are chosen by hand, and columns that nobody chooses are not read. A patient's code has "
            "letters and digits, no name. Dates are written in one order. A severity is 0 to 4 or none, mild, "
            "moderate, severe, very severe; what other words stand for is chosen after the first trial. Several areas "
            "have ; between them. A row may leave out what another row of the same patient says."
        )


def _column(field: str) -> str:
    known = ", ".join(name.replace("_", " ") for name in SAID_AS[field][:HEADINGS_NAMED])
    return f"- **{LABELS[field]}**{' (needed)' if field in NEEDED else ''}: {known}"


def _effects(catalogue: Catalogue) -> str:
    return f"- **A column for each side effect**: {', '.join(each.name.lower() for each in catalogue.side_effects)}"
