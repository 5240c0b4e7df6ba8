"""Patients: every open recovery, the most urgent first."""

import streamlit as st

from recovery.domain.access import Action
from recovery.services.reviewing import PAGE, patients_list
from recovery.ui.components.paging import choose_page, page_numbers
from recovery.ui.components.patients_rows import patient_row
from recovery.ui.guard import guard
from recovery.ui.navigation import page_of
from recovery.ui.session import now, office

visitor = guard(Action.SEE_PATIENTS)
st.title("Patients", anchor=False)

shown = patients_list(office(), visitor, page=choose_page(), now=now())
if not shown.total:
    st.write("No open recovery. Enrol a patient, and their recovery shows here from the day of the procedure.")
    st.page_link(page_of("people"), label="Enrol a patient", icon=":material/person_add:")
else:
    st.caption(f"{shown.total:,} open, the most urgent first. Urgency comes from the last reports.")
    for row in shown.rows:
        patient_row(row, today=shown.today, catalogue=office().guide.catalogue)
    page_numbers(shown.total, PAGE)
