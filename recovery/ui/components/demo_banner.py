"""The banner that says on every screen that nothing here is real."""

import streamlit as st

from recovery.domain.clinic import Clinic


def demo_banner(clinic: Clinic) -> None:
    """Say that this is a demo, and lead to other roles and to a real clinic; nothing in a real clinic."""
    if clinic.demo:
        st.markdown(
            ":small[:material/science: **Demo:** everyone here is invented. [Sign in as someone else](/auth/login) · "
            "[Discard the demo and set up my clinic](/auth/discard-demo)]"
        )
