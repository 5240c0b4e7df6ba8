"""Addresses to hand out: how others reach this installation."""

import streamlit as st

from recovery.ui.session import office


def our_address() -> str:
    """What the practice set, or else how this very browser came here; without a path."""
    return office().settings.address or "/".join(str(st.context.url).split("/")[:3])
