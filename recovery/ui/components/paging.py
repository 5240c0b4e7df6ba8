"""Long lists a page at a time, the page number in the address."""

import math

import streamlit as st

LONGEST_NUMBER = 6
"""Digits of a page number: more pages than any practice has patients."""


def choose_page() -> int:
    """The page that the address asks for, from 1; 1 for anything that is no page."""
    asked = st.query_params.get("page", "1")
    fits = asked.isascii() and asked.isdigit() and len(asked) <= LONGEST_NUMBER
    return max(1, int(asked)) if fits else 1


def page_numbers(total: int, size: int) -> None:
    """The page numbers under a list of `total` rows; nothing when one page holds all."""
    pages = math.ceil(total / size)
    if pages > 1:
        st.pagination(pages, key="page", bind="query-params")
