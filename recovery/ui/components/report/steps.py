"""The three steps of a report: fill in, look over, sent."""

from enum import StrEnum
from typing import NoReturn

import streamlit as st

from recovery.charts.legend import Kind, legend_html
from recovery.domain.access import Visitor
from recovery.domain.finding import by_attention
from recovery.domain.report import Draft, Report
from recovery.domain.wording import on_date, treatment_line
from recovery.domain.wording.patients import to_come
from recovery.errors import RecoveryError
from recovery.services.recoveries import reporting
from recovery.services.recoveries.reporting import Desk
from recovery.services.recoveries.reviewing import own_recovery
from recovery.ui import refusal
from recovery.ui.components.calling import answer_to_red_flags
from recovery.ui.components.course_card import axis_span, patient_card, show_advice, show_headline
from recovery.ui.components.patient.earlier_patients import beside_own, say_who_others_are
from recovery.ui.components.report.consent_change import unread_change
from recovery.ui.components.report.draft import (
    as_reported,
    begin_anew,
    choose_day,
    fill_again,
    fill_once,
    keep,
    say_what_was_begun,
    starts_over,
    take_over,
    which_day,
)
from recovery.ui.components.report.form import TO_PATIENTS, UNWATCHED, as_draft, ask_for_all, report_form
from recovery.ui.components.report.lending import give_back
from recovery.ui.components.report.review import review
from recovery.ui.navigation import page_of
from recovery.ui.session import get, now, office, put
from recovery.ui.theme import is_dark


class Step(StrEnum):
    """Where a patient is on the way of one report."""

    FILL_IN = "fill in"
    LOOK_OVER = "look over"
    SENT = "sent"


def current_step() -> Step:
    """The step that this browser tab is at."""
    step: Step = get("report_step", Step.FILL_IN)
    return step


def heading_of(step: Step, desk: Desk) -> str:
    """What stands above a step; nothing above one that begins with thanks."""
    asked = "What do you notice?" if desk.days else "Not yet"
    return {Step.FILL_IN: asked, Step.LOOK_OVER: "Is this right?", Step.SENT: ""}[step]


def fill_in(visitor: Visitor, desk: Desk) -> bool:
    """The form of one day, kept as a draft at every change; whether it was sent from a lent tablet."""
    if not desk.days:
        st.write(f"{to_come(desk.treatment.procedure)} From then on, this page asks how you are.")
        return False
    if unread_change(visitor, desk.clinic):
        return False
    st.caption(f"{treatment_line(desk.treatment, office().guide.catalogue)}, {on_date(desk.treatment.procedure)}")
    day = choose_day(desk)
    fill_once(visitor, desk, day)
    say_what_was_begun(desk, day)
    first = st.container(key="first_of_form")  # as high whatever it holds: no chip moves from under a finger
    wording = TO_PATIENTS if desk.clinic.watched else UNWATCHED
    draft = report_form(office().guide.catalogue, desk.clinic, day=day, areas=desk.treatment.areas, wording=wording)
    take_over(visitor, desk, draft)
    keep(visitor, desk, draft)
    with first:
        before = as_reported(visitor, desk, day)
        if draft == before == Draft(day=day):
            if _nothing(visitor, desk, draft):
                return True
        elif draft == before:
            st.caption("Nothing is changed yet. Tap all that you noticed:")
        elif starts_over(visitor, desk, draft, before):
            _go(Step.FILL_IN)
    if st.button(
        "Review and send", key="review_report", type="primary", icon=":material/send:", width="stretch",
        on_click=ask_for_all,
    ):  # fmt: skip
        _to_review(visitor, desk, draft)
    return False


def look_over(visitor: Visitor, desk: Desk) -> bool:
    """The report as it will be sent, and the way back; whether it was sent from a lent tablet."""
    draft: Draft = get("report_draft")
    st.caption(which_day(desk, draft.day))
    review(get("report_checked"), office().guide.catalogue, desk.clinic)
    if st.button("Send", key="send_report", type="primary", icon=":material/send:", width="stretch") and _send(
        visitor, desk, draft
    ):
        return True
    if st.button("Change something", key="change_report", icon=":material/arrow_back:", width="stretch"):
        _go(Step.FILL_IN)
    return False


def sent(visitor: Visitor, desk: Desk) -> bool:
    """What the day means, the own curve over the band, and where to go from here."""
    _what_it_means(visitor, desk)
    st.page_link(page_of("my_recovery"), label="See my whole recovery", icon=":material/monitoring:")
    if st.button("Change this report", key="change_sent", icon=":material/edit:"):
        put("report_draft", as_draft(get("report_sent")))
        _go(Step.FILL_IN)
    if st.button("Report another day", key="report_another", icon=":material/calendar_month:"):
        begin_anew()
        _go(Step.FILL_IN)
    return False


def sent_once(visitor: Visitor, desk: Desk) -> None:
    """The same on a lent tablet, whose session is over with the report: in this run, and never again."""
    _what_it_means(visitor, desk)
    give_back()


def _what_it_means(visitor: Visitor, desk: Desk) -> None:
    report: Report = get("report_sent")
    st.success(which_day(desk, report.day), title="Thank you, your report has arrived", icon=":material/check:")
    if report.red_flags:
        flags = [office().guide.catalogue.red_flag(slug) for slug in report.red_flags]
        answer_to_red_flags(flags, desk.clinic)
    if report.wants_call and desk.clinic.watched:
        st.info("Your wish for a call stands in the practice's list.", icon=":material/call:")
    recovery = own_recovery(office(), visitor, treatment_id=desk.treatment.treatment_id, now=now())
    show_headline(recovery)
    show_advice(recovery)
    shown, others = by_attention(recovery.findings), beside_own(visitor, recovery.treatment)
    for finding in shown:
        patient_card(finding, span=axis_span(shown), others=others.get(finding.effect.slug))
    if others:
        st.html(legend_html(shown, span=axis_span(shown), dark=is_dark(), marks=[Kind.FAN]))
    say_who_others_are(others)


def _nothing(visitor: Visitor, desk: Desk, draft: Draft) -> bool:
    label = "Nothing today" if draft.day == desk.days[-1] else f"Nothing on day {draft.day}"
    if st.button(label, key="nothing_today", icon=":material/check_circle:", width="stretch") and _send(
        visitor, desk, draft
    ):
        return True
    st.caption("One tap sends it. Or choose what you notice:")
    return False


def _to_review(visitor: Visitor, desk: Desk, draft: Draft) -> None:
    try:
        checked = reporting.check(office(), visitor, treatment_id=desk.treatment.treatment_id, draft=draft, now=now())
    except RecoveryError as error:
        with st.container(key="refused"):
            refusal.show(error)
        return
    put("report_checked", checked)
    _go(Step.LOOK_OVER)


def _send(visitor: Visitor, desk: Desk, draft: Draft) -> bool:
    """Whether it was sent from a lent tablet, which has to show in this very run what comes of it."""
    try:
        filing = reporting.submit(
            office(), visitor, treatment_id=desk.treatment.treatment_id, draft=draft, now=now(),
            counted_from=desk.treatment.procedure,
        )  # fmt: skip
    except RecoveryError as error:
        refusal.show(error, before="Not sent.")
        return False
    put("report_sent", filing.report)
    if not visitor.lent:
        _go(Step.SENT)
    return True


def _go(step: Step) -> NoReturn:
    fill_again()
    put("report_step", step)
    st.rerun()
