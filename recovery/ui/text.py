"""Text that people wrote, shown as they wrote it: never as Markdown or HTML."""

import re
from html import escape

import streamlit as st

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~:$^=])")


def plain(text: str) -> str:
    """The text with every sign escaped that Markdown would take for its own, on one line."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def show_note(text: str) -> None:
    """A note as it was written, line breaks and all."""
    st.html(f'<p class="rd-note" dir="auto">{escape(text)}</p>')
