"""Choosing one of a patient's treatments."""

from collections.abc import Sequence

import streamlit as st

from recovery.domain.catalogue import Catalogue
from recovery.domain.clinic import Treatment
from recovery.domain.wording import on_date, treatment_line
from recovery.ui.session import get, put

_CHOSEN = "chosen_treatment"
"""Kept beside the widget, whose own value Streamlit drops when another screen is shown."""


def chosen_treatment_id(choices: Sequence[Treatment]) -> int | None:
    """The treatment that was chosen before, if it is one of `choices`; else the first, the latest."""
    ids = [treatment.treatment_id for treatment in choices]
    chosen: int | None = get(_CHOSEN)
    return chosen if chosen in ids else next(iter(ids), None)


def choose_treatment(choices: Sequence[Treatment], catalogue: Catalogue) -> int | None:
    """The chosen treatment's id; a patient with several sees a choice, one with none gets None."""
    chosen = chosen_treatment_id(choices)
    if len(choices) <= 1:
        return chosen
    by_id = {treatment.treatment_id: treatment for treatment in choices}

    def named(treatment_id: int) -> str:
        treatment = by_id[treatment_id]
        closed = ", closed" if treatment.closed_on else ""
        return f"{treatment_line(treatment, catalogue)}, {on_date(treatment.procedure)}{closed}"

    ids = list(by_id)
    chosen = st.selectbox(
        "Which treatment?", ids, index=ids.index(chosen or ids[0]), format_func=named, key="treatment"
    )
    put(_CHOSEN, chosen)
    return chosen
