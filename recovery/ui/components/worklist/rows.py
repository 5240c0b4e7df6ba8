"""One row of the worklist: who it is, what it says, and what to do."""

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.identifiers import as_text
from recovery.domain.worklist import Choice, Row, View
from recovery.services.alerts.triaging import Worklist
from recovery.ui.components.worklist.attending_asked import Asked
from recovery.ui.components.worklist.attending_form import attending_form
from recovery.ui.components.worklist.attending_offers import Offer, label_of, menu_label, offers_for
from recovery.ui.components.worklist.attending_steps import form_open, note_chosen, note_step
from recovery.ui.components.worklist.choice import as_query
from recovery.ui.components.worklist.reading import reading_part
from recovery.ui.navigation import page_of
from recovery.ui.text import plain


def worklist_row(visitor: Visitor, row: Row, shown: Worklist, choice: Choice, *, marked: bool) -> None:
    """A row with its link to the patient's page, its buttons, and the form that one of them opens."""
    with st.container(border=True, key=f"row_{as_text(row.treatment_id)}"):
        st.page_link(page_of("patient"), label=_name(row), query_params=query_of(row.treatment_id, choice))
        st.html(reading_part(row, shown, marked=marked))
        _buttons(row)
        form = form_open()
        if form is not None and form.treatment_id == row.treatment_id:
            attending_form(visitor, shown.clinic, form)


def query_of(treatment_id: int, choice: Choice) -> dict[str, str]:
    """The address of a patient's page that knows the list which it was opened from, if not all open recoveries."""
    return {"treatment": as_text(treatment_id), **(as_query(choice) if choice.view is not View.ALL else {})}


def asked_of(row: Row, offer: Offer) -> Asked:
    """A step for a row, with its alerts as they are shown."""
    return Asked(offer, row.treatment_id, row.who.patient.name, row.alerts)


def _name(row: Row) -> str:
    return f"{plain(row.who.patient.name)} &ensp; {row.who.patient.code}"


def _buttons(row: Row) -> None:
    key, offers = as_text(row.treatment_id), offers_for(row.alerts)
    first = Offer.TAKE if Offer.TAKE in offers else Offer.CLOSE
    asked = asked_of(row, first)
    st.button(label_of(first, row.alerts), key=f"first_{key}", on_click=note_step, args=(asked,))
    st.menu_button(
        menu_label(row.alerts),
        [offer for offer in offers if offer is not first],
        key=f"more_{key}",
        format_func=lambda offer: label_of(offer, row.alerts),
        on_click=note_chosen,
        args=(f"more_{key}", asked),
    )


def form_apart(visitor: Visitor, shown: Worklist) -> None:
    """The open form above the list, when its row is not on this page any more: what was written is not lost."""
    form = form_open()
    if form is not None and form.treatment_id not in {row.treatment_id for row in shown.rows}:
        st.markdown(f"**{plain(form.name)}** is not on this page any more.")
        attending_form(visitor, shown.clinic, form)
