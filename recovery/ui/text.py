"""Text that people wrote, shown as they wrote it: never as Markdown, HTML or a link that they made."""

import re
from html import escape

import streamlit as st

from recovery.domain.clinic import dialled

_MARKDOWN = re.compile(r"([&\\`*_{}\[\]()#+\-.!|<>~:$^=])")
_LINK_LIKE = re.compile(r"(?i)https?(?=\\:)|www(?=\\\.)|@")
_NOTHING = ":small[]"
"""A part of the text with nothing in it: Markdown makes no link across it, and what one copies holds no sign of it."""

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[0-9][0-9 ()./\-]{5,}")


def plain(text: str) -> str:
    """The text on one line with every sign escaped that Markdown would take for its own."""
    escaped = _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
    return _LINK_LIKE.sub(rf"\g<0>{_NOTHING}", escaped)


def show_note(text: str) -> None:
    """A note as it was written, line breaks and all."""
    st.html(f'<p class="rd-note" dir="auto">{escape(text)}</p>')


def show_contact(text: str) -> None:
    """How to reach someone: a number that dials, an address to write to, or the text as it is."""
    if text:
        st.html(contact_part(text))


def contact_part(text: str) -> str:
    """How to reach someone, as HTML; empty when that is not known."""
    if not text:
        return ""
    shown = escape(text)
    if _PHONE.fullmatch(text):
        shown = f'<a href="tel:{dialled(text)}">{shown}</a>'
    elif _MAIL.fullmatch(text):
        shown = f'<a href="mailto:{shown}">{shown}</a>'
    return f'<p class="rd-contact">Contact: {shown}</p>'
