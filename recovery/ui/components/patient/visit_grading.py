"""Grading a side effect at a visit: the clinician's own eye beside the patient's reports."""

from dataclasses import dataclass

import streamlit as st

from recovery.domain.catalogue import Catalogue, Severity

VISIT_DAYS = 14
"""A visit is entered within two weeks: later, the note says when it was."""


@dataclass(frozen=True)
class Graded:
    """The day of a visit, and what was graded there; both None when nothing was."""

    day: int
    side_effect: str | None = None
    severity: Severity | None = None


def grade_at_visit(catalogue: Catalogue, *, today: int, key: str) -> Graded:
    """When the visit was, and, if one likes, a side effect with how severe it was found."""
    with st.grid(2, min_column_width=260):
        day = _day(today, key)
        slug = _side_effect(catalogue, key)
    if slug is None:
        return Graded(day)
    level: Severity | None = st.segmented_control(
        "How severe you find it",
        list(Severity),
        format_func=lambda severity: severity.word,
        key=f"grade_{key}_{slug}",
    )
    anchor = f"{catalogue.side_effect(slug).anchor(level)}. ".capitalize() if level else ""
    st.caption(f"{anchor}Your grade stands beside the patient's reports; it changes neither the course nor an alert.")
    return Graded(day, slug, level)


def _day(today: int, key: str) -> int:
    days = range(today, max(min(0, today), today - VISIT_DAYS) - 1, -1)
    chosen: int = st.selectbox(
        "Day of the visit",
        days,
        format_func=lambda day: f"Today, day {day}" if day == today else f"Day {day}",
        key=f"visit_day_{key}",
    )
    return chosen


def _side_effect(catalogue: Catalogue, key: str) -> str | None:
    chosen: str | None = st.selectbox(
        "Side effect that you grade (optional)",
        [effect.slug for effect in catalogue.active],
        index=None,
        format_func=lambda slug: catalogue.side_effect(slug).name,
        placeholder="None",
        key=f"graded_{key}",
    )
    return chosen
