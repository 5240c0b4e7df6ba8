"""All side effects of a treatment by day, in one picture."""

import streamlit as st

from recovery.charts.legend import marks_of, severity_legend_html
from recovery.charts.strip import strip_alt, strip_figure, strip_markers
from recovery.services.recoveries.reviewing import Recovery
from recovery.ui.components.course_card import axis_span
from recovery.ui.components.figures import show_figure
from recovery.ui.components.patient.report_markers import note_days, red_flag_days
from recovery.ui.theme import is_dark


def day_strip(shown: Recovery) -> None:
    """The strip, up to today or the last report, with its key."""
    span = min(max(shown.day, *shown.reports), axis_span(shown.findings))
    flagged, noted = red_flag_days(shown.reports), note_days(shown.reports)
    drawn = strip_figure(
        shown.findings,
        dark=is_dark(),
        span=span,
        red_flag_days=flagged,
        note_days=noted,
    )
    show_figure("strip", drawn, alt=strip_alt(shown.findings))
    st.html(severity_legend_html(dark=is_dark(), marks=marks_of([strip_markers(flagged, noted)], span=span)))
