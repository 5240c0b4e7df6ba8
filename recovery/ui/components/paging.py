"""Long lists a page at a time, the page number in the address."""

import math

import streamlit as st

from recovery.ui.session import get, put

_PAGE = "page"

LONGEST_NUMBER = 6
"""Digits of a page number: more pages than any practice has patients."""


def choose_page() -> int:
    """The page that the page numbers or the address ask for, from 1; 1 for anything that is no page."""
    asked = str(get(_PAGE) or st.query_params.get(_PAGE, "1"))
    fits = asked.isascii() and asked.isdigit() and len(asked) <= LONGEST_NUMBER
    return max(1, int(asked)) if fits else 1


def first_page() -> None:
    """Go back to the first page: what is listed has changed."""
    put(_PAGE, 1)


def page_numbers(total: int, size: int) -> None:
    """The page numbers under a list of `total` rows; nothing when one page holds all."""
    pages = math.ceil(total / size)
    if choose_page() > pages:
        put(_PAGE, pages)
    if pages > 1:
        st.pagination(pages, key=_PAGE, bind="query-params")
