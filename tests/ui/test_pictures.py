"""The row that saves a chart says what the picture needs, and nothing of what people wrote becomes markup."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from recovery.ui.components.pictures import picture_source, save_row
from tests.conftest import ROOT, a_clinic

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
"""Still the 22nd where the clinic is."""


@pytest.fixture
def written(monkeypatch):
    """What is handed to st.html."""
    parts: list[str] = []
    monkeypatch.setattr(st, "html", parts.append)
    return parts


def test_a_row_names_its_chart_its_words_and_its_file(written):
    save_row("course_redness", title="Redness by day", note="214 treatments")
    assert 'data-chart="chart_course_redness" data-title="Redness by day" data-note="214 treatments"' in written[0]
    assert 'data-file="recovery-redness-by-day"' in written[0]
    assert 'aria-label="Save picture: Redness by day"' in written[0]
    assert [written[0].count(f'value="{kind}"') for kind in ("png", "svg")] == [1, 1]


@pytest.mark.parametrize(
    ("title", "file"),
    [
        pytest.param("Redness, share still with it by day", "recovery-redness-share-still-with-it-by-day", id="words"),
        pytest.param('../x"<b>', "recovery-x-b", id="signs"),
        pytest.param("Краснота", "recovery-course-redness", id="other letters"),
        pytest.param("long " * 40, "recovery-" + "long-" * 12, id="long"),
    ],
)
def test_a_file_is_named_after_the_picture(written, title, file):
    save_row("course_redness", title=title)
    assert f'data-file="{file}"' in written[0]


def test_words_of_people_stay_words(written):
    save_row("x", title='"><script>alert(1)</script>', note="a & 'b'")
    picture_source(replace(a_clinic(), name='Skin" onload="x'), now=NOW)
    assert "<script" not in written[0]
    assert 'data-note="a &amp; &#x27;b&#x27;"' in written[0]
    assert 'data-by="Skin&quot; onload=&quot;x · 22 November 2026"' in written[1]


@pytest.mark.parametrize(("demo", "said"), [(True, " · everyone is invented"), (False, "")])
def test_a_picture_says_whose_it_is_of_when_and_whether_it_is_real(written, demo, said):
    picture_source(replace(a_clinic(), demo=demo), now=NOW)
    assert f'data-by="Corner Skin · 22 November 2026{said}" data-day="2026-11-22"' in written[0]


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        pytest.param("", ["Redness by day"], id="named by how its words begin"),
        pytest.param(", title='Redness here'", ["Redness here"], id="named"),
        pytest.param(", can_save=False", [], id="not to be saved"),
    ],
)
def test_every_chart_can_be_saved_unless_it_says_otherwise(asked, titles):
    script = (
        "from recovery.ui.components.figures import show_figure\n"
        f"show_figure('a', {{'data': [], 'layout': {{}}}}, alt='Redness by day: none.'{asked})"
    )
    page = AppTest.from_string(script).run(timeout=20)
    rows = [part.proto.body for part in page.get("html")]
    assert [f'data-title="{title}"' in row for title, row in zip(titles, rows, strict=True)] == [True] * len(titles)


def test_no_chart_is_drawn_past_the_one_function_that_lets_it_be_saved():
    drawn = [
        file.relative_to(ROOT).as_posix()
        for folder in ("recovery", "pages")
        for file in (ROOT / folder).rglob("*.py")
        if "plotly_chart(" in file.read_text(encoding="utf-8")
    ]
    assert drawn == ["recovery/ui/components/figures.py"]
