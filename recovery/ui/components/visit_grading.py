"""Grading a side effect at a visit: the clinician's own eye beside the patient's reports."""

import streamlit as st

from recovery.domain.catalogue import Catalogue, Severity

VISIT_DAYS = 14
"""A visit is entered within two weeks: later, the note says when it was."""


def visit_day(today: int, *, key: str) -> int:
    """The day of the visit: today unless another is chosen."""
    days = range(today, max(min(0, today), today - VISIT_DAYS) - 1, -1)
    chosen: int = st.selectbox(
        "Day of the visit",
        days,
        format_func=lambda day: f"Today, day {day}" if day == today else f"Day {day}",
        key=f"visit_day_{key}",
    )
    return chosen


def grade_at_visit(catalogue: Catalogue, *, key: str) -> tuple[str | None, Severity | None]:
    """The side effect that was graded and how severe it was found; both None when none was."""
    slug: str | None = st.selectbox(
        "Side effect that you grade (optional)",
        [effect.slug for effect in catalogue.active],
        index=None,
        format_func=lambda slug: catalogue.side_effect(slug).name,
        placeholder="None",
        key=f"graded_{key}",
    )
    if slug is None:
        return None, None
    level: Severity | None = st.segmented_control(
        "How severe you find it",
        list(Severity),
        format_func=lambda severity: severity.word,
        key=f"grade_{key}_{slug}",
    )
    st.caption(_anchor(catalogue, slug, level))
    return slug, level


def _anchor(catalogue: Catalogue, slug: str, level: Severity | None) -> str:
    if not level:
        return "Your grade stands beside the patient's reports; it changes neither their course nor an alert."
    return catalogue.side_effect(slug).anchor(level)
