"""Which rows of the trail a manager asks for."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from recovery.domain.own_names import sign_of_staff
from recovery.domain.trail import SHOWN_FOR, Kind, TrailFilters, Whose
from recovery.domain.wording.trail import AT_THE_SERVER, KINDS, NOT_SIGNED_IN

_OTHERS: Mapping[int | Whose, str] = {
    Whose.PATIENTS: "Any patient",
    Whose.SIGNED_OUT: NOT_SIGNED_IN,
    Whose.PROGRAM: AT_THE_SERVER,
}


def choose_rows(staff: Mapping[int, str], *, today: date) -> TrailFilters:
    """Period, who, what, about whom and from which session; the last days to begin with."""
    with st.grid(4, min_column_width=180):
        since = _day("From", today - SHOWN_FOR, key="trail_since")
        until = _day("Until", None, key="trail_until")
        who = _who(staff)
        kind = st.selectbox(
            "What", list(Kind), index=None, format_func=lambda each: KINDS[each], placeholder="Everything",
            key="trail_kind",
        )  # fmt: skip
        about = st.text_input("About the patient", key="trail_about", placeholder="Code, or the sign in a row below")
        session = st.text_input("From the session", key="trail_session", placeholder="Its sign, as in a row below")
    return TrailFilters(
        since=since,
        until=until,
        whose=who if isinstance(who, Whose) else None,
        account_id=who if isinstance(who, int) else None,
        kind=kind,
        about=(about or "").strip(),
        session=(session or "").strip().lower().removeprefix("session:"),
    )


def _who(staff: Mapping[int, str]) -> int | Whose | None:
    names: dict[int | Whose, str] = {}
    names.update(sorted(staff.items(), key=lambda each: each[1]))
    names.update(_OTHERS)

    def said(key: int | Whose) -> str:
        return f"{names[key]} ({sign_of_staff(key)})" if isinstance(key, int) else names[key]

    return st.selectbox(
        "Who",
        list(names),
        index=None,
        format_func=said,
        placeholder="Everyone",
        key="trail_who",
    )


def _day(label: str, value: date | None, *, key: str) -> date | None:
    chosen = st.date_input(label, value, format="YYYY-MM-DD", key=key)
    return chosen if isinstance(chosen, date) else None
