"""The steps that can be taken with alerts on a patient's page."""

from collections.abc import Sequence

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.alerts import Alert, Step
from recovery.domain.handling import Move
from recovery.domain.wording import reason
from recovery.errors import RecoveryError
from recovery.services.alerts.attending import attend
from recovery.services.recoveries.looking import Record
from recovery.ui import refusal
from recovery.ui.components.worklist.attending_asked import Asked
from recovery.ui.components.worklist.attending_form import attending_form
from recovery.ui.components.worklist.attending_offers import Offer, label_of, menu_label, offers_for
from recovery.ui.components.worklist.attending_steps import form_open, note_chosen, note_step
from recovery.ui.session import now, office


def steps_with(seen: Record, alerts: Sequence[Alert], *, key: str) -> None:
    """Taking these alerts with one tap, and a menu of what else can be done; all of them at once."""
    offers, takes = offers_for(alerts), _asked(seen, alerts)
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"steps_{key}"):
        if Offer.TAKE in offers:
            label = label_of(Offer.TAKE, alerts)
            st.button(label, key=f"take_{key}", on_click=note_step, args=(takes,), type="primary")
        _menu(menu_label(alerts), takes, [each for each in offers if each is not Offer.TAKE], key)


def menu_with(seen: Record, alert: Alert, *, key: str) -> None:
    """A menu of all that can be done with one alert of several."""
    _menu("With this one", _asked(seen, [alert]), offers_for([alert]), key)


def _menu(label: str, asked: Asked, offers: Sequence[Offer], key: str) -> None:
    st.menu_button(
        label,
        offers,
        key=f"more_{key}",
        format_func=lambda offer: label_of(offer, asked.alerts),
        on_click=note_chosen,
        args=(f"more_{key}", asked),
    )


def _asked(seen: Record, alerts: Sequence[Alert]) -> Asked:
    return Asked(Offer.TAKE, seen.recovery.treatment.treatment_id, seen.recovery.patient.name, tuple(alerts))


def form_of(visitor: Visitor, seen: Record) -> None:
    """The fields of the step that was chosen here, with what it is about."""
    form = form_open()
    if form is None or form.treatment_id != seen.recovery.treatment.treatment_id:
        return
    attending_form(visitor, seen.recovery.clinic, form)


def reopen(visitor: Visitor, seen: Record, *, key: str) -> None:
    """Opening a past alert again, with a note; not one that has come up anew since."""
    waiting = {(alert.rule, alert.side_effect) for alert in seen.open_alerts}
    by_id = {each.alert_id: each for each in seen.past_alerts if (each.rule, each.side_effect) not in waiting}
    if not by_id:
        return
    with st.popover("Open one again", icon=":material/undo:", key=f"reopening_{key}"):
        chosen = st.selectbox(
            "Which one?",
            list(by_id),
            format_func=lambda each: reason(by_id[each], seen.guide.catalogue, today=seen.recovery.today_day),
            key=f"reopened_{key}",
        )
        note = st.text_area("Why?", height=80, key=f"reopening_note_{key}")
        if st.button("Open it again", key=f"reopen_{key}", type="primary"):
            _reopen(visitor, by_id[chosen], note or "")


def _reopen(visitor: Visitor, alert: Alert, note: str) -> None:
    try:
        attend(office(), visitor, seen={alert.alert_id: alert.version}, move=Move(Step.REOPENED, note=note), now=now())
    except RecoveryError as error:
        refusal.show(error, before="Not opened.")
        return
    st.rerun()
