"""Which days of a course picture can be looked at more closely, and where a mouse may drag them out."""

from types import SimpleNamespace

import pytest
import streamlit as st

from recovery.ui.components.figures import has_mouse
from recovery.ui.components.patient.comparison import parts_of


@pytest.mark.parametrize(
    ("span", "parts"),
    [
        pytest.param(14, [(0, 7), (7, 14)], id="two weeks"),
        pytest.param(21, [(0, 7), (7, 14), (14, 21)], id="three weeks"),
        pytest.param(24, [(0, 7), (7, 14), (14, 24)], id="what is left belongs to the last"),
    ],
)
def test_weeks_cover_every_day(span, parts):
    assert parts_of(span) == parts


WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("browser", "has"),
    [
        pytest.param(f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/140.0 Safari/537.36", True, id="PC"),
        pytest.param("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", True, id="Linux"),
        pytest.param(f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Chrome/140.0", True, id="Chrome, Mac"),
        pytest.param(f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Safari/605", False, id="perhaps iPad"),
        pytest.param(f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) {WEBKIT} Mobile", False, id="iPhone"),
        pytest.param(f"Mozilla/5.0 (Linux; Android 15) {WEBKIT} Chrome/140.0 Mobile", False, id="Android"),
        pytest.param("", False, id="nothing said"),
    ],
)
def test_only_a_browser_that_surely_has_a_mouse_zooms_by_dragging(browser, has, monkeypatch):
    monkeypatch.setattr(st, "context", SimpleNamespace(headers={"User-Agent": browser}))
    assert has_mouse() is has
