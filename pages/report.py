"""Report: how are you today? Then, at once, the own curve over the band."""

import streamlit as st

from recovery.domain.access import Action
from recovery.services.recoveries.reporting import choices, open_desk
from recovery.ui.components.calling import standing_sentences
from recovery.ui.components.choosing import choose_treatment
from recovery.ui.components.report.dates import follow_corrected_date
from recovery.ui.components.report.draft import treatment_of_report
from recovery.ui.components.report.lending import leave_when_over
from recovery.ui.components.report.people_here import whose
from recovery.ui.components.report.steps import Step, current_step, fill_in, heading_of, look_over, sent, sent_once
from recovery.ui.guard import guard
from recovery.ui.navigation import page_of
from recovery.ui.session import now, office

visitor = guard(Action.REPORT)
clinic, treatments = choices(office(), visitor)
step = current_step()
heading = st.empty()  # filled once it is known what is asked, and still above whom it is for
whose(visitor, is_form=True)
treatment_id = choose_treatment(treatments, office().guide.catalogue) if step is Step.FILL_IN else treatment_of_report()

if treatment_id is None:
    heading.title("Your recovery is closed", anchor=False)
    st.write("Once the practice has entered another treatment, this page asks how you are.")
    if not visitor.lent:
        st.page_link(page_of("my_recovery"), label="See it under My recovery", icon=":material/monitoring:")
else:
    desk = open_desk(office(), visitor, treatment_id=treatment_id, now=now())
    follow_corrected_date(desk.treatment)
    if said := heading_of(step, desk):
        heading.title(said, anchor=False)
    form, outcome = st.empty(), st.container()
    with form.container():
        was_sent = {Step.FILL_IN: fill_in, Step.LOOK_OVER: look_over, Step.SENT: sent}[step](visitor, desk)
    if was_sent:
        heading.empty()
        form.empty()
        with outcome:
            sent_once(visitor, desk)

standing_sentences(clinic)
leave_when_over(visitor)
