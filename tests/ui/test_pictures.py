"""The row that saves a chart says what the picture needs, and nothing of what people wrote becomes markup."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from recovery.ui.components.pictures import picture_source, save_row
from tests.conftest import a_clinic

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
    assert 'data-file="recovery-course-redness"' in written[0]
    assert 'aria-label="Save picture: Redness by day"' in written[0]
    assert [written[0].count(f'value="{kind}"') for kind in ("png", "svg")] == [1, 1]


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
