"""Addresses to hand out: how others reach this installation."""

from urllib.parse import urlsplit

import streamlit as st

from recovery.ui.session import office
from recovery.web.hosts import is_loopback


def our_address() -> str:
    """What the practice set, or else how this very browser came here; without a path."""
    return office().settings.address or "/".join(str(st.context.url).split("/")[:3])


def opens_here_only(address: str) -> bool:
    """Whether an address means the machine that it is opened on."""
    return is_loopback(urlsplit(address).hostname or "")
