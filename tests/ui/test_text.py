"""Text that people wrote never becomes markup, and never anything but itself."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from recovery.ui.text import plain

NOTHING = ":small[]"

HOSTILE = [
    "**bold** _italic_ ~~gone~~ `code`",
    "[link](http://evil.example)",
    "![image](http://evil.example/x.png)",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "https://evil.example/path?x=1",
    "www.evil.example",
    "someone@evil.example",
    "# heading",
    "- item",
    "1. item",
    "> quote",
    "$x^2$ $$y$$",
    ":red[x] :material/home: :smile: :streamlit:",
    "a | b\n--|--\n1 | 2",
    "line\n\n    code block",
    "{{ template }} ${x} %s",
    "x -> y <- z -- w",
    "\\*already escaped\\*",
    "setext\n===",
]

MARKUP = re.compile(r"[`*_{}\[\]()#+\-.!|<>~:$^=]")


def read_back(shown):
    """What a reader sees of a Markdown text that holds no markup: each escape is its sign."""
    return re.sub(r"\\([&\\`*_{}\[\]()#+\-.!|<>~:$^=])", r"\1", shown.replace(NOTHING, ""))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_sign_is_left_that_markdown_takes_for_its_own(text):
    shown = plain(text)
    assert not MARKUP.search(re.sub(r"\\.", "", shown.replace(NOTHING, "")))
    assert "\n" not in shown
    assert read_back(shown) == " ".join(text.split())


@pytest.mark.parametrize("text", ["see https://evil.example", "HTTP://EVIL.EXAMPLE", "www.evil.example", "a@b.example"])
def test_an_address_is_interrupted_so_that_it_does_not_become_a_link_by_itself(text):
    assert re.search(rf"(https?|www|@){re.escape(NOTHING)}", plain(text), re.IGNORECASE)


@given(st.text())
@example("someone@evil.example of https://evil.example")
def test_any_text_is_shown_as_itself_and_holds_no_markup(text):
    shown = plain(text)
    assert not MARKUP.search(re.sub(r"\\.", "", shown.replace(NOTHING, "")))
    assert read_back(shown) == " ".join(text.split())


def page(note, contact):
    from recovery.ui.text import show_contact, show_note  # noqa: PLC0415 - AppTest takes the body alone

    show_note(note)
    show_contact(contact)


@pytest.mark.parametrize(("contact", "shown"), [
    ("+1 901 555-0100", '<a href="tel:+19015550100">+1 901 555-0100</a>'),
    ("ada@example.com", '<a href="mailto:ada@example.com">ada@example.com</a>'),
    ("ask Ben, 12", "ask Ben, 12"),
    ('"><script>x</script>@a.b', "&quot;&gt;&lt;script&gt;x&lt;/script&gt;@a.b"),
])  # fmt: skip
def test_a_note_and_a_contact_stand_as_they_were_written(contact, shown):
    tab = AppTest.from_function(page, args=("<b>x</b>\n& y", contact)).run()
    note, reach = (html.value for html in tab.get("html"))
    assert "&lt;b&gt;x&lt;/b&gt;\n&amp; y" in note
    assert shown in reach
    assert "<script>" not in reach


def test_without_a_contact_nothing_is_shown():
    assert len(AppTest.from_function(page, args=("x", "")).run().get("html")) == 1
