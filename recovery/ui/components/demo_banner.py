"""The banner that says on every screen that nothing here is real."""

import streamlit as st

from recovery.domain.clinic import Clinic

_BANNER = """
<p class="rd-demo"><b>Demo:</b> everyone here is invented.
<a href="/auth/logout">Sign in as someone else</a> · <a href="/auth/discard-demo">Discard the demo and set up my
clinic</a></p>
"""
"""As HTML: Streamlit opens the links of its Markdown in a new tab, where the old role would go on."""


def demo_banner(clinic: Clinic) -> None:
    """Say that this is a demo, and lead to other roles and to a real clinic; nothing in a real clinic."""
    if clinic.demo:
        st.html(_BANNER)
