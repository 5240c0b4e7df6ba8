"""Popovers that close once their work is done; Streamlit leaves one open over what it changed."""

from typing import NoReturn

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from recovery.ui.session import forget, get, put


def closing_popover(label: str, *, key: str, icon: str | None = None) -> DeltaGenerator:
    """A popover that close_popover shuts."""
    if get(_closing(key)):
        forget([_closing(key)])
        put(key, value=False)
    return st.popover(label, icon=icon, key=key, on_change="rerun")


def close_popover(key: str) -> NoReturn:
    """Run the page again with this popover closed."""
    put(_closing(key), value=True)
    st.rerun()


def _closing(key: str) -> str:
    return f"{key}_is_done"
