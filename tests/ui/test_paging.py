"""Page numbers in an address: whatever stands there, a page comes of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from recovery.ui.components import paging


@pytest.mark.parametrize(("asked", "page"), [
    (None, 1), ("1", 1), ("2", 2), ("007", 7), ("999999", 999999), ("0", 1), ("-1", 1), ("", 1), ("x", 1), ("1.5", 1),
    ("1e3", 1), (" 2", 1), ("٣", 1), ("²", 1), ("9" * 7, 1), ("9" * 5000, 1), ("1;2", 1),
])  # fmt: skip
def test_a_page_number_is_small_and_plain_or_one(asked, page, monkeypatch):
    monkeypatch.setattr(paging.st, "query_params", {} if asked is None else {"page": asked})
    assert paging.choose_page() == page


@given(asked=st.text())
def test_any_text_gives_a_page(asked):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paging.st, "query_params", {"page": asked})
        assert 1 <= paging.choose_page() <= 999_999


def numbers(total, size):
    from recovery.ui.components.paging import page_numbers  # noqa: PLC0415 - AppTest takes the body alone

    page_numbers(total, size)


@pytest.mark.parametrize(("total", "pages"), [(0, 0), (1, 0), (20, 0), (21, 2), (40, 2), (41, 3)])
def test_numbers_stand_under_lists_that_one_page_does_not_hold(total, pages):
    shown = AppTest.from_function(numbers, args=(total, 20)).run().get("pagination")
    assert [widget.num_pages for widget in shown] == ([pages] if pages else [])
