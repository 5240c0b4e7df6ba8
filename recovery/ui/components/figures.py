"""Plotly figures on a page."""

from typing import Any

import plotly.graph_objects as go
import streamlit as st

from recovery.ui.components.pictures import save_row

CONFIG = {"displayModeBar": False, "responsive": True, "doubleClick": "reset", "showTips": False}
"""Plotly without its tool bar, whose "share" button would send data away."""

ZOOMS = "zooms"
"""How the key of a container begins whose figure a mouse can zoom; recovery/ui/theme.py lets fingers scroll past it."""

_HANDHELD = ("Mobi", "Android", "iPhone", "iPad")
"""Words of a browser's own name that only phones and tablets have (MDN, "Browser detection using the user agent")."""


def show_figure(
    name: str, drawn: dict[str, Any], *, alt: str, title: str = "", note: str = "", can_save: bool = True
) -> None:
    """Show a figure that recovery.charts drew, and let it be saved as a picture; `alt` says it in words.

    A saved picture has the `title` above it, or how `alt` begins, and the `note` below: how many were counted.
    """
    st.plotly_chart(_Drawn(drawn), theme=None, config=CONFIG, alt=alt, key=f"chart_{name}")
    if can_save:
        save_row(name, title=title or alt.partition(":")[0], note=note)


def has_mouse() -> bool:
    """Whether this browser is likely to have a mouse to drag out days with; a finger would no longer scroll there.

    Safari on an iPad says that it is one on a Mac, so that neither counts.
    """
    name = st.context.headers.get("User-Agent", "")
    perhaps_tablet = "Macintosh" in name and not any(word in name for word in ("Chrome/", "Firefox/"))
    return bool(name) and not perhaps_tablet and not any(word in name for word in _HANDHELD)


class _Drawn(go.Figure):  # type: ignore[misc]  # plotly ships no types
    """A figure that goes to the browser as it was drawn.

    A go.Figure checks every value when it is made, 35 ms for the eight of a patient, and copies them all at every run,
    5 ms. Drawing them takes 1 ms, so nothing is cached, and tests/charts has go.Figure check what we draw.
    """

    def __init__(self, drawn: dict[str, Any]) -> None:
        self._drawn = drawn  # on purpose without the parent's own preparations

    def to_dict(self) -> dict[str, Any]:
        """What plotly_chart sends."""
        return self._drawn
