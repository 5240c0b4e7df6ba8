"""What stands on the page of exports while there is nothing to take."""

import streamlit as st

from recovery.domain.access import Action, Visitor
from recovery.domain.groups import Group
from recovery.services.cohorts import clinicians
from recovery.services.files.estimating import has_treatments
from recovery.ui.navigation import page_of
from recovery.ui.session import office


def nothing_to_take(visitor: Visitor, group: Group) -> bool:
    """Whether no treatment fits; then it says so, and what to do about it."""
    if has_treatments(office(), visitor, group=group):
        return False
    st.write("No treatment in this choice. Choose a longer period, or all methods and clinicians.")
    if not clinicians(office(), visitor) and visitor.may(Action.ADMINISTER):
        st.info(
            "Nobody can enrol patients yet: the practice has no clinician.",
            title="The next step",
            icon=":material/person_add:",
        )
        st.page_link(
            page_of("administration"),
            label="Invite a clinician",
            icon=":material/person_add:",
            query_params={"invite": "yes"},
        )
    return True
