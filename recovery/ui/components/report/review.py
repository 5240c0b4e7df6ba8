"""The last look before a report is sent."""

import streamlit as st

from recovery.domain.catalogue import Catalogue, RedFlag, Severity
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
        st.caption(_none(report, catalogue, clinic))
        for flag in _not_tapped(report, catalogue):
            st.markdown(f":material/emergency_home: Not tapped as a warning sign: **{plain(flag.name)}.** Is it so?")
        for slug in report.red_flags:
            st.markdown(f":material/emergency_home: **Warning sign:** {plain(catalogue.red_flag(slug).name)}")
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


def _not_tapped(report: Report, catalogue: Catalogue) -> list[RedFlag]:
    """The warning signs, each once, that what was rated may be, and that were not tapped."""
    signs = (catalogue.side_effect(score.side_effect).warning_sign(score.severity) for score in report.scores)
    return list(dict.fromkeys(sign for sign in signs if sign and sign.slug not in report.red_flags))


def _none(report: Report, catalogue: Catalogue, clinic: Clinic) -> str:
    names = [
        uncapital(catalogue.side_effect(score.side_effect).name)
        for score in report.scores
        if score.severity == Severity.NONE
    ]
    said = [f"Sent as none: {', '.join(names)}."] if names else []
    said += [] if report.red_flags else ["No warning sign."]
    return " ".join([*said, *(["No call wanted."] if clinic.watched and not report.wants_call else [])])
