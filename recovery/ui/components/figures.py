"""Plotly figures on a page: finished once, and kept as long as what they show stays the same."""

from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from recovery.ui.theme import is_dark

Version = tuple[int | str, ...]
"""What a figure was drawn from: it is drawn again when any part changes."""

CONFIG = {"displayModeBar": False, "responsive": True}
"""Plotly without its tool bar, whose "share" button would send data away."""

KEPT = 2_000
"""Finished figures kept in a process: about 10 kB each, a day's patients of a large practice."""


def show_figure(name: str, *, version: Version, draw: Callable[[], dict[str, Any]], alt: str) -> None:
    """Show the figure `name` as `version` of its data gives it; `alt` says it in words."""
    figure = _finished(name, (*version, is_dark()), draw)
    st.plotly_chart(figure, theme=None, config=CONFIG, alt=alt, key=f"chart_{name}")


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _finished(  # the first two arguments are the key; the drawing itself is not hashed
    name: str,  # noqa: ARG001
    version: Version,  # noqa: ARG001
    _draw: Callable[[], dict[str, Any]],
) -> go.Figure:
    return go.Figure(_draw())
