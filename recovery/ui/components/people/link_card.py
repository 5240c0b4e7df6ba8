"""The card that a patient takes home: whose practice, the QR code and link, what is asked, whom to call."""

from datetime import date
from html import escape

import segno
import streamlit as st

from recovery.domain.clinic import dialled
from recovery.domain.loopback import opens_here_only
from recovery.domain.wording.card import greeting, lines, message
from recovery.services.people.enrolling import Person
from recovery.store.links import PersonalLink
from recovery.ui.addresses import our_address
from recovery.ui.session import now, office

_PRINTER = '<span class="rd-icon" aria-hidden="true">print</span>'


def link_card(person: Person, link: PersonalLink, token: str) -> None:
    """The card, which prints alone, and the link to copy into a message."""
    address = f"{our_address()}/p/{token}"
    if opens_here_only(address):
        st.warning(
            "This address opens on this computer only. For patients' phones, set RECOVERY_ADDRESS "
            "(docs/going-live.md) and make a new link.",
            icon=":material/smartphone:",
        )
    else:
        st.success(
            "Hand over this card now: the link is shown only once. In print only the card comes out, on A6 or larger.",
            icon=":material/print:",
        )
    # As HTML: Streamlit's own buttons ask the server, and recovery/web/scripts/print_card.js answers this one.
    st.html(f'<button type="button" class="rd-button rd-print">{_PRINTER}Print the card</button>', width="content")
    with st.container(border=True, key="card"):
        st.html(_card_html(person, address, works_until=person.clinic.today(link.expires_at)))
    st.caption("A message to send instead, to nobody but the patient:")
    st.code(
        message(person.clinic, person.patient.first_name, person.treatments, address), language=None, wrap_lines=True
    )
    st.caption("The link alone:")
    st.code(address, language=None, wrap_lines=True)


def _card_html(person: Person, address: str, *, works_until: date) -> str:
    picture = segno.make(address, error="m").svg_data_uri(scale=6, border=4, dark="#000", light="#fff")
    clinic = person.clinic
    said = "".join(
        f"<p>{escape(line)}</p>"
        for line in lines(
            clinic, person.treatments, guide=office().guide, today=clinic.today(now()), works_until=works_until
        )
    )
    return f"""<div class="rd-card">
<h3>{escape(clinic.name)}</h3>
<p>{escape(greeting(person.patient.first_name, person.treatments))}</p>
<img src="{picture}" alt="QR code of the personal link">
<p class="rd-address">{escape(address)}</p>
{said}
<p class="rd-numbers">Practice: <b>{_number(clinic.phone)}</b><br>
Emergency: <b>{_number(clinic.emergency_number)}</b></p>
</div>"""


def _number(number: str) -> str:
    return f'<a href="tel:{dialled(number)}">{escape(number)}</a>'
