"""A chart as a file: the row of buttons below it, which recovery/web/scripts/pictures.js answers in the browser."""

import re
from datetime import datetime
from html import escape

import streamlit as st

from recovery.domain.clinic import Clinic

LONGEST_NAME = 60
"""Characters of a title in the name of a file (ours)."""

KINDS = {"png": "PNG, for slides and messages", "svg": "SVG, for print"}


def save_row(name: str, *, title: str, note: str = "") -> None:
    """The row that saves the chart of this name as shown, with `title` above it and `note` below."""
    file = f"recovery-{_in_file_names(title) or _in_file_names(name)}"
    about = {"chart": f"chart_{name}", "title": title, "note": note, "file": file}
    attributes = " ".join(f'data-{key}="{escape(value, quote=True)}"' for key, value in about.items())
    said = escape(f"Save picture: {title}", quote=True)
    buttons = "".join(
        f'<button type="button" value="{kind}" title="{label}">{kind.upper()}</button>' for kind, label in KINDS.items()
    )
    st.html(
        f'<details class="rd-picture" {attributes}><summary aria-label="{said}">Save picture</summary>'
        f'<div>{buttons}<span role="status"></span></div></details>'
    )


def _in_file_names(words: str) -> str:
    """Words as every system takes them in the name of a file; nothing of letters that some would not."""
    return "-".join(re.findall(r"[a-z0-9]+", words.lower()))[:LONGEST_NAME]


def picture_source(clinic: Clinic, *, now: datetime) -> None:
    """Once a page: whose charts these are, and of when, for the foot and the name of each saved picture."""
    day = clinic.today(now)
    invented = " · everyone is invented" if clinic.demo else ""
    by = escape(f"{clinic.name} · {day.day} {day:%B %Y}{invented}", quote=True)
    st.html(f'<span class="rd-source" hidden data-by="{by}" data-day="{day.isoformat()}"></span>')
