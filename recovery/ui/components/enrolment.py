"""The front desk's form: a patient and the first treatment on one screen."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.clinic import SKIN_TYPES, Staff
from recovery.domain.identifiers import as_text
from recovery.errors import RecoveryError
from recovery.services.enrolling import PatientEntry, TreatmentEntry, add_treatment, clinicians, enrol
from recovery.ui import refusal
from recovery.ui.components.personal_link import keep_token
from recovery.ui.navigation import page_of
from recovery.ui.session import now, office

FIRST_DATE, LAST_DATE = date(1900, 1, 1), date(2199, 12, 31)


def enrolment_form(visitor: Visitor) -> None:
    """Enter a patient with the first treatment, then see the card with their link."""
    staff = clinicians(office(), visitor)
    with st.form("enrol"):
        patient = _patient_fields()
        treatment = _treatment_fields(visitor, staff, key="treatment")
        if st.form_submit_button("Enrol", type="primary", icon=":material/person_add:", key="enrol_patient"):
            _enrol(visitor, patient, treatment)


def treatment_form(visitor: Visitor, patient_id: int) -> None:
    """Add one more treatment to a patient."""
    staff = clinicians(office(), visitor)
    with st.form("add_treatment"):
        treatment = _treatment_fields(visitor, staff, key="added")
        if st.form_submit_button("Add the treatment", icon=":material/add:", key="add_treatment_button"):
            try:
                add_treatment(office(), visitor, patient_id=patient_id, treatment=treatment, now=now())
            except RecoveryError as error:
                refusal.show(error)
            else:
                st.rerun()


def _patient_fields() -> PatientEntry:
    name = st.text_input("Name", key="patient_name", autocomplete="off")
    contact = st.text_input("Contact: phone or e-mail", key="patient_contact", autocomplete="off")
    left, right = st.columns(2)
    year = left.number_input("Year of birth (optional)", value=None, step=1, format="%d", key="patient_year")
    skin = right.selectbox(
        "Skin type (optional)",
        SKIN_TYPES,
        index=None,
        key="patient_skin",
        placeholder="Fitzpatrick I to VI",
        help="Redness shows less on brown and black skin.",
    )
    return PatientEntry(
        name=name, contact=contact, year_of_birth=int(year) if year is not None else None, skin_type=skin
    )


def _treatment_fields(visitor: Visitor, staff: Sequence[Staff], *, key: str) -> TreatmentEntry:
    catalogue = office().guide.catalogue
    today = office().the_clinic().today(now())
    names = {person.account_id: person.name for person in staff}
    own = [index for index, account_id in enumerate(names) if account_id == visitor.subject_id]
    method = st.selectbox(
        "Method",
        [method.slug for method in catalogue.methods],
        format_func=lambda slug: catalogue.method(slug).name,
        key=f"{key}_method",
    )
    areas = st.pills(
        "Areas",
        [area.slug for area in catalogue.areas],
        format_func=lambda slug: catalogue.area(slug).name,
        selection_mode="multi",
        key=f"{key}_areas",
    )
    procedure = st.date_input(
        "Date of the procedure (day 0)",
        value=today,
        min_value=FIRST_DATE,  # wider than what is allowed: out of its range the field would fall back to today
        max_value=LAST_DATE,
        format="YYYY-MM-DD",
        key=f"{key}_date",
    )
    clinician = st.selectbox(
        "Clinician",
        list(names),
        index=own[0] if own else 0,
        format_func=lambda account_id: names[account_id],
        key=f"{key}_clinician",
    )
    return TreatmentEntry(method=method, areas=tuple(areas), procedure=procedure, clinician_id=clinician or 0)


def _enrol(visitor: Visitor, patient: PatientEntry, treatment: TreatmentEntry) -> None:
    try:
        added, token = enrol(office(), visitor, patient=patient, treatment=treatment, now=now())
    except RecoveryError as error:
        refusal.show(error)
        return
    keep_token(added.patient_id, token)
    st.switch_page(page_of("people"), query_params={"patient": as_text(added.patient_id)})
