"""Choosing another treatment of the same patient to compare with, and which days to look at."""

from collections.abc import Sequence

import streamlit as st

from recovery.charts.earlier import Earlier
from recovery.domain.access import Visitor
from recovery.domain.catalogue import Catalogue
from recovery.domain.clinic import Treatment
from recovery.domain.finding import Finding
from recovery.domain.identifiers import as_text, from_text
from recovery.domain.wording.comparing import differences, treatment_month
from recovery.errors import NotFound
from recovery.services.recoveries.comparing import Other, other
from recovery.services.recoveries.looking import Record
from recovery.ui.components.figures import has_mouse
from recovery.ui.session import now, office
from recovery.ui.text import plain

_ADDRESS = "compare"
"""The address holds the other treatment's id alone."""

PART_DAYS = 7
ALL_DAYS = "All days"


def compared(visitor: Visitor, seen: Record) -> Other | None:
    """The treatment that was chosen to compare with, under its control; None when there is none, or none chosen."""
    shown, catalogue = seen.recovery.treatment, seen.guide.catalogue
    if not seen.other_treatments:
        return None
    chosen_id = _choose(shown, seen.other_treatments, catalogue)
    if chosen_id is None:
        return None
    found = other(office(), visitor, treatment_id=shown.treatment_id, other_id=chosen_id, now=now())
    said = differences(shown, found.treatment, catalogue)
    if said:
        st.caption(plain(said))
    return found


def behind(compared_with: Other | None, finding: Finding, catalogue: Catalogue) -> Earlier | None:
    """The other treatment's course of the same side effect until it was gone, for its picture; None if never there."""
    then = compared_with.findings.get(finding.effect.slug) if compared_with else None
    if compared_with is None or then is None or then.course is None or not then.ever_present:
        return None
    treatment, gone = compared_with.treatment, then.course.clear_since
    points = [point for point in then.points if gone is None or point.day <= gone]
    return Earlier(points, treatment_month(treatment, catalogue), treatment.procedure)


def parts_of(span: int) -> list[tuple[int, int]]:
    """The day axis in weeks, first and last day of each, neighbours sharing a day; the last takes what is left."""
    starts = list(range(0, span - PART_DAYS + 1, PART_DAYS))
    return [(first, span if first == starts[-1] else first + PART_DAYS) for first in starts]


def choose_days(span: int) -> tuple[int, int] | None:
    """The days to show larger, first and last; None for all. Nothing to choose on a short axis."""
    if span < 2 * PART_DAYS:
        return None
    parts = {f"{first} to {last}": (first, last) for first, last in parts_of(span)}
    chosen = st.segmented_control(
        "Days shown", [ALL_DAYS, *parts], default=ALL_DAYS, required=True, key="days", bind="query-params"
    )
    if has_mouse():
        with st.container(key="drag_hint"):  # recovery/ui/theme.py hides it where one touches, or on a phone's width
            st.caption("Or drag across some days of a picture; a double click shows all again.")
    return parts.get(str(chosen))


def _choose(shown: Treatment, choices: Sequence[Treatment], catalogue: Catalogue) -> int | None:
    by_id = {choice.treatment_id: choice for choice in choices}
    asked = _asked()
    ids = list(by_id)
    chosen = st.selectbox(
        "Compare with …",
        ids,
        index=ids.index(asked) if asked in by_id else None,
        format_func=lambda treatment_id: treatment_month(by_id[treatment_id], catalogue),
        placeholder="Another treatment of this patient",
        key=f"compare_{as_text(shown.treatment_id)}",
        width=360,
    )
    if chosen is None:
        st.query_params.pop(_ADDRESS, None)
    elif chosen != asked:
        st.query_params[_ADDRESS] = as_text(chosen)
    return chosen


def _asked() -> int | None:
    try:
        return from_text(st.query_params[_ADDRESS]) if _ADDRESS in st.query_params else None
    except NotFound:
        return None
