"""The last look before a report is sent."""

from collections.abc import Iterable

import streamlit as st

from recovery.domain.catalogue import Catalogue, Severity
from recovery.domain.clinic import Clinic
from recovery.domain.report import Report, Score
from recovery.domain.wording.english import uncapital
from recovery.ui.components.calling import answer_to_red_flags
from recovery.ui.text import plain, show_note


def review(report: Report, catalogue: Catalogue, clinic: Clinic) -> None:
    """A checked report as it will be sent; what was not noticed is said to count as none."""
    with st.container(border=True, key="review"):
        for score in report.scores:
            if score.severity > Severity.NONE:
                st.markdown(_line(score, catalogue))
        st.caption(_none(report.scores, catalogue))
        for slug in report.red_flags:
            st.markdown(f":material/emergency: **Warning sign:** {plain(catalogue.red_flag(slug).name)}")
        if report.wants_call:
            st.markdown(":material/call: **Please call me**")
        if report.note:
            show_note(report.note)
    if report.red_flags:
        answer_to_red_flags([catalogue.red_flag(slug) for slug in report.red_flags], clinic)


def _line(score: Score, catalogue: Catalogue) -> str:
    where = f", worst on the {uncapital(catalogue.area(score.area).name)}" if score.area else ""
    name = catalogue.side_effect(score.side_effect).name
    return f"**{plain(name)}:** {score.severity.word.lower()}{where}"


def _none(scores: Iterable[Score], catalogue: Catalogue) -> str:
    names = [
        uncapital(catalogue.side_effect(score.side_effect).name) for score in scores if score.severity == Severity.NONE
    ]
    return f"Sent as none: {', '.join(names)}." if names else ""
