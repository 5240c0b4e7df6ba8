"""Which treatments a file is about, and how figures are split; the address holds the choice."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from recovery.domain.catalogue import Catalogue
from recovery.domain.clinic import SKIN_TYPES
from recovery.domain.groups import AGE_BANDS, Group
from recovery.domain.identifiers import as_text
from recovery.domain.months import months
from recovery.domain.wording.cohort import age_in_words, month_in_words
from recovery.domain.wording.english import capital, counted
from recovery.services.files.export import Kind
from recovery.services.files.splitting import GROUPS, PERIODS
from recovery.ui.components.exports.choice import put_in_address
from recovery.ui.session import put

NARROWING = ("clinician", "area", "age", "skin")
"""What stands behind the first row of filters."""


@dataclass(frozen=True)
class Offered:
    """What can be chosen from."""

    everything: Group
    catalogue: Catalogue
    staff: Mapping[int, str]


def choose_filters(kind: Kind, offered: Offered) -> dict[str, str]:
    """What narrows and splits the file, as it stands in its address."""
    first, last = _periods(kind, offered.everything)
    methods = {each.slug: each.name for each in offered.catalogue.methods}
    with st.grid(3, min_column_width=180):
        chosen = {
            "since": _select("since", "Procedures from", list(first), "The beginning", first),
            "until": _select("until", "Procedures until", list(last), "Now", last),
            "method": _select("method", "Method", list(methods), "All methods", methods),
        }
    if kind is Kind.SUMMARY:
        chosen |= _splits()
    chosen |= _narrower(kind, offered)
    return {name: value for name, value in chosen.items() if value}


def _periods(kind: Kind, everything: Group) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """What a file may begin and end with, the latest first: whole years where rows tell the year alone."""
    if kind is Kind.DEIDENTIFIED:
        years = range(everything.until.year, everything.since.year - 1, -1)
        return {f"{year}-01": str(year) for year in years}, {f"{year}-12": str(year) for year in years}
    known = reversed(list(months(everything.since, everything.until)))
    in_words = {str(month): month_in_words(month) for month in known}
    return in_words, in_words


def _splits() -> dict[str, str | None]:
    with st.grid(2, min_column_width=220):
        period = _one("by", "Split by period", PERIODS)
        groups = _several("group", "Split by", GROUPS)
    return {"by": None if period == "all" else period, "group": groups}


def _narrower(kind: Kind, offered: Offered) -> dict[str, str | None]:
    """The rest; who treated is in no file that names nobody."""
    names = [name for name in NARROWING if name != "clinician" or kind is not Kind.DEIDENTIFIED]
    used = sum(bool(st.query_params.get(name)) for name in names)
    said = counted(used, "filter") if used else "nothing set"
    with st.expander(f"Narrow it further: {said}", key="export_more"), st.grid(len(names), min_column_width=180):
        return {name: _NARROWER[name](offered) for name in names}


def _clinician(offered: Offered) -> str | None:
    staff = {as_text(key): name for key, name in offered.staff.items()}
    return _select("clinician", "Clinician", list(staff), "All clinicians", staff)


def _area(offered: Offered) -> str | None:
    areas = {each.slug: each.name for each in offered.catalogue.areas}
    return _select("area", "Area", list(areas), "All areas", areas)


def _age(_offered: Offered) -> str | None:
    return _select("age", "Age", AGE_BANDS, "All ages", {band: capital(age_in_words(band)) for band in AGE_BANDS})


def _skin(_offered: Offered) -> str | None:
    return _select("skin", "Skin type", SKIN_TYPES, "All skin types", {kind: f"Type {kind}" for kind in SKIN_TYPES})


_NARROWER: Mapping[str, Callable[[Offered], str | None]] = {
    "clinician": _clinician, "area": _area, "age": _age, "skin": _skin
}  # fmt: skip


def _select(name: str, label: str, options: Sequence[str], everything: str, in_words: Mapping[str, str]) -> str | None:
    asked = st.query_params.get(name)
    put(name, asked if asked in options else None)
    return st.selectbox(
        label, options, index=None, format_func=lambda value: in_words.get(value, value), placeholder=everything,
        key=name, on_change=put_in_address, args=(name,),
    )  # fmt: skip


def _one(name: str, label: str, in_words: Mapping[str, str]) -> str:
    asked = st.query_params.get(name, "all")
    put(name, asked if asked in in_words else "all")
    chosen: Any = st.segmented_control(
        label, list(in_words), required=True, format_func=in_words.__getitem__, key=name, on_change=put_in_address,
        args=(name,),
    )  # fmt: skip
    return str(chosen)


def _several(name: str, label: str, in_words: Mapping[str, str]) -> str:
    put(name, [each for each in st.query_params.get(name, "").split(",") if each in in_words])
    chosen = st.pills(
        label, list(in_words), selection_mode="multi", format_func=in_words.__getitem__, key=name,
        on_change=put_in_address, args=(name,),
    )  # fmt: skip
    return ",".join(chosen)
