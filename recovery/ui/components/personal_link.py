"""A patient's personal link: shown once, on a card that prints."""

from datetime import date, datetime
from html import escape

import segno
import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.clinic import Clinic, Patient
from recovery.domain.wording import on_date, watched
from recovery.services.enrolling import Person, renew_link, revoke_link
from recovery.ui.session import forget, get, now, office, put

_TOKEN = "link_token"  # noqa: S105 - the name under which the token is kept


def keep_token(patient_id: int, token: str) -> None:
    """Keep a fresh token in this browser tab, until another patient's page is shown."""
    put(_TOKEN, (patient_id, token))


def personal_link(visitor: Visitor, person: Person) -> None:
    """The card if the link was just made; else its state, and how to make a new one."""
    kept_for, token = get(_TOKEN, (None, ""))
    if kept_for == person.patient.patient_id:
        _card(person, _address(token))
    else:
        forget([_TOKEN])
        st.write(_state(person))
    with st.container(horizontal=True, key="link_actions"):
        _renew(visitor, person)
        _revoke(visitor, person)


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
    label = "Make a new link" if person.link else "Make a link"
    with st.popover(label, icon=":material/link:", key="renew"):
        if person.link:
            st.write("The present link stops working, and every phone that it signed in is signed out.")
        if st.button(label, type="primary", key="renew_link"):
            patient_id = person.patient.patient_id
            keep_token(patient_id, renew_link(office(), visitor, patient_id=patient_id, now=now()))
            st.rerun()


def _revoke(visitor: Visitor, person: Person) -> None:
    if person.link is None:
        return
    with st.popover("Revoke", icon=":material/link_off:", key="revoke"):
        st.write("The link stops working at once, and every phone that it signed in is signed out.")
        if st.button("Revoke the link", type="primary", key="revoke_link"):
            revoke_link(office(), visitor, patient_id=person.patient.patient_id, now=now())
            forget([_TOKEN])
            st.rerun()


def _address(token: str) -> str:
    base = office().settings.address or "/".join(str(st.context.url).split("/")[:3])
    return f"{base}/p/{token}"


def _card(person: Person, address: str) -> None:
    st.success(
        "Hand over this card now: the link is shown only once. To print it, use your browser's print (Ctrl+P): "
        "only the card comes out.",
        icon=":material/print:",
    )
    with st.container(border=True, key="card"):
        st.html(
            _card_html(
                person.patient,
                person.clinic,
                address,
                last_day=office().guide.last_due_day(person.treatments[0].method),
            )
        )
    if "//localhost" in address or "//127.0.0.1" in address:
        st.warning(
            "This address opens on this computer only. For patients' phones, set RECOVERY_ADDRESS "
            "(docs/going-live.md) and make a new link.",
            icon=":material/smartphone:",
        )
    st.caption("The link, to copy into a message:")
    st.code(address, language=None, wrap_lines=True)


def _card_html(patient: Patient, clinic: Clinic, address: str, *, last_day: int) -> str:
    picture = segno.make(address, error="m").png_data_uri(scale=6, border=4)
    return f"""
<h3 style="margin:0">{escape(clinic.name)}</h3>
<p>Hello {escape(patient.first_name)}, please tell us once a day how your skin is doing, until day {last_day}
after your treatment. It takes less than a minute. Point your phone's camera here, or type the address:</p>
<p style="text-align:center"><img src="{picture}" alt="QR code of the personal link" width="240" height="240"
style="background:#fff"></p>
<p style="overflow-wrap:anywhere;font-family:monospace">{escape(address)}</p>
<p>This link is yours alone: whoever has it can read and send your reports.</p>
<p>{escape(watched(clinic))}<br>Practice: <b>{escape(clinic.phone)}</b><br>
Emergency: <b>{escape(clinic.emergency_number)}</b></p>
"""
