"""The ways to the first patients, for whoever may go them: enrol, import, or invite a clinician before."""

import streamlit as st

from recovery.domain.access import Action, Role, Visitor
from recovery.services.groups.cohorts import clinicians
from recovery.ui.navigation import page_of
from recovery.ui.session import office


def ways_to_first_patients(visitor: Visitor) -> None:
    """A link each; the invitation of a clinician alone where there is none."""
    if lacks_clinician(visitor):
        return
    with st.container(horizontal=True):
        if visitor.may(Action.ENROL):
            st.page_link(
                page_of("people"), label="Enrol a patient", icon=":material/person_add:", query_params={"enrol": "yes"}
            )
        if visitor.may(Action.IMPORT):
            st.page_link(page_of("import"), label="Bring in past records", icon=":material/upload_file:")


def lacks_clinician(visitor: Visitor) -> bool:
    """Whether the practice has no clinician yet; then a manager is led to inviting one."""
    if not visitor.may(Action.ADMINISTER) or clinicians(office(), visitor):
        return False
    st.info(
        "Nobody can enrol patients yet, and no treatment can be brought in: the practice has no clinician.",
        title="The next step",
        icon=":material/person_add:",
    )
    st.page_link(
        page_of("administration"),
        label="Invite a clinician",
        icon=":material/person_add:",
        query_params={"invite": Role.CLINICIAN.value},
    )
    return True
