"""What somebody wants to take along, as it stands in the address of the page and of the files."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.deidentified import told_before
from recovery.services.files.export import Kind
from recovery.services.files.formats import Format
from recovery.services.files.taker import ACTIONS
from recovery.ui.session import get, put

KIND = "take"

NAMES: Mapping[Kind, str] = {
    Kind.SUMMARY: "Figures of groups",
    Kind.DEIDENTIFIED: "Rows without names",
    Kind.IDENTIFIED: "Rows with names",
}
"""What can be taken on the page, in this order."""

HOLDS: Mapping[Kind, str] = {
    Kind.SUMMARY: "A row for each side effect, method and period: how many had it, for how long, and how sure that is. "
    "Small counts are held back, with all that would give them away.",
    Kind.DEIDENTIFIED: "A row for each side effect in each report, of recoveries that are over. Nobody is named: days "
    "since the procedure instead of dates, years and age bands, keys drawn for this file alone. What few people share "
    "is held back: in a small practice that is most of method, areas, age and skin type.",
    Kind.IDENTIFIED: "A row for each side effect in each report, with names, codes, dates and notes; in the zip and in "
    "Excel also one for each treatment, reported on or not. For the practice that treats: you say what for, and the "
    "trail keeps it.",
}

_NOT_YET = (
    "Until July it leaves out the procedures of {year}: that year and the file's date would tell the week or month."
)


def kinds_for(visitor: Visitor) -> list[Kind]:
    """What this visitor may take."""
    return [kind for kind in NAMES if visitor.may(ACTIONS[kind])]


def choose_kind(visitor: Visitor) -> Kind:
    """What is to be taken; the first that the visitor may, to begin with. No choice where there is one thing alone."""
    kinds = kinds_for(visitor)
    asked = next((kind for kind in kinds if kind.slug == st.query_params.get(KIND)), kinds[0])
    if len(kinds) == 1:
        return asked
    put(KIND, asked.slug)
    chosen = st.segmented_control(
        "What to take", [kind.slug for kind in kinds], required=True, key=KIND, on_change=put_in_address, args=(KIND,),
        format_func=lambda slug: next(NAMES[kind] for kind in kinds if kind.slug == slug),
    )  # fmt: skip
    return next(kind for kind in kinds if kind.slug == chosen)


def holds(kind: Kind, *, today: date) -> str:
    """What a file of this kind holds, and what of the running year it leaves out on this day."""
    left_out = kind is Kind.DEIDENTIFIED and told_before(today).year == today.year
    return f"{HOLDS[kind]} {_NOT_YET.format(year=today.year)}" if left_out else HOLDS[kind]


def put_in_address(name: str) -> None:
    """Let the address hold what the widget of this name does; nothing where it is empty."""
    value = get(name)
    text = ",".join(value) if isinstance(value, list) else "" if value is None else str(value)
    others = {key: each for key, each in st.query_params.items() if key != name}
    st.query_params.from_dict({**others, **({name: text} if text else {})})


def file_address(kind: Kind, form: Format, chosen: Mapping[str, str]) -> str:
    """Where a file of this choice is; rows with names have a page that asks why."""
    if kind is Kind.IDENTIFIED:
        return f"/download/{kind.slug}?{urlencode({**chosen, 'format': form.value})}"
    return f"/download/{kind.slug}.{form}" + (f"?{urlencode(chosen)}" if chosen else "")
