"""Choosing a side effect and whose recoveries to look at; the address holds the choice."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from recovery.domain.catalogue import Catalogue
from recovery.domain.clinic import SKIN_TYPES
from recovery.domain.cohort_choice import CohortChoice
from recovery.domain.groups import AGE_BANDS, Group
from recovery.domain.months import months
from recovery.domain.wording.cohort import age_in_words, month_in_words, narrowed_by
from recovery.domain.wording.english import capital, joined
from recovery.ui.components.cohort.address import change_choice
from recovery.ui.session import get, put
from recovery.ui.text import plain


def choose_filters(choice: CohortChoice, everything: Group, *, catalogue: Catalogue, staff: Mapping[int, str]) -> None:
    """The side effect and the method; behind them, on demand, all else that narrows a group."""
    with st.grid(2, min_column_width=220):
        _choose_side_effect(choice, catalogue)
        _select("method", "Method", _slugs(catalogue.methods), choice.method, _named(catalogue.method))
    with st.expander(f"Narrow the group: {plain(_set(choice, catalogue, staff))}", key="cohort_more"):
        _more(choice, everything, catalogue, staff)


def _choose_side_effect(choice: CohortChoice, catalogue: Catalogue) -> None:
    put("cohort_side_effect", choice.side_effect)
    st.selectbox(
        "Side effect",
        list(dict.fromkeys([*_slugs(catalogue.active), choice.side_effect])),
        format_func=_named(catalogue.side_effect),
        key="cohort_side_effect",
        on_change=_take,
        args=("cohort_side_effect", "side_effect"),
    )


def _more(choice: CohortChoice, everything: Group, catalogue: Catalogue, staff: Mapping[int, str]) -> None:
    known = list(reversed(list(months(everything.since, everything.until))))
    with st.grid(3, min_column_width=220):
        _select("since", "Procedures from", known, choice.since, month_in_words)
        _select("until", "until", known, choice.until, month_in_words)
        _select("clinician_id", "Clinician", list(staff), choice.clinician_id, lambda who: staff.get(who, "Nobody"))
        _select("area", "Area", _slugs(catalogue.areas), choice.area, _named(catalogue.area))
        _select("age_band", "Age", AGE_BANDS, choice.age_band, lambda band: capital(age_in_words(band)))
        _select("skin_type", "Skin type", SKIN_TYPES, choice.skin_type, lambda kind: f"Type {kind}")


_ALL = {
    "method": "All methods",
    "since": "The beginning",
    "until": "Now",
    "clinician_id": "All clinicians",
    "area": "All areas",
    "age_band": "All ages",
    "skin_type": "All skin types",
}


def _select(field: str, label: str, options: Sequence[Any], chosen: Any, words: Callable[[Any], str]) -> None:
    """One drop-down; what the address asks for is among its options even where it is no longer offered."""
    key = f"cohort_{field}"
    put(key, chosen)
    st.selectbox(
        label,
        [*options, *([chosen] if chosen is not None and chosen not in options else [])],
        index=None,
        format_func=words,
        placeholder=_ALL[field],
        key=key,
        on_change=_take,
        args=(key, field),
    )


def _take(key: str, field: str) -> None:
    change_choice(**{field: get(key)})


def _slugs(entries: Sequence[Any]) -> list[str]:
    return [entry.slug for entry in entries]


def _named(find: Callable[[str], Any]) -> Callable[[str], str]:
    return lambda slug: str(find(slug).name)


def _set(choice: CohortChoice, catalogue: Catalogue, staff: Mapping[int, str]) -> str:
    """What is set behind the first row, in words."""
    said = narrowed_by(replace(choice, method=None), catalogue, staff)
    if choice.since:
        said.append(f"from {month_in_words(choice.since)}")
    if choice.until:
        said.append(f"until {month_in_words(choice.until)}")
    return joined(said) if said else "nothing set"
