"""Patient: one treatment's whole course, for the clinician who decides."""

import streamlit as st

from recovery.charts.legend import legend_html
from recovery.domain.access import Action
from recovery.domain.identifiers import as_text, from_text
from recovery.services.band_origins import band_origins
from recovery.services.looking import record
from recovery.ui.components.attending_steps import take_noted_step
from recovery.ui.components.closing import close_or_reopen
from recovery.ui.components.comparison import choose_days, compared
from recovery.ui.components.course_card import MIN_CARD_WIDTH, Pictured, axis_span, clinician_card
from recovery.ui.components.course_markers import course_markers
from recovery.ui.components.day_strip import day_strip
from recovery.ui.components.notes import notes_of_patient
from recovery.ui.components.patient_alerts import patient_alerts
from recovery.ui.components.patient_header import patient_header, what_stands_out
from recovery.ui.components.printing import print_summary
from recovery.ui.components.reports_table import report_markers, reports_table
from recovery.ui.components.since_last_look import since_last_look
from recovery.ui.components.staff_report import enter_report, is_entering, offer_to_enter
from recovery.ui.components.worklist_neighbours import show_neighbours
from recovery.ui.guard import guard
from recovery.ui.navigation import page_of
from recovery.ui.session import now, office
from recovery.ui.theme import is_dark

visitor = guard(Action.SEE_PATIENTS)
if "treatment" not in st.query_params:
    st.switch_page(page_of("worklist"))
treatment_id = from_text(st.query_params["treatment"])
take_noted_step(visitor)
seen = record(office(), visitor, treatment_id=treatment_id, now=now())
shown = seen.recovery
catalogue = seen.guide.catalogue

if is_entering():
    enter_report(visitor, seen)
    st.stop()

show_neighbours(visitor, treatment_id)
patient_header(shown, catalogue, last_due=seen.guide.last_due_day(shown.treatment.method))
since_last_look(visitor, seen)
what_stands_out(seen, catalogue)
patient_alerts(visitor, seen)
offer_to_enter(seen)

if not shown.reports:
    st.info("No report yet. The courses show here as soon as the patient sends the first one.")
else:
    st.header("All side effects by day", anchor=False)
    day_strip(shown)
    st.header("Courses over their bands", anchor=False)
    other = compared(visitor, shown.treatment, catalogue)
    span = axis_span(shown.findings, other)
    markers, markers_of = report_markers(seen, catalogue), course_markers(seen, catalogue)
    present = [finding for finding in shown.findings if finding.ever_present]
    origins = band_origins(office(), visitor, bands=[finding.band for finding in present])
    pictured = Pictured(span, markers, markers_of, other=other, days=choose_days(span), origins=origins)
    with st.grid(2, min_column_width=MIN_CARD_WIDTH):
        for finding in present:
            clinician_card(finding, shown, seen.guide, pictured=pictured)
    st.html(legend_html(present, dark=is_dark(), marks=pictured.marks))
    never = [finding.effect.name.lower() for finding in shown.findings if not finding.ever_present]
    if never:
        st.caption(f"Never reported: {', '.join(never)}.")
    st.header("All reports", anchor=False)
    reports_table(seen, catalogue)

notes_of_patient(visitor, seen)
print_summary(treatment_id)
close_or_reopen(visitor, shown.treatment, seen.open_alerts)

st.page_link(
    page_of("people"),
    label="The patient's details and personal link",
    icon=":material/person:",
    query_params={"patient": as_text(shown.patient.patient_id)},
)
