"""A patient's personal link: its state, a new one, taking it away, and wrong PINs at it."""

from datetime import date, datetime

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.wording import on_date
from recovery.domain.wording.card import shown_until
from recovery.services.people.enrolling import Person
from recovery.services.people.handing_out import renew_link, revoke_link
from recovery.ui.components.people.link_card import link_card
from recovery.ui.components.people.wrong_pins import wrong_pins
from recovery.ui.components.popovers import close_popover, closing_popover
from recovery.ui.components.report.lending import hand_over
from recovery.ui.session import forget, get, now, office, put

_TOKEN = "link_token"  # noqa: S105 - the name under which the token is kept

_ENDS = "every phone that it signed in is signed out, and its PIN is forgotten"


def keep_token(patient_id: int, token: str) -> None:
    """Keep a fresh token in this browser tab, until another patient's page is shown."""
    put(_TOKEN, (patient_id, token))


def personal_link(visitor: Visitor, person: Person) -> None:
    """The card if the link was just made; else its state, and how to make a new one."""
    wrong_pins(visitor, person)
    kept_for, token = get(_TOKEN, (None, ""))
    if kept_for == person.patient.patient_id and person.link is not None:
        link_card(person, person.link, token)
    else:
        forget([_TOKEN])
        st.write(_state(person))
    with st.container(horizontal=True, key="link_actions"):
        _renew(visitor, person)
        _revoke(visitor, person)
        hand_over(person)


def _state(person: Person) -> str:
    if person.link is None:
        return "No link. Make one, and hand over the card with its QR code."
    if not person.link_works(now()):
        return f"The link expired on {on_date(_local(person, person.link.expires_at))}. Make a new one."
    used = "already opened" if person.link.first_used_at else "not opened yet"
    made, ends = (on_date(_local(person, at)) for at in (person.link.created_at, person.link.expires_at))
    return f"Made on {made}, works until {ends}, {used}. A link is shown only once, when it is made."


def _local(person: Person, moment: datetime) -> date:
    return person.clinic.today(moment)


def _renew(visitor: Visitor, person: Person) -> None:
    over = shown_until(person.treatments)
    opens_nothing = over is not None and over < person.today
    if person.link is None and not opens_nothing:
        if st.button("Make a link", type="primary", icon=":material/link:", key="renew_link"):
            _make(visitor, person)
            st.rerun()
        return
    label = "Make a new link" if person.link else "Make a link"
    with closing_popover(label, icon=":material/link:", key="renew"):
        if person.link:
            st.write(f"The present link stops working, {_ENDS}: the patient chooses a new one. Reports stay.")
        if opens_nothing:
            st.warning("It would open nothing: the recovery has been closed for too long. Open it again first.")
        if st.button(label, type="primary", key="renew_link"):
            _make(visitor, person)
            close_popover("renew")


def _make(visitor: Visitor, person: Person) -> None:
    patient_id = person.patient.patient_id
    keep_token(patient_id, renew_link(office(), visitor, patient_id=patient_id, now=now()))


def _revoke(visitor: Visitor, person: Person) -> None:
    if person.link is None:
        return
    with closing_popover("Revoke", icon=":material/link_off:", key="revoke"):
        st.write(f"The link stops working at once, {_ENDS}. Reports stay.")
        if st.button("Revoke the link", type="primary", key="revoke_link"):
            revoke_link(office(), visitor, patient_id=person.patient.patient_id, now=now())
            forget([_TOKEN])
            close_popover("revoke")
