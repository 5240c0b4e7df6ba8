"""The banner that says on every screen that nothing here is real."""

import streamlit as st

from recovery.domain.clinic import Clinic
from recovery.ui.guard import leave

_DISCARD = '<a class="rd-demo" href="/auth/discard-demo">Discard the demo and set up my clinic</a>'
"""As HTML: Streamlit opens the links of its Markdown in a new tab."""


def demo_banner(clinic: Clinic) -> None:
    """Say that this is a demo, and lead to other roles and to a real clinic; nothing in a real clinic."""
    if not clinic.demo:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="demo"):
        st.markdown(":small[**Demo:** everyone here is invented.]", width="content")
        if st.button(":small[Sign in as someone else]", key="someone_else", type="tertiary"):
            leave()
        st.html(_DISCARD, width="content")
