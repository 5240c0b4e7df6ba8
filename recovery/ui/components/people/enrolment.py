"""The front desk's form: a patient and the first treatment on one screen."""

from collections.abc import Collection

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.identifiers import as_text
from recovery.domain.lookalikes import looks_of
from recovery.errors import LooksAlike, RecoveryError
from recovery.services.people.enrolling import PatientEntry, TreatmentEntry, clinicians, enrol
from recovery.services.people.lookalikes import Lookalikes, alike
from recovery.ui import refusal
from recovery.ui.components.people.lookalikes import show_lookalikes
from recovery.ui.components.people.past_treatment import ASKED_PAST, asks_about_past
from recovery.ui.components.people.patient_fields import patient_fields
from recovery.ui.components.people.personal_link import keep_token
from recovery.ui.components.people.treatment_fields import treatment_fields
from recovery.ui.navigation import page_of
from recovery.ui.session import forget, now, office


def enrolment_form(visitor: Visitor) -> None:
    """Enter a patient with the first treatment, then see the card with their link.

    Who may be enrolled already stands beside it, and below it on a phone: what is typed never moves.
    """
    staff = clinicians(office(), visitor)
    form, beside = st.columns((3, 2), gap="large")
    with form:
        patient = patient_fields()
        treatment = treatment_fields(visitor, staff, key="treatment")
        asked = st.button("Enrol", type="primary", icon=":material/person_add:", key="enrol_patient")
        said = st.container()
    with beside:
        found = _alike(visitor, patient)
        if found.ids:
            show_lookalikes(found, treatment=treatment, keeps_from_enrolling=asked)
            said_beside = st.container()
            if st.button("It is somebody else: enrol", icon=":material/person_add:", key="enrol_even_so"):
                with said_beside:
                    _enrol(visitor, patient, treatment, even_so=found.ids)
    if asked:
        with said:
            _enrol(visitor, patient, treatment, shown=found.ids)


def _alike(visitor: Visitor, patient: PatientEntry) -> Lookalikes:
    looks = looks_of(name=patient.name, contact=patient.contact, year_of_birth=patient.year_of_birth)
    return alike(office(), visitor, looks=looks)


def _enrol(
    visitor: Visitor, patient: PatientEntry, treatment: TreatmentEntry, *,
    even_so: Collection[int] = (), shown: Collection[int] = (),
) -> None:  # fmt: skip
    if asks_about_past(treatment):
        return
    try:
        added, token = enrol(office(), visitor, patient=patient, treatment=treatment, now=now(), even_so=even_so)
    except RecoveryError as error:
        if not (isinstance(error, LooksAlike) and error.ids <= set(shown)):  # the box of those says it
            refusal.show(error, before="Not enrolled.")
        return
    forget([ASKED_PAST])
    keep_token(added.patient_id, token)
    st.switch_page(page_of("people"), query_params={"patient": as_text(added.patient_id)})
