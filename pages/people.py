"""People: enrol a patient and a treatment, hand over the personal link."""

import streamlit as st

from recovery.domain.access import Action
from recovery.domain.identifiers import from_text
from recovery.ui.components.people.enrolment import enrolment_form
from recovery.ui.components.people.person import show_person
from recovery.ui.components.people.search import people_search
from recovery.ui.guard import guard
from recovery.ui.navigation import page_of

visitor = guard(Action.ENROL)

if "patient" in st.query_params:
    st.page_link(page_of("people"), label="All people", icon=":material/arrow_back:")
    show_person(visitor, from_text(st.query_params["patient"]))
elif "enrol" in st.query_params:
    st.page_link(page_of("people"), label="All people", icon=":material/arrow_back:")
    st.title("Enrol a patient", anchor=False)
    enrolment_form(visitor)
else:
    st.title("People", anchor=False)
    if st.button("Enrol a patient", key="enrol_a_patient", type="primary", icon=":material/person_add:"):
        st.switch_page(page_of("people"), query_params={"enrol": "yes"})
    people_search(visitor)
