"""One patient at the front desk: who they are, their personal link, their treatments."""

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.clinic import Clinic, Patient, Treatment
from recovery.domain.identifiers import as_text
from recovery.domain.wording import on_date, treatment_line
from recovery.domain.wording.english import counted, days
from recovery.services.people.enrolling import Person, person
from recovery.ui.components.patient.closing import close_or_reopen
from recovery.ui.components.patient.correction import correction
from recovery.ui.components.people.erasing import erase_section, erased_on
from recovery.ui.components.people.person_details import details, is_editing
from recovery.ui.components.people.personal_link import personal_link
from recovery.ui.components.people.treatment_form import treatment_form
from recovery.ui.navigation import page_of
from recovery.ui.session import now, office
from recovery.ui.text import plain


def show_person(visitor: Visitor, patient_id: int) -> None:
    """Details, personal link, treatments, and what the patient may ask for."""
    shown = person(office(), visitor, patient_id=patient_id, now=now())
    st.title(plain(shown.patient.name), anchor=False)
    _put_away(shown.patient, shown.clinic)
    details(visitor, shown)
    if is_editing(shown.patient):
        return
    if shown.patient.is_enrolled:
        st.header("Personal link", anchor=False)
        personal_link(visitor, shown)
    st.header("Treatments", anchor=False)
    _treatments(visitor, shown)
    erase_section(visitor, shown)


def _put_away(patient: Patient, clinic: Clinic) -> None:
    if patient.erased_at is not None:
        st.info(erased_on(patient, clinic), icon=":material/person_off:")
    elif patient.archived_at is not None:
        said = f"Archived on {on_date(clinic.today(patient.archived_at))}. Takes no new treatment and no link."
        st.info(said, icon=":material/inventory_2:")


def _treatments(visitor: Visitor, shown: Person) -> None:
    for treatment in shown.treatments:
        _treatment(visitor, shown, treatment)
    if shown.patient.is_enrolled:
        treatment_form(visitor, shown)


def _treatment(visitor: Visitor, shown: Person, treatment: Treatment) -> None:
    of = as_text(treatment.treatment_id)
    box = st.container(border=True, key=f"treatment_of_{of}")
    what, where = box.columns((4, 5), gap="small", vertical_alignment="center")
    what.page_link(
        page_of("patient"),
        label=treatment_line(treatment, office().guide.catalogue),
        icon=":material/monitoring:",
        query_params={"treatment": of},
    )
    where.caption(_where_it_stands(treatment, shown))
    if shown.patient.erased_at is None:
        with box:
            correction(visitor, treatment)
            if treatment.closed_on is None or shown.patient.is_enrolled:
                _close_or_reopen(visitor, shown, treatment, of)


def _close_or_reopen(visitor: Visitor, shown: Person, treatment: Treatment, of: str) -> None:
    """The button that closes it or opens it again; where alerts wait, the way to them, as closing asks for a note."""
    waiting = shown.waiting[treatment.treatment_id]
    if not waiting:
        close_or_reopen(visitor, treatment, (), reports=shown.reports[treatment.treatment_id], of=f"_{of}")
        return
    st.page_link(
        page_of("patient"),
        label=f"{counted(waiting, 'alert')} still open: look, then close it there",
        icon=":material/notifications_active:",
        query_params={"treatment": of},
    )


def _where_it_stands(treatment: Treatment, shown: Person) -> str:
    day = treatment.day(shown.today)
    if treatment.closed_on:
        stands = f"closed on {on_date(treatment.closed_on)}"
    else:
        stands = f"**day {day}**" if day >= 0 else f"in {days(-day)}"
    return f"{on_date(treatment.procedure)} · {stands} · {plain(treatment.clinician.name)}"
