"""One side effect as a card: its state, a sentence, and its course over the band."""

from collections.abc import Sequence

import streamlit as st

from recovery.charts.course import course_alt, course_figure
from recovery.charts.markers import Marker
from recovery.domain.finding import Finding
from recovery.domain.wording import (
    Badge,
    band_caption,
    clinician_badge,
    clinician_sentence,
    headline,
    patient_badge,
    patient_sentence,
)
from recovery.services.reviewing import Recovery
from recovery.ui.components.figures import show_figure
from recovery.ui.text import plain
from recovery.ui.theme import badge_text, is_dark

MIN_CARD_WIDTH = 340
"""Pixels: two cards on a desk, one on a phone."""


def axis_span(found: Sequence[Finding]) -> int:
    """The last day of the day axis that all cards of a treatment share: its widest band, or its last report."""
    return max(*(finding.band.to_day for finding in found), *_reported_days(found))


def show_headline(recovery: Recovery) -> None:
    """How the whole recovery stands, for the patient, in one sentence."""
    sentence, badge = headline(
        recovery.findings,
        recovery.standing,
        today=recovery.day,
        warned_on=recovery.warned_on,
        called_on=recovery.called_on,
        takes_reports=recovery.treatment.closed_on is None,
    )
    st.markdown(f"{badge_text(badge)} &ensp; **{sentence}**")


def patient_card(finding: Finding, *, span: int) -> None:
    """A side effect for the patient, in plain words."""
    with st.container(border=True, key=f"course_{finding.effect.slug}"):
        _heading(finding, patient_badge(finding), patient_sentence(finding))
        _chart(finding, span=span, markers=())
        st.caption(band_caption(finding.band))


def clinician_card(finding: Finding, *, span: int, markers: Sequence[Marker]) -> None:
    """A side effect for the clinician: band and basis named, notes and warning signs marked."""
    with st.container(border=True, key=f"course_{finding.effect.slug}"):
        _heading(finding, clinician_badge(finding), clinician_sentence(finding))
        _chart(finding, span=span, markers=markers)


def _heading(finding: Finding, badge: Badge, sentence: str) -> None:
    st.markdown(f"**{plain(finding.effect.name)}** &ensp; {badge_text(badge)}")
    st.caption(sentence)


def _chart(finding: Finding, *, span: int, markers: Sequence[Marker]) -> None:
    show_figure(
        f"course_{finding.effect.slug}",
        course_figure(finding, dark=is_dark(), span=span, markers=markers),
        alt=course_alt(finding),
    )


def _reported_days(found: Sequence[Finding]) -> list[int]:
    return [0, *(finding.course.last_day for finding in found if finding.course is not None)]
