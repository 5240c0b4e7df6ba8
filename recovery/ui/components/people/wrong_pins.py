"""Wrong PINs at personal links: told to clinicians, and taken back by them."""

from zoneinfo import ZoneInfo

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.identifiers import as_text
from recovery.domain.wording import at_time
from recovery.domain.wording.english import counted
from recovery.services.entry.pins import dismiss, suspected
from recovery.services.people.enrolling import Person
from recovery.ui.navigation import page_of
from recovery.ui.session import now, office
from recovery.ui.text import plain


def wrong_pins_line(visitor: Visitor) -> None:
    """At whose links many wrong PINs were entered, each leading to the patient; nothing when there are none."""
    found = suspected(office(), visitor)
    if not found:
        return
    with st.popover(f"Wrong PINs for {counted(len(found), 'link')}: look", icon=":material/key_off:", key="wrong_pins"):
        st.write("Somebody entered many wrong PINs here. Ask the patient whether it was them.")
        for each in found:
            st.page_link(
                page_of("people"),
                label=f"{plain(each.name)} &ensp; {each.code}",
                icon=":material/person:",
                query_params={"patient": as_text(each.patient_id)},
            )


def wrong_pins(visitor: Visitor, person: Person) -> None:
    """What to do about many wrong PINs at this patient's link; of some, how many; nothing when there were few."""
    patient_id = person.patient.patient_id
    since = next((each.since for each in suspected(office(), visitor) if each.patient_id == patient_id), None)
    zone = ZoneInfo(person.clinic.time_zone)
    if since is None:
        if wrong := person.wrong_pins:
            st.caption(
                f"{counted(wrong.in_a_row, 'wrong PIN')}, the last on {at_time(wrong.last_at.astimezone(zone))}."
            )
        return
    st.warning(
        f"Since {at_time(since.astimezone(zone))} somebody has entered many wrong PINs for this link. Nobody got in "
        "by them: each try now has to wait. Ask the patient. If it was not them, make a new link.",
        title="Wrong PINs",
        icon=":material/key_off:",
    )
    if st.button("It was the patient: dismiss", key="dismiss_wrong_pins", icon=":material/check:"):
        dismiss(office(), visitor, patient_id=patient_id, now=now())
        st.rerun()
