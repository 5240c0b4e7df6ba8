"""What the front desk enters about a treatment, with a new patient or for one who is known."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.clinic import Staff
from recovery.services.people.enrolling import TreatmentEntry
from recovery.ui.session import now, office

OnChange = Literal["ignore", "rerun"]

FIRST_DATE, LAST_DATE = date(1900, 1, 1), date(2199, 12, 31)
"""Wider than what is allowed: out of its range the field would fall back to today."""


def treatment_fields(
    visitor: Visitor, staff: Sequence[Staff], *, key: str, of: str = "", before: TreatmentEntry | None = None,
    live: bool = False,
) -> TreatmentEntry:  # fmt: skip
    """Method, areas, date and clinician as chosen so far; with those of `before` where nothing was chosen.

    Where they are `live`, the page runs again with each choice.
    """
    on_change: OnChange = "rerun" if live else "ignore"
    return TreatmentEntry(
        method=_method(before, on_change, key=f"{key}_method{of}"),
        areas=_areas(before, on_change, key=f"{key}_areas{of}"),
        procedure=_date(before, on_change, key=f"{key}_date{of}"),
        clinician_id=_clinician(visitor, staff, before, on_change, key=f"{key}_clinician{of}"),
    )


def _method(before: TreatmentEntry | None, on_change: OnChange, *, key: str) -> str:
    catalogue = office().guide.catalogue
    slugs = [method.slug for method in catalogue.methods]
    return st.selectbox(
        "Method",
        slugs,
        index=slugs.index(before.method) if before and before.method in slugs else 0,
        format_func=lambda slug: catalogue.method(slug).name,
        on_change=on_change,
        key=key,
    )


def _areas(before: TreatmentEntry | None, on_change: OnChange, *, key: str) -> tuple[str, ...]:
    catalogue = office().guide.catalogue
    slugs = [area.slug for area in catalogue.areas]
    chosen = st.pills(
        "Areas",
        slugs,
        default=[slug for slug in before.areas if slug in slugs] if before else None,
        format_func=lambda slug: catalogue.area(slug).name,
        selection_mode="multi",
        on_change=on_change,
        key=key,
    )
    return tuple(chosen)


def _date(before: TreatmentEntry | None, on_change: OnChange, *, key: str) -> date:
    return st.date_input(
        "Date of the procedure (day 0)",
        value=before.procedure if before else office().the_clinic().today(now()),
        min_value=FIRST_DATE,
        max_value=LAST_DATE,
        format="YYYY-MM-DD",
        on_change=on_change,
        key=key,
    )


def _clinician(
    visitor: Visitor, staff: Sequence[Staff], before: TreatmentEntry | None, on_change: OnChange, *, key: str
) -> int:
    names = {person.account_id: person.name for person in staff}
    ids = list(names)
    wanted = before.clinician_id if before and before.clinician_id in names else visitor.subject_id
    chosen = st.selectbox(
        "Clinician",
        ids,
        index=ids.index(wanted) if wanted in names else 0,
        format_func=lambda account_id: names[account_id],
        on_change=on_change,
        key=key,
    )
    return chosen or 0
