"""Erasing a patient who asks for it, and what is shown of one who was erased."""

import streamlit as st

from recovery.domain.access import Action, Visitor
from recovery.domain.clinic import Clinic, Patient
from recovery.domain.identifiers import as_text
from recovery.domain.wording import on_date
from recovery.domain.wording.english import counted
from recovery.errors import RecoveryError
from recovery.services.people.enrolling import Person
from recovery.services.people.erasing import erase
from recovery.services.recoveries.looking import Record
from recovery.ui import refusal
from recovery.ui.components.patient.courses import patient_courses
from recovery.ui.components.patient.header import patient_header
from recovery.ui.session import forget, now, office

_GOES = (
    "**Gone for good:** name and contact, every note and draft, what the patient agreed to, the link, the PIN, and "
    "every phone that is remembered. The code changes, so the card opens nothing and names nobody."
)
_STAYS = (
    "**Stays, without a name:** treatments, dates, severities and alerts as codes, year of birth and skin type, so "
    "that the practice's figures stay what they were. The trail keeps that somebody was erased, and by whom."
)
_BEFORE = "Backups that were made before still hold it."
_TAKES = "Patients take along everything that is held about them on their own phone, under My data. For one who cannot:"
_TAKES_ARCHIVED = "An archived patient has no way in. If they ask for what is held about them, give it to them:"


def erase_section(visitor: Visitor, person: Person) -> None:
    """What patients may ask for: their data, and being erased, which asks for their code after saying what it does."""
    if person.patient.erased_at is not None or not visitor.may(Action.ERASE):
        return
    st.header("Their data", anchor=False)
    st.caption(_TAKES_ARCHIVED if person.patient.archived_at else _TAKES)
    _files(person, "save")
    with st.popover("Erase this patient", icon=":material/person_remove:", key="erase"):
        st.warning("This cannot be undone. Do it when the patient asks for it.", icon=":material/warning:")
        for said in (_GOES, _STAYS, _closes(person), f"{_BEFORE} Save first what the patient wants to keep:"):
            if said:
                st.markdown(said)
        _files(person, "save_first")
        _confirm(visitor, person)


def _files(person: Person, key: str) -> None:
    """Everything held about the patient, to read and for programs: taking it is in the trail."""
    of = f"?patient={as_text(person.patient.patient_id)}"
    with st.container(horizontal=True, gap="small", key=f"{key}_data"):
        page, rows = "/download/patient-data.html", "/download/patient-data.json"
        st.link_button("Save everything held about them", page + of, key=f"{key}_page", icon=":material/article:")
        st.link_button("For other programs", rows + of, key=f"{key}_json", icon=":material/data_object:")


def erased_record(visitor: Visitor, seen: Record) -> None:
    """What is left to see of an erased patient's recovery: its course in codes."""
    patient_header(seen)
    st.info(erased_on(seen.recovery.patient, seen.recovery.clinic), icon=":material/person_off:")
    if seen.recovery.reports:
        patient_courses(visitor, seen)


def erased_on(patient: Patient, clinic: Clinic) -> str:
    """When a patient was erased, and what that means for what is shown."""
    on = f" on {on_date(clinic.today(patient.erased_at))}" if patient.erased_at else ""
    return f"Erased{on}, at the patient's wish. Only coded figures are left."


def _closes(person: Person) -> str:
    still = [treatment for treatment in person.treatments if treatment.closed_on is None]
    return (
        f"**Closed with it:** {counted(len(still), 'open recovery', 'open recoveries')}, alerts too." if still else ""
    )


def _confirm(visitor: Visitor, person: Person) -> None:
    key = f"erase_code_{as_text(person.patient.patient_id)}"
    typed = st.text_input(f"Type the patient's code, {person.patient.code}, to confirm", key=key, autocomplete="off")
    if not st.button("Erase for good", key="erase_patient", type="primary", icon=":material/person_remove:"):
        return
    try:
        erase(office(), visitor, patient_id=person.patient.patient_id, code_typed=typed or "", now=now())
    except RecoveryError as error:
        refusal.show(error, before="Not erased.")
        return
    forget([key, "link_token"])
    st.rerun()
