"""The parts of the page, and on a phone, where they stand far below each other, the way to each."""

import streamlit as st

NUMBERS, PICTURES, OTHERS, COMPARE = "in-numbers", "pictures", "others", "compare"
"""Where the parts begin, as addresses have it."""

_NAMES = {NUMBERS: "In numbers", PICTURES: "Pictures", OTHERS: "Others", COMPARE: "Compare"}

_STYLE = """
<style>
.st-key-cohort_parts { display: none; }
@media (max-width: 40rem) { .st-key-cohort_parts { display: flex; } }
.st-key-cohort_parts a { display: inline-block; padding-block: .625rem; }
</style>
"""


def ways_to_parts(*parts: str) -> None:
    """A line of links to these parts, on phones alone."""
    with st.container(key="cohort_parts", gap=None):
        st.html(_STYLE)
        st.markdown(" · ".join(f"[{_NAMES[part]}](#{part})" for part in parts))
