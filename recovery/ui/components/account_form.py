"""Changing a member of staff's name, sign-in name and roles."""

import streamlit as st

from recovery.domain.access import Role, Visitor
from recovery.domain.identifiers import as_text
from recovery.domain.staff import STAFF_ROLES
from recovery.errors import RecoveryError
from recovery.services.inviting import StaffEntry
from recovery.services.staff_accounts import One, change
from recovery.ui import refusal
from recovery.ui.components.invite_form import ROLES_HELP, login_help
from recovery.ui.session import forget, get, has, now, office, put

_SAVED = "account_saved"


def account_form(visitor: Visitor, shown: One) -> None:
    """The fields as they are, and a button that puts what was entered in their place."""
    key = as_text(shown.member.account_id)
    # What the form started from: of two managers who change the same, the second is told.
    if not has(f"account_name_{key}") or get(f"account_seen_{key}") is None:
        put(f"account_seen_{key}", shown.entry)
    seen: StaffEntry = get(f"account_seen_{key}")
    with st.form(f"account_{key}"):
        entry = _fields(seen, key)
        if shown.member.account_id == visitor.subject_id:
            st.caption(
                "This is your own account: without the role of a manager you lose this page with your next click."
            )
        if st.form_submit_button("Save", key="save_account", icon=":material/check:"):
            _save(visitor, shown, entry, seen)
    if get(_SAVED) == key:
        forget([_SAVED])
        st.success("Saved. It holds from their next click.", icon=":material/check:")


def _fields(seen: StaffEntry, key: str) -> StaffEntry:
    name = st.text_input("Name", value=seen.name, key=f"account_name_{key}", autocomplete="off")
    login = st.text_input(
        "Sign-in name", value=seen.login, key=f"account_login_{key}", autocomplete="off", help=login_help()
    )
    roles = st.pills(
        "Roles",
        STAFF_ROLES,
        selection_mode="multi",
        default=[role for role in STAFF_ROLES if role in seen.roles],
        format_func=_capital,
        key=f"account_roles_{key}",
        help=ROLES_HELP,
    )
    return StaffEntry(name, login, frozenset(roles))


def _capital(role: Role) -> str:
    return role.value.capitalize()


def _save(visitor: Visitor, shown: One, entry: StaffEntry, seen: StaffEntry) -> None:
    key = as_text(shown.member.account_id)
    try:
        change(office(), visitor, account_id=shown.member.account_id, entry=entry, seen=seen, now=now())
    except RecoveryError as error:
        refusal.show(error, before="Not saved.")
        put(f"account_seen_{key}", shown.entry)
        return
    put(f"account_seen_{key}", None)
    put(_SAVED, key)
    st.rerun()
