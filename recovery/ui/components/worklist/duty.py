"""Who is on duty, and going on duty oneself."""

import streamlit as st

from recovery.domain.access import Visitor
from recovery.errors import RecoveryError
from recovery.services.alerts.duty import Duty, duty_now, end_duty, take_duty
from recovery.ui import refusal
from recovery.ui.components.popovers import close_popover, closing_popover
from recovery.ui.session import now, office
from recovery.ui.text import plain

_POPOVER = "on_duty"


def duty_line(visitor: Visitor) -> None:
    """Who gets the alerts by mail, and a way to be the one; nothing while mail is off."""
    duty = duty_now(office(), visitor)
    if duty is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="duty"):
        st.markdown(_who(duty), width="content")
        _go_on_duty(visitor, duty)
        if duty.is_of(visitor) and st.button("I am off duty", key="end_duty", type="tertiary"):
            end_duty(office(), visitor, now=now())
            st.rerun()


def _who(duty: Duty) -> str:
    if duty.on_duty is None:
        return ":material/notifications_off: **Nobody is on duty**: no alert is mailed."
    return f":material/notifications: On duty: **{plain(duty.on_duty.name)}**"


def _go_on_duty(visitor: Visitor, duty: Duty) -> None:
    with closing_popover("My address" if duty.is_of(visitor) else "I am on duty", key=_POPOVER):
        st.write(
            "Urgent and high alerts are mailed to you at once, what else nobody has taken once a day at "
            f"{office().settings.digest_hour}:00. A mail names no patient."
        )
        email = st.text_input("Your e-mail address", value=duty.own_email, key="duty_email", autocomplete="email")
        if st.button("Mail alerts to this address", type="primary", key="take_duty"):
            try:
                take_duty(office(), visitor, email=email or "", now=now())
            except RecoveryError as error:
                refusal.show(error)
            else:
                close_popover(_POPOVER)
