"""How one signs in oneself, and signing out everywhere."""

from html import escape

import streamlit as st

from recovery.domain.access import Action, Visitor
from recovery.services.alerts.duty import duty_now
from recovery.services.entry.local_sign_in import local_sign_in_is_off, provider_for_staff
from recovery.services.entry.session_lists import sign_out_everywhere
from recovery.services.staff.own_account import OwnAccount
from recovery.ui.components.popovers import close_popover, closing_popover
from recovery.ui.guard import leave
from recovery.ui.navigation import page_of
from recovery.ui.session import now, office
from recovery.ui.text import plain

PASSWORD_PATH, CODE_PATH = "/auth/password", "/auth/second-factor"


def own_access(own: OwnAccount) -> None:
    """Password, second factor and single sign-on: how each stands, and where it is changed."""
    provider, local = provider_for_staff(office()), not local_sign_in_is_off(office())
    if provider is not None:
        linked = "linked to this account" if own.member.is_linked else "not used with this account yet"
        st.markdown(f"Single sign-on with {escape(provider.name)}: **{linked}**.")
    if not local:
        return
    if own.member.has_password:
        _line("Password: you have one.", "Change the password", PASSWORD_PATH)
        state = "Second factor: **on**." if own.member.has_code else "Second factor: **off**."
        asked = " This practice asks everybody for one." if own.clinic.requires_code and not own.member.has_code else ""
        _line(state + asked, "Manage it" if own.member.has_code else "Set it up", CODE_PATH)
    else:
        st.markdown("Password: **none**. A manager can give you a link to choose one.")


def own_address(visitor: Visitor, own: OwnAccount) -> None:
    """Where alerts are mailed to; where none is given yet, the way to enter one, for who may get any."""
    if own.member.email:
        st.markdown(f"E-mail for alerts: {plain(own.member.email)}")
    elif visitor.may(Action.HANDLE_ALERTS) and duty_now(office(), visitor) is not None:
        st.markdown("E-mail for alerts: none given yet. Enter it on the worklist, with “I am on duty”.")
        st.page_link(page_of("worklist"), label="To the worklist", icon=":material/notifications:")


def sign_out_elsewhere(visitor: Visitor, own: OwnAccount) -> None:
    """Ending every session but this one, or all of them."""
    with st.container(horizontal=True, key="sign_out_actions"):
        if len(own.sessions) > 1:
            with closing_popover("Sign out everywhere else", icon=":material/devices_off:", key="elsewhere"):
                st.write("Your other sessions end at their next click, with what is not saved there.")
                if st.button("Sign out everywhere else", type="primary", key="sign_out_elsewhere"):
                    sign_out_everywhere(office(), visitor, but_here=True, now=now())
                    close_popover("elsewhere")
        with closing_popover("Sign out everywhere", icon=":material/logout:", key="everywhere"):
            st.write("All your sessions end, this one too; devices that you used count as new ones.")
            if st.button("Sign out everywhere", type="primary", key="sign_out_everywhere"):
                sign_out_everywhere(office(), visitor, but_here=False, now=now())
                leave()


def _line(text: str, label: str, path: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"own_{path.rsplit('/', 1)[-1]}"):
        st.markdown(text, width="content")
        # A link of Streamlit's would open another tab.
        st.html(f'<a class="rd-call rd-calm" href="{path}" target="_self">{escape(label)}</a>', width="content")
