"""Inviting a colleague."""

import streamlit as st

from recovery.domain.access import Role, Visitor
from recovery.domain.identifiers import as_text
from recovery.domain.staff import STAFF_ROLES
from recovery.errors import RecoveryError
from recovery.services.entry.local_sign_in import provider_for_staff
from recovery.services.staff.inviting import StaffEntry, invite
from recovery.ui import refusal
from recovery.ui.components.administration.staff_link import keep_link
from recovery.ui.navigation import page_of
from recovery.ui.session import now, office

ROLES_HELP = (
    "Clinicians enrol and see patients. Managers see figures of groups, set the guidance and look after accounts."
)


def invite_form(visitor: Visitor) -> None:
    """Name, sign-in name and roles; then the link to hand over."""
    with st.form("invite"):
        name = st.text_input("Name", key="invited_name", autocomplete="off")
        login = st.text_input("Sign-in name", key="invited_login", autocomplete="off")
        st.caption(login_help())
        roles = st.pills(
            "Roles",
            STAFF_ROLES,
            selection_mode="multi",
            default=[role for role in STAFF_ROLES if role.value == st.query_params.get("invite")],
            format_func=role_label,
            key="invited_roles",
        )
        st.caption(ROLES_HELP)
        if st.form_submit_button("Make the link", type="primary", icon=":material/link:", key="send_invitation"):
            _invite(visitor, StaffEntry(name, login, frozenset(roles)))


def role_label(role: Role) -> str:
    """A role as one chooses it."""
    return role.value.capitalize()


def login_help() -> str:
    """What a sign-in name is, here."""
    provider = provider_for_staff(office())
    if provider is not None:
        return f"The e-mail address that they have with {provider.name}: without it, single sign-on does not know them."
    return "One word, such as the e-mail address."


def _invite(visitor: Visitor, entry: StaffEntry) -> None:
    try:
        link = invite(office(), visitor, entry=entry, now=now())
    except RecoveryError as error:
        refusal.show(error, before="Nobody is invited yet.")
        return
    keep_link(link)
    st.switch_page(page_of("administration"), query_params={"account": as_text(link.account.account_id)})
