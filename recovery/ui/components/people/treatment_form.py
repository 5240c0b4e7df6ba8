"""One more treatment for a patient who is known."""

from typing import NoReturn

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.identifiers import as_text
from recovery.errors import RecoveryError
from recovery.services.people.enrolling import Person, TreatmentEntry, add_treatment, clinicians
from recovery.ui import refusal
from recovery.ui.components.people.past_treatment import ASKED_PAST, asks_about_past
from recovery.ui.components.people.second_treatment import second_treatment
from recovery.ui.components.people.treatment_fields import treatment_fields
from recovery.ui.kept import was_given_back
from recovery.ui.navigation import page_of
from recovery.ui.session import forget, get, now, office, put

_CARRIED = "carried_treatment"


def carry_treatment(patient_id: int, treatment: TreatmentEntry) -> NoReturn:
    """Go to a patient's page, where what was entered of a treatment stands in the form that adds one."""
    put(_CARRIED, (patient_id, treatment))
    st.switch_page(page_of("people"), query_params={"patient": as_text(patient_id)})


def treatment_form(visitor: Visitor, person: Person) -> None:
    """Add one more treatment; open at once when one was carried here."""
    patient_id = person.patient.patient_id
    carried_for, carried = get(_CARRIED, (None, None))
    before = carried if carried_for == patient_id else None
    if before is None:
        forget([_CARRIED])
    is_begun = before is not None or was_given_back(f"added_areas_{as_text(patient_id)}")
    with st.expander("Add a treatment", icon=":material/add:", expanded=is_begun, key="add_a_treatment"):
        second_treatment(person.treatments)
        entry = treatment_fields(
            visitor, clinicians(office(), visitor), key="added", of=f"_{as_text(patient_id)}", before=before
        )
        if st.button("Add the treatment", type="primary", icon=":material/add:", key="add_treatment_button"):
            _add(visitor, patient_id, entry)


def _add(visitor: Visitor, patient_id: int, entry: TreatmentEntry) -> None:
    if asks_about_past(entry):
        return
    try:
        add_treatment(office(), visitor, patient_id=patient_id, treatment=entry, now=now())
    except RecoveryError as error:
        refusal.show(error, before="Not added.")
        return
    of = f"_{as_text(patient_id)}"
    forget([_CARRIED, ASKED_PAST, *(f"added_{name}{of}" for name in ("method", "areas", "date", "clinician"))])
    st.toast("The treatment was added.", icon=":material/check:")
    st.rerun()
