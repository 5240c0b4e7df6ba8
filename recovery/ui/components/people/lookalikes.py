"""Who may be enrolled already, shown beside what is being entered."""

import streamlit as st

from recovery.domain.identifiers import as_text
from recovery.domain.wording import on_date, treatment_line
from recovery.domain.wording.desk import described, how_many_alike, why_alike
from recovery.services.people.enrolling import TreatmentEntry
from recovery.services.people.lookalikes import Lookalike, Lookalikes
from recovery.ui.components.people.treatment_form import carry_treatment
from recovery.ui.session import office
from recovery.ui.text import plain


def show_lookalikes(
    found: Lookalikes, *, treatment: TreatmentEntry | None = None, keeps_from_enrolling: bool = False
) -> None:
    """The patients who may be the same person, each with a way to look, and to give them the `treatment` entered."""
    title = "Not enrolled: somebody else?" if keeps_from_enrolling else "Enrolled already?"
    st.warning(how_many_alike(len(found.ids)), title=title, icon=":material/group:")
    for each in found.shown:
        with st.container(border=True, key=f"alike_{as_text(each.patient.patient_id)}"):
            _who(each)
            _ways(each, treatment)
    if len(found.ids) > len(found.shown):
        st.caption("There are more. The year of birth or the contact tells them apart.")


def _who(each: Lookalike) -> None:
    archived = " :gray-badge[:material/inventory_2: Archived]" if each.patient.archived_at else ""
    st.markdown(f"**{plain(each.patient.name)}**{archived}")
    lines = [plain(described(each.patient)), plain(why_alike(each.why)), _last(each)]
    st.caption("  \n".join(lines))


def _last(each: Lookalike) -> str:
    if each.last is None:
        return "No treatment yet"
    closed = ", closed" if each.last.closed_on else ""
    return (
        f"Last treatment: {treatment_line(each.last, office().guide.catalogue)}, {on_date(each.last.procedure)}{closed}"
    )


def _ways(each: Lookalike, treatment: TreatmentEntry | None) -> None:
    patient = each.patient
    of = as_text(patient.patient_id)
    with st.container(horizontal=True, gap="small", key=f"alike_ways_{of}"):
        # In a window of its own: what is typed here stays.
        st.link_button(
            f"Look at {patient.code}", f"/people?patient={of}", key=f"look_at_{of}", icon=":material/open_in_new:"
        )
        if treatment is None or patient.archived_at is not None:
            return
        if st.button("Add the treatment to this patient", key=f"add_to_{of}", icon=":material/add:"):
            carry_treatment(patient.patient_id, treatment)
