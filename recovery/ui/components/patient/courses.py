"""What a patient reported, in pictures and in words, for the clinician."""

from collections.abc import Sequence

import streamlit as st

from recovery.charts.legend import legend_html
from recovery.domain.access import Visitor
from recovery.domain.finding import Finding
from recovery.domain.wording.english import uncapital
from recovery.services.guidance.band_origins import band_origins
from recovery.services.recoveries.looking import Record
from recovery.ui.components.course_card import MIN_CARD_WIDTH, Pictured, axis_span, clinician_card
from recovery.ui.components.patient.comparison import choose_days, compared
from recovery.ui.components.patient.course_markers import course_markers
from recovery.ui.components.patient.day_strip import day_strip
from recovery.ui.components.patient.earlier_patients import beside, choose_to_draw, least, say_who_they_are
from recovery.ui.components.patient.report_markers import report_markers
from recovery.ui.components.patient.reports_list import reports_list
from recovery.ui.session import office
from recovery.ui.theme import is_dark


def patient_courses(visitor: Visitor, seen: Record) -> None:
    """All side effects by day, the course of each over its band, and all reports; or that none has come."""
    if not seen.recovery.reports:
        st.info("No report yet. The courses show here as soon as the patient sends the first one.")
        return
    st.header("All side effects by day", anchor=False)
    day_strip(seen.recovery)
    st.header("Courses over their bands", anchor=False)
    _courses(visitor, seen)
    reports_list(seen, seen.guide.catalogue)


def _courses(visitor: Visitor, seen: Record) -> None:
    present = [finding for finding in seen.recovery.findings if finding.ever_present]
    if present:
        _pictures(visitor, seen, present)
    never = [uncapital(finding.effect.name) for finding in seen.recovery.findings if not finding.ever_present]
    if never:
        st.caption(f"Never reported: {', '.join(never)}.")


def _pictures(visitor: Visitor, seen: Record, present: Sequence[Finding]) -> None:
    """The course of each side effect that was ever present, with what one chooses for all of them, and their key."""
    shown, catalogue = seen.recovery, seen.guide.catalogue
    other = compared(visitor, seen)
    span = axis_span(shown.findings, other)
    markers, markers_of = report_markers(seen, catalogue), course_markers(seen, catalogue)
    origins = band_origins(office(), visitor, bands=[finding.band for finding in present])
    told = beside(visitor, shown.treatment)
    pictured = Pictured(
        span, markers, markers_of, other=other, days=choose_days(span), origins=origins,
        earlier_patients=told, draws_earlier=choose_to_draw(told), least=least(),
    )  # fmt: skip
    with st.grid(2, min_column_width=MIN_CARD_WIDTH):
        for finding in present:
            clinician_card(finding, shown, seen.guide, pictured=pictured)
    st.html(legend_html(present, span=span, dark=is_dark(), marks=pictured.marks(present)))
    say_who_they_are(told, shown.treatment, catalogue)
