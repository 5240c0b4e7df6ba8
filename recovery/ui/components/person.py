"""One patient at the front desk: their treatments and their personal link."""

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.clinic import Patient
from recovery.domain.identifiers import as_text
from recovery.domain.wording import on_date, treatment_line
from recovery.services.enrolling import person
from recovery.ui.components.enrolment import treatment_form
from recovery.ui.components.personal_link import personal_link
from recovery.ui.navigation import page_of
from recovery.ui.session import now, office
from recovery.ui.text import plain, show_contact


def show_person(visitor: Visitor, patient_id: int) -> None:
    """Who it is, the personal link, and every treatment."""
    shown = person(office(), visitor, patient_id=patient_id, now=now())
    st.title(plain(shown.patient.name), anchor=False)
    st.caption(_details(shown.patient))
    show_contact(shown.patient.contact)
    st.header("Personal link", anchor=False)
    personal_link(visitor, shown)
    st.header("Treatments", anchor=False)
    for treatment in shown.treatments:
        closed = f", closed on {on_date(treatment.closed_on)}" if treatment.closed_on else ""
        st.page_link(
            page_of("patient"),
            label=f"{treatment_line(treatment, office().guide.catalogue)}, {on_date(treatment.procedure)}{closed}",
            icon=":material/monitoring:",
            query_params={"treatment": as_text(treatment.treatment_id)},
        )
    with st.expander("Add a treatment", icon=":material/add:"):
        treatment_form(visitor, patient_id)


def _details(patient: Patient) -> str:
    said = [
        patient.code,
        f"born {patient.year_of_birth}" if patient.year_of_birth else "",
        f"skin type {patient.skin_type}" if patient.skin_type else "",
    ]
    return " · ".join(plain(text) for text in said if text)
