"""What the front desk enters about a patient, to enrol and to change."""

import streamlit as st

from recovery.domain.clinic import SKIN_TYPES, Patient
from recovery.services.people.enrolling import PatientEntry


def patient_fields(*, before: Patient | None = None, of: str = "") -> PatientEntry:
    """Name, contact, year of birth and skin type as typed so far; with those of `before` where nothing was typed.

    `of` ends the fields' keys: what was typed about one patient is never there for the next.
    """
    name = st.text_input("Name", before.name if before else "", key=f"patient_name{of}", autocomplete="off")
    contact = st.text_input(
        "Contact: phone or e-mail (optional)",
        before.contact if before else "",
        key=f"patient_contact{of}",
        autocomplete="off",
    )
    st.caption("Nobody can call back without it.")
    left, right = st.columns(2)
    year = left.number_input(
        "Year of birth (optional)",
        value=before.year_of_birth if before else None,
        step=1,
        format="%d",
        key=f"patient_year{of}",
    )
    skin = right.selectbox(
        "Skin type (optional)",
        SKIN_TYPES,
        index=SKIN_TYPES.index(before.skin_type) if before and before.skin_type in SKIN_TYPES else None,
        key=f"patient_skin{of}",
        placeholder="Fitzpatrick I to VI",
        on_change="ignore",
        help="Redness shows less on brown and black skin.",
    )
    return PatientEntry(
        name=name or "",
        contact=contact or "",
        year_of_birth=int(year) if year is not None else None,
        skin_type=skin,
    )
