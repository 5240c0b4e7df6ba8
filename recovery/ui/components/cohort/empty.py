"""What stands in place of a picture: what will be there, why it is not yet, and how to come to it."""

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.cohort_choice import CohortChoice
from recovery.domain.wording.cohort import too_few
from recovery.ui.components.cohort.address import put_in_address
from recovery.ui.components.first_patients import ways_to_first_patients

MORE_THAN_SEVERITIES = (
    "Severities by day are counted by method and month alone. For what else narrows this group they are read one by "
    "one, which takes too long for so many: choose a shorter period to see them."
)

NO_DAY = "Too few reported on any one day to show severities by day. Choose a longer period, or all methods."

AS_IN_FILES = (
    "CSV in a zip, with what its columns mean. Counts are rounded and small ones held back, so that it tells of nobody."
)

INSIDE_ONLY = "Exact counts: for use inside the practice"
"""Below every saved picture of a group; files with numbers are rounded instead (docs/decisions/0027)."""


def nobody_yet(visitor: Visitor) -> None:
    """Nobody has reported since the practice began."""
    st.write(
        "Nobody has reported yet. Once patients do, this page shows how each side effect usually goes here, and how "
        "long it lasts."
    )
    ways_to_first_patients(visitor)


def nobody_in(choice: CohortChoice) -> None:
    """No reports in this choice, but in others."""
    st.write(
        "No reports in this choice. Choose a longer period, or all methods, clinicians, areas, ages and skin types."
    )
    show_everything(choice)


def too_few_had_it(choice: CohortChoice, name: str, *, limit: int) -> None:
    """Too few had a side effect to show its figures."""
    is_narrowed = choice.widest() != choice
    st.info(too_few(name, limit=limit, narrowed=is_narrowed), icon=":material/group_off:")
    if is_narrowed:
        show_everything(choice)


def show_everything(choice: CohortChoice) -> None:
    """The way back to all treatments."""
    st.button(
        "Show all treatments",
        key="cohort_everything",
        icon=":material/zoom_out_map:",
        on_click=put_in_address,
        args=(choice.widest(),),
    )
