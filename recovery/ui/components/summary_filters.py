"""Which treatments a summary counts."""

from datetime import date
from urllib.parse import urlencode

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.identifiers import as_text
from recovery.domain.summary import Filters
from recovery.services.exporting import clinicians, default_filters
from recovery.ui.session import now, office


def choose_filters(visitor: Visitor) -> Filters:
    """Period, method and clinician; everything on record to begin with."""
    catalogue = office().guide.catalogue
    start = default_filters(office(), visitor, now=now())
    staff = {person.account_id: person.name for person in clinicians(office(), visitor)}
    with st.grid(4, min_column_width=160):
        since = st.date_input("Procedures from", start.since, format="YYYY-MM-DD", key="since")
        until = st.date_input("until", start.until, format="YYYY-MM-DD", key="until")
        method = st.selectbox(
            "Method",
            [method.slug for method in catalogue.methods],
            index=None,
            format_func=lambda slug: catalogue.method(slug).name,
            placeholder="All methods",
            key="method",
        )
        clinician = st.selectbox(
            "Clinician",
            list(staff),
            index=None,
            format_func=lambda key: staff[key],
            placeholder="All clinicians",
            key="clinician",
        )
    return Filters(_day(since, start.since), _day(until, start.until), method, clinician)


def download_address(filters: Filters, *, file: str) -> str:
    """Where a file of this choice is: "summary.csv" or "alerts.csv"."""
    chosen = {
        "since": filters.since.isoformat(),
        "until": filters.until.isoformat(),
        "method": filters.method,
        "clinician": as_text(filters.clinician_id) if filters.clinician_id else None,
    }
    return f"/download/{file}?" + urlencode({key: value for key, value in chosen.items() if value})


def _day(chosen: object, otherwise: date) -> date:
    return chosen if isinstance(chosen, date) else otherwise
