"""Finding a patient by name or code."""

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.clinic import Patient
from recovery.domain.identifiers import as_text
from recovery.domain.wording import on_date, treatment_line
from recovery.domain.wording.english import counted
from recovery.services.people.enrolling import PAGE, Glance, glances, search
from recovery.ui.components.paging import choose_page, first_page, page_numbers
from recovery.ui.navigation import page_of
from recovery.ui.session import now, office
from recovery.ui.text import plain


def people_search(visitor: Visitor) -> None:
    """A box to type in, and the patients that fit, each leading to their own page."""
    words = st.text_input(
        "Name or code", key="search", icon=":material/search:", placeholder="Name or P-…", on_change=first_page
    )
    archived = st.toggle("Archived too", key="archived_too", on_change=first_page)
    found, total = search(office(), visitor, words=words or "", page=choose_page(), archived=archived)
    if not total:
        st.write(_nobody(visitor, words or "", archived=archived))
        return
    st.caption(f"{total:,} {'fits' if total == 1 else 'fit'}" if words else f"{total:,} enrolled")
    beside = glances(office(), visitor, patient_ids=[patient.patient_id for patient in found], now=now())
    for patient in found:
        _row(patient, beside[patient.patient_id])
    page_numbers(total, PAGE)


def _nobody(visitor: Visitor, words: str, *, archived: bool) -> str:
    _, put_away = (None, 0) if archived else search(office(), visitor, words=words, page=1, archived=True)
    if put_away:
        return f"Nobody fits, but {counted(put_away, 'archived patient')}: switch on “Archived too”."
    return "Nobody fits. Try fewer letters." if words else "Nobody is enrolled yet. Enrol the first patient above."


def _row(patient: Patient, glance: Glance) -> None:
    born = f" &ensp; born {patient.year_of_birth}" if patient.year_of_birth else ""
    archived = " &ensp; :gray-badge[:material/inventory_2: Archived]" if patient.archived_at else ""
    with st.container(gap=None, key=f"found_{as_text(patient.patient_id)}"):
        st.page_link(
            page_of("people"),
            label=f"{plain(patient.name)} &ensp; {patient.code}{born}{archived}",
            icon=":material/person:",
            query_params={"patient": as_text(patient.patient_id)},
        )
        st.caption(_beside(glance))


def _beside(glance: Glance) -> str:
    link = "has a link" if glance.has_link else "no link"
    if glance.last is None:
        return f"No treatment yet · {link}"
    stands = "closed" if glance.last.closed_on else "open"
    what = treatment_line(glance.last, office().guide.catalogue)
    return f"{what}, {on_date(glance.last.procedure)} · {stands} · {link}"
