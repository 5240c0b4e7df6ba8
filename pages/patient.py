"""Patient: one treatment's whole course, for the clinician who decides."""

import streamlit as st

from recovery.domain.access import Action
from recovery.domain.identifiers import as_text, from_text
from recovery.services.recoveries.looking import record
from recovery.ui.components.patient.alerts import patient_alerts
from recovery.ui.components.patient.closing import close_or_reopen
from recovery.ui.components.patient.correction import correction
from recovery.ui.components.patient.courses import patient_courses
from recovery.ui.components.patient.header import patient_header, what_stands_out
from recovery.ui.components.patient.notes import notes_of_patient
from recovery.ui.components.patient.printing import print_summary
from recovery.ui.components.patient.since_last_look import note_look, since_last_look
from recovery.ui.components.patient.staff_report import enter_report, is_entering, offer_to_enter
from recovery.ui.components.people.erasing import erased_record
from recovery.ui.components.worklist.attending_steps import take_noted_step
from recovery.ui.components.worklist.neighbours import show_neighbours
from recovery.ui.guard import guard
from recovery.ui.navigation import page_of
from recovery.ui.session import now, office

visitor = guard(Action.SEE_PATIENTS)
if "treatment" not in st.query_params:
    st.switch_page(page_of("worklist"))
treatment_id = from_text(st.query_params["treatment"])
take_noted_step(visitor)
seen = record(office(), visitor, treatment_id=treatment_id, now=now())

if is_entering():
    enter_report(visitor, seen)
elif seen.recovery.patient.erased_at is not None:
    erased_record(visitor, seen)
    note_look(visitor, seen)
else:
    show_neighbours(visitor, treatment_id)
    patient_header(seen)
    since_last_look(visitor, seen)
    what_stands_out(seen, seen.guide.catalogue)
    patient_alerts(visitor, seen)
    offer_to_enter(seen)
    patient_courses(visitor, seen)
    notes_of_patient(visitor, seen)
    print_summary(treatment_id)
    close_or_reopen(visitor, seen.recovery.treatment, seen.open_alerts, reports=len(seen.recovery.reports))
    correction(visitor, seen.recovery.treatment)
    st.page_link(
        page_of("people"),
        label="The patient's details and personal link",
        icon=":material/person:",
        query_params={"patient": as_text(seen.recovery.patient.patient_id)},
    )
    note_look(visitor, seen)
