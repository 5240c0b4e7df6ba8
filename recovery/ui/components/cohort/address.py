"""The part of the address that says which group is looked at, and in which side effect."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from recovery.domain.cohort_choice import KEYS, CohortChoice, as_query, choice_from, passed_over
from recovery.domain.wording.cohort import not_understood
from recovery.ui.session import office


def choice_in_address() -> CohortChoice:
    """What the address asks for."""
    return choice_from(st.query_params, office().guide.catalogue)


def say_not_understood(choice: CohortChoice) -> None:
    """What of the address the choice had to do without, so that nobody takes a larger group for what they asked."""
    parts = passed_over(st.query_params, choice)
    if parts:
        st.warning(not_understood(parts), icon=":material/link_off:")


def put_in_address(choice: CohortChoice) -> None:
    """Let the address ask for this from now on: one step back in the browser leads to what it asked for before."""
    others = {name: value for name, value in st.query_params.items() if name not in KEYS}
    st.query_params.from_dict({**others, **as_query(choice)})


def change_choice(**parts: Any) -> None:
    """Change parts of the choice in the address."""
    put_in_address(replace(choice_in_address(), **parts))


def download_address(choice: CohortChoice, *, picture: str) -> str:
    """Where the numbers of a picture are: as CSV, with what their columns mean beside them."""
    return f"/download/cohort.zip?{urlencode({'picture': picture, **as_query(choice)})}"
