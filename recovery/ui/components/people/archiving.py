"""Putting a patient away, and bringing them back."""

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.archiving import open_ones
from recovery.domain.identifiers import as_text
from recovery.domain.wording import on_date, treatment_line
from recovery.errors import RecoveryError
from recovery.services.people.enrolling import Person
from recovery.services.people.patients import archive, bring_back
from recovery.ui import refusal
from recovery.ui.components.popovers import close_popover, closing_popover
from recovery.ui.navigation import page_of
from recovery.ui.session import now, office


def archive_or_bring_back(visitor: Visitor, person: Person) -> None:
    """A button that says what archiving does before it does it; for the archived, the one that brings back."""
    if person.patient.archived_at is not None:
        if st.button("Bring back", type="primary", icon=":material/unarchive:", key="bring_back"):
            _bring_back(visitor, person)
        return
    with closing_popover("Archive", icon=":material/inventory_2:", key="archive"):
        still = open_ones(person.treatments)
        if still:
            _say_what_is_open(person)
            return
        st.write(
            "The patient leaves the search, and their personal link and every phone that it signed in stop working. "
            "Nothing on record is lost: you can still see it, and bring the patient back at any time."
        )
        if st.button("Archive this patient", type="primary", key="archive_patient"):
            _archive(visitor, person)


def _say_what_is_open(person: Person) -> None:
    st.write("A patient who is still followed cannot be archived. Close first:")
    for treatment in open_ones(person.treatments):
        st.page_link(
            page_of("patient"),
            label=f"{treatment_line(treatment, office().guide.catalogue)}, {on_date(treatment.procedure)}",
            icon=":material/monitoring:",
            query_params={"treatment": as_text(treatment.treatment_id)},
        )


def _archive(visitor: Visitor, person: Person) -> None:
    try:
        archive(office(), visitor, patient_id=person.patient.patient_id, now=now())
    except RecoveryError as error:
        refusal.show(error, before="Not archived.")
    else:
        close_popover("archive")


def _bring_back(visitor: Visitor, person: Person) -> None:
    try:
        bring_back(office(), visitor, patient_id=person.patient.patient_id, now=now())
    except RecoveryError as error:
        refusal.show(error, before="Not brought back.")
    else:
        st.rerun()
