"""Changing what stands about the clinic: what patients read of it, and how it is run."""

from collections.abc import Mapping
from dataclasses import asdict

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.clinic import KEPT_AT_MOST_YEARS, Clinic
from recovery.domain.time_zones import time_zones
from recovery.domain.wording.english import joined
from recovery.errors import RecoveryError
from recovery.services.administering import ClinicEntries, change_own_clinic, clinic_entries
from recovery.ui import refusal
from recovery.ui.session import forget, get, has, keys_beginning_with, now, office, put
from recovery.ui.text import plain

_SEEN, _SAID, _ENTRY = "clinic_seen", "clinic_said", "clinic_entry_"

_IN_WORDS = {
    "name": "name", "time_zone": "time zone", "phone": "phone number", "emergency_number": "emergency number",
    "watched": "whether reports are watched", "watched_when": "when reports are watched",
    "kept_for_years": "for how long records are kept", "requires_code": "the second factor",
}  # fmt: skip


def clinic_form(visitor: Visitor) -> None:
    """The clinic's entries as they are, and a button that puts what was entered in their place."""
    shown = clinic_entries(office(), visitor)
    # What the form started from: of two managers who change the same entry, the second is told.
    if not has(f"{_ENTRY}name") or get(_SEEN) is None:
        put(_SEEN, shown.clinic)
    seen: Clinic = get(_SEEN)
    with st.form("clinic"):
        entries = {**_what_patients_read(seen), **_how_it_is_run(seen, shown)}
        if st.form_submit_button("Save", type="primary", key="save_clinic", icon=":material/check:"):
            _save(visitor, entries, seen)
    _say(get(_SAID, ""))


def _what_patients_read(seen: Clinic) -> dict[str, object]:
    st.header("What patients read", anchor=False)
    st.caption("It stands on their screens and cards at once. Try a changed number from a telephone.")
    name = st.text_input("Name of the clinic", value=seen.name, key=f"{_ENTRY}name", autocomplete="off")
    phone = st.text_input("Phone number for patients", value=seen.phone, key=f"{_ENTRY}phone", autocomplete="off")
    emergency = st.text_input(
        "Emergency number", value=seen.emergency_number, key=f"{_ENTRY}emergency", autocomplete="off",
        help="Shown with every warning sign, such as 911 or 112.",
    )  # fmt: skip
    watched = st.radio(
        "Does somebody look at the reports?",
        [True, False],
        index=0 if seen.watched else 1,
        format_func=lambda yes: "Yes, at the times below" if yes else "No, patients call when they need us",
        key=f"{_ENTRY}watched",
    )
    when = st.text_input(
        "When?", value=seen.watched_when, key=f"{_ENTRY}when", autocomplete="off",
        placeholder="on weekdays from 9 to 17", help="Alerts are raised only where somebody looks at the reports.",
    )  # fmt: skip
    years = st.number_input(
        "Years for which records are kept after the last treatment",
        min_value=1, max_value=KEPT_AT_MOST_YEARS, value=seen.kept_for_years, step=1, key=f"{_ENTRY}years",
    )  # fmt: skip
    return {
        "name": name, "phone": phone, "emergency_number": emergency, "watched": watched,
        "watched_when": when if watched else "", "kept_for_years": int(years),
    }  # fmt: skip


def _how_it_is_run(seen: Clinic, shown: ClinicEntries) -> dict[str, object]:
    st.header("How it is run", anchor=False)
    zones = [zone for of_area in time_zones().values() for zone in of_area]
    zones = zones if seen.time_zone in zones else [seen.time_zone, *zones]
    zone = st.selectbox(
        "Time zone", zones, index=zones.index(seen.time_zone), key=f"{_ENTRY}zone",
        help="It decides when a day of recovery begins: from now on, not for reports that were sent.",
    )  # fmt: skip
    code = st.checkbox(
        "All staff need a second factor to sign in with a password", value=seen.requires_code, key=f"{_ENTRY}code"
    )
    st.caption(_who_is_asked(shown))
    return {"time_zone": zone, "requires_code": code}


def _who_is_asked(shown: ClinicEntries) -> str:
    if not shown.without_code:
        return "Everybody who signs in with a password has one."
    names = joined([plain(name) for name in shown.without_code])
    return (
        f"Without one now: {names}. Once it is required, whoever has none sets one up at the next sign-in, with an app "
        "on a phone; a session that is open goes on until it ends."
    )


def _save(visitor: Visitor, entries: Mapping[str, object], seen: Clinic) -> None:
    before = asdict(seen)
    changes = {key: value for key, value in entries.items() if value != before[key]}
    if {"watched", "watched_when"} & changes.keys():  # they stand and fall together
        changes |= {key: entries[key] for key in ("watched", "watched_when")}
    try:
        change_own_clinic(office(), visitor, changes, seen=seen, now=now())
    except RecoveryError as error:
        refusal.show(error, before="Not saved.")
        return
    forget([_SEEN, *keys_beginning_with(_ENTRY)])
    put(_SAID, f"Saved: {joined([_IN_WORDS[key] for key in changes])}." if changes else "Nothing was changed.")
    st.rerun()


def _say(words: str) -> None:
    if words:
        forget([_SAID])
        st.success(words, icon=":material/check:")
