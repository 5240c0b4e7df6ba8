"""Changing what stands about the clinic: what patients read of it, and how it is run."""

from collections.abc import Mapping
from dataclasses import asdict, replace

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.clinic import KEPT_AT_MOST_YEARS, Clinic
from recovery.domain.time_zones import time_zones
from recovery.domain.wording.english import counted, joined
from recovery.errors import RecoveryError
from recovery.services.clinics import ClinicEntries, change_own_clinic, clinic_entries
from recovery.ui import refusal
from recovery.ui.components.filled_form import FilledForm
from recovery.ui.session import forget, get, now, office, put
from recovery.ui.text import plain

_SAID, _ENTRY = "clinic_said", "clinic_entry_"
_ASKED = "clinic_asked"
"""Whether the form was sent with an entry that stops all alerts, and nobody has said yet that they know."""

_FORM = FilledForm(_ENTRY, "clinic_seen_")

_FIELDS = {
    "name": "name", "phone": "phone", "emergency": "emergency_number", "watched": "watched", "when": "watched_when",
    "years": "kept_for_years", "zone": "time_zone", "code": "requires_code",
    "expected": "shows_expected",
}  # fmt: skip
"""How the keys of the fields end, and which entry of the clinic each holds."""

_IN_WORDS = {
    "name": "name", "time_zone": "time zone", "phone": "phone number", "emergency_number": "emergency number",
    "watched": "whether reports are watched", "watched_when": "when reports are watched",
    "kept_for_years": "for how long records are kept", "requires_code": "the second factor",
    "shows_expected": "whether patients see how others recovered",
}  # fmt: skip


def clinic_form(visitor: Visitor) -> None:
    """The clinic's entries as they are, and a button that puts what was entered in their place."""
    shown = clinic_entries(office(), visitor)
    before = _FORM.begin(_as_fields(shown.clinic))
    seen = replace(shown.clinic, **{_FIELDS[field]: value for field, value in before.items()})
    with st.form("clinic"):
        entries = {**_what_patients_read(shown), **_how_it_is_run(seen, shown)}
        if st.form_submit_button("Save", type="primary", key="save_clinic", icon=":material/check:"):
            put(_ASKED, value=seen.watched and not entries["watched"])
            if not get(_ASKED):
                _save(visitor, entries, seen)
    if get(_ASKED):
        _ask(visitor, entries, seen, shown)
    _say(get(_SAID, ""))


def _ask(visitor: Visitor, entries: Mapping[str, object], seen: Clinic, shown: ClinicEntries) -> None:
    """Whether all alerts are to stop, as nobody would notice afterwards that they did."""
    st.warning(
        f"Not saved yet. {_without_alerts(shown)}", title="Stop all alerts?", icon=":material/notifications_off:"
    )
    with st.container(horizontal=True, gap="small", key="clinic_sure"):
        if st.button("Save, and stop alerts", key="stop_alerts"):
            forget([_ASKED])
            _save(visitor, entries, seen)
        st.button("Keep watching", key="keep_alerts", type="tertiary", on_click=_keep_watching, args=(seen,))


def _keep_watching(seen: Clinic) -> None:
    forget([_ASKED])
    put(f"{_ENTRY}watched", seen.watched)


def _without_alerts(shown: ClinicEntries) -> str:
    """What answering no means, for the alerts to come and for those that are there."""
    still = f" Open now, and on the worklist until closed: {counted(shown.open_alerts, 'alert')}."
    return "With “No” reports give no alerts any more, whatever they say." + (still if shown.open_alerts else "")


def _as_fields(clinic: Clinic) -> dict[str, object]:
    return {field: getattr(clinic, entry) for field, entry in _FIELDS.items()}


def _what_patients_read(shown: ClinicEntries) -> dict[str, object]:
    st.header("What patients read", anchor=False)
    st.caption("It stands on their screens and cards at once. Try a changed number from a telephone.")
    name = st.text_input("Name of the clinic", key=f"{_ENTRY}name", autocomplete="off")
    phone = st.text_input("Phone number for patients", key=f"{_ENTRY}phone", autocomplete="off")
    emergency = st.text_input(
        "Emergency number", key=f"{_ENTRY}emergency", autocomplete="off",
        help="Shown with every warning sign, such as 911 or 112.",
    )  # fmt: skip
    watched = st.radio(
        "Does somebody look at the reports?",
        [True, False],
        format_func=lambda yes: "Yes, at the times below" if yes else "No, patients call when they need us",
        key=f"{_ENTRY}watched",
    )
    if shown.clinic.watched:
        st.caption(_without_alerts(shown))
    when = st.text_input(
        "When?", key=f"{_ENTRY}when", autocomplete="off",
        placeholder="on weekdays from 9 to 17", help="Alerts are raised only where somebody looks at the reports.",
    )  # fmt: skip
    years = st.number_input(
        "Years for which records are kept after the last treatment",
        min_value=1, max_value=KEPT_AT_MOST_YEARS, step=1, key=f"{_ENTRY}years",
    )  # fmt: skip
    st.caption("Nothing is deleted by itself when they are over: a clinician erases each patient, under People.")
    return {
        "name": name, "phone": phone, "emergency_number": emergency, "watched": watched,
        "watched_when": when if watched else "", "kept_for_years": int(years), "shows_expected": _shows_expected(),
    }  # fmt: skip


def _shows_expected() -> bool:
    shows = st.checkbox("Patients see how others treated the same way here recovered", key=f"{_ENTRY}expected")
    st.caption(
        "Behind their own line, and in a sentence while they still have a side effect within its usual time: how long "
        "others had it who still had it on that day. Only numbers, never anybody by name, and nothing where there are "
        "too few."
    )
    return shows


def _how_it_is_run(seen: Clinic, shown: ClinicEntries) -> dict[str, object]:
    st.header("How it is run", anchor=False)
    zones = [zone for of_area in time_zones().values() for zone in of_area]
    zones = zones if seen.time_zone in zones else [seen.time_zone, *zones]
    zone = st.selectbox(
        "Time zone", zones, key=f"{_ENTRY}zone",
        help="It decides when a day of recovery begins: from now on, not for reports that were sent.",
    )  # fmt: skip
    code = st.checkbox("All staff need a second factor to sign in with a password", key=f"{_ENTRY}code")
    st.caption(_who_is_asked(shown))
    return {"time_zone": zone, "requires_code": code}


def _who_is_asked(shown: ClinicEntries) -> str:
    if not shown.without_code:
        return "Everybody who signs in with a password has one."
    names = joined([plain(name) for name in shown.without_code])
    if shown.clinic.requires_code:
        return f"Required. Not set up yet: {names}. They are asked to when they next sign in with a password."
    return (
        f"Without one now: {names}. Once it is required, whoever has none sets one up at the next sign-in, with an app "
        "on a phone. The sessions that they have open end when you save this; yours here goes on."
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
    _FORM.anew(_FIELDS)
    put(_SAID, f"Saved: {joined([_IN_WORDS[key] for key in changes])}." if changes else "Nothing was changed.")
    st.rerun()


def _say(words: str) -> None:
    if words:
        forget([_SAID])
        st.success(words, icon=":material/check:")
