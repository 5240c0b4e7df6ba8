"""What stands on the page of exports while there is nothing to take."""

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.groups import Group
from recovery.services.files.estimating import has_treatments
from recovery.ui.components.first_patients import ways_to_first_patients
from recovery.ui.session import office


def nothing_to_take(visitor: Visitor, group: Group, *, everything: Group) -> bool:
    """Whether no treatment fits; then it says so, and what to do about it."""
    if has_treatments(office(), visitor, group=group):
        return False
    if has_treatments(office(), visitor, group=everything):
        st.write("No treatment in this choice. Choose a longer period, or all methods and clinicians.")
    else:
        st.write("No treatment is on record yet. Once there is one, the file can be taken here.")
        ways_to_first_patients(visitor)
    return True
