"""Who a patient is, as the front desk keeps it: shown and changed."""

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.clinic import Patient
from recovery.domain.identifiers import as_text
from recovery.domain.lookalikes import looks_of
from recovery.domain.wording.desk import described
from recovery.errors import Conflict, RecoveryError
from recovery.services.people.enrolling import PatientEntry, Person
from recovery.services.people.lookalikes import alike
from recovery.services.people.patients import edit
from recovery.ui import refusal
from recovery.ui.components.people.archiving import archive_or_bring_back
from recovery.ui.components.people.lookalikes import show_lookalikes
from recovery.ui.components.people.patient_fields import patient_fields
from recovery.ui.navigation import page_of
from recovery.ui.session import forget, get, has, now, office, put
from recovery.ui.text import plain, show_contact

_SEEN = "patient_as_seen"
"""The patient as the form showed them first: what the new entries are meant to take the place of."""


def details(visitor: Visitor, person: Person) -> None:
    """Code, year, skin type and contact; or, when that is asked for, the form that changes them."""
    if is_editing(person.patient):
        _form(visitor, person.patient)
        return
    st.caption(plain(described(person.patient)))
    show_contact(person.patient.contact)
    if person.patient.is_enrolled and not person.patient.contact:
        st.caption(":material/phone_disabled: No contact: nobody can call back.")
    if person.patient.erased_at is None:
        with st.container(horizontal=True, gap="small", key="details_actions"):
            if st.button("Edit", icon=":material/edit:", key="edit_patient"):
                _go(person.patient, edit="yes")
            archive_or_bring_back(visitor, person)


def is_editing(patient: Patient) -> bool:
    """Whether the address asks for the form that changes a patient; of one who was erased nothing is changed."""
    return "edit" in st.query_params and patient.erased_at is None


def _go(patient: Patient, **more: str) -> None:
    st.switch_page(page_of("people"), query_params={"patient": as_text(patient.patient_id), **more})


def _form(visitor: Visitor, patient: Patient) -> None:
    of = f"_{as_text(patient.patient_id)}"
    seen: Patient | None = get(_SEEN)
    if seen is None or seen.patient_id != patient.patient_id or not has(f"patient_name{of}"):
        seen = patient
        put(_SEEN, seen)
    form, beside = st.columns((3, 2), gap="large")
    with form:
        entry = patient_fields(before=seen, of=of)
        with st.container(horizontal=True, gap="small", key="edit_actions"):
            saved = st.button("Save", type="primary", icon=":material/check:", key="save_patient")
            if st.button("Cancel", key="cancel_edit"):
                _go(patient)
        if saved:
            _save(visitor, patient, entry, seen)
    with beside:
        _hint(visitor, patient, entry)


def _hint(visitor: Visitor, patient: Patient, entry: PatientEntry) -> None:
    looks = looks_of(name=entry.name, contact=entry.contact, year_of_birth=entry.year_of_birth)
    found = alike(office(), visitor, looks=looks, but=patient.patient_id)
    if found.ids:
        show_lookalikes(found)


def _save(visitor: Visitor, patient: Patient, entry: PatientEntry, seen: Patient) -> None:
    try:
        edit(office(), visitor, patient_id=patient.patient_id, entry=entry, seen=seen, now=now())
    except Conflict as error:
        refusal.show(error)
        _say_what_is_there(patient)
        put(_SEEN, patient)
    except RecoveryError as error:
        refusal.show(error, before="Not saved.")
    else:
        forget([_SEEN])
        _go(patient)


def _say_what_is_there(patient: Patient) -> None:
    st.info(
        f"Now it says: {plain(patient.name)} · {plain(described(patient))} · {plain(patient.contact) or 'no contact'}. "
        "Save again to put yours in its place, or cancel.",
        icon=":material/compare_arrows:",
    )
