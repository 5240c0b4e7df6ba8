"""My recovery: every side effect ever reported against its band, in plain words, and what to do."""

import streamlit as st

from recovery.charts.legend import Kind, legend_html
from recovery.domain.access import Action
from recovery.domain.finding import by_attention
from recovery.domain.wording import treatment_line
from recovery.domain.wording.english import capital
from recovery.domain.wording.patients import entered_by_the_practice, to_come
from recovery.services.recoveries.reviewing import own_recovery, own_treatments
from recovery.ui.components.calling import answer_to_red_flags, standing_sentences
from recovery.ui.components.choosing import choose_treatment
from recovery.ui.components.course_card import MIN_CARD_WIDTH, axis_span, patient_card, show_advice, show_headline
from recovery.ui.components.patient.earlier_patients import beside_own, say_who_others_are
from recovery.ui.components.report.draft import leave_sent_report
from recovery.ui.components.report.people_here import whose
from recovery.ui.guard import guard
from recovery.ui.navigation import page_of
from recovery.ui.session import now, office
from recovery.ui.theme import is_dark

visitor = guard(Action.SEE_OWN_RECOVERY)
leave_sent_report()
clinic, treatments = own_treatments(office(), visitor)
catalogue = office().guide.catalogue

st.title("My recovery", anchor=False)
whose(visitor)
treatment_id = choose_treatment(treatments, catalogue)
if treatment_id is None:
    st.write("Once the practice has entered your treatment, your recovery shows here.")
else:
    recovery = own_recovery(office(), visitor, treatment_id=treatment_id, now=now())
    of_treatment = [treatment_line(recovery.treatment, catalogue)] if len(treatments) == 1 else []
    if recovery.is_to_come:
        st.caption(of_treatment[0] if of_treatment else "")
        st.write(f"{to_come(recovery.treatment.procedure)} From the first report on, your recovery shows here.")
    else:
        day = f"day {recovery.day}" if recovery.today_day is not None else f"closed on day {recovery.day}"
        st.caption(capital(", ".join([*of_treatment, day])))
        show_headline(recovery)
    if recovery.takes_reports and recovery.day not in recovery.reports:
        st.page_link(page_of("report"), label="Report how you are", icon=":material/edit_note:")
    if by_practice := entered_by_the_practice(recovery.reports):
        st.caption(by_practice)
    if recovery.warning_signs:
        answer_to_red_flags([catalogue.red_flag(slug) for slug in recovery.warning_signs], clinic)
    show_advice(recovery)
    shown, others = by_attention(recovery.findings), beside_own(visitor, recovery.treatment)
    with st.container(key="recovery_cards"), st.grid(2, min_column_width=MIN_CARD_WIDTH):
        for finding in shown:
            patient_card(finding, span=axis_span(shown), others=others.get(finding.effect.slug))
    if shown:
        st.html(legend_html(shown, span=axis_span(shown), dark=is_dark(), marks=[Kind.FAN] if others else []))
        say_who_others_are(others)
    elif recovery.takes_reports and recovery.day in recovery.reports:
        st.page_link(page_of("report"), label="Change today's report", icon=":material/edit_note:")
    st.caption(catalogue.general_advice)

standing_sentences(clinic)
