"""Changing a member of staff's name, sign-in name and roles."""

import streamlit as st

from recovery.domain.access import Role, Visitor
from recovery.domain.identifiers import as_text
from recovery.domain.staff import STAFF_ROLES
from recovery.errors import RecoveryError
from recovery.services.staff.inviting import StaffEntry
from recovery.services.staff.staff_accounts import One, change
from recovery.ui import refusal
from recovery.ui.components.administration.invite_form import ROLES_HELP, login_help, role_label
from recovery.ui.components.filled_form import FilledForm
from recovery.ui.session import forget, get, now, office, put

_SAVED, _REFUSED = "account_saved", "account_refused"


def account_form(visitor: Visitor, shown: One) -> None:
    """The fields as they are, and a button that puts what was entered in their place."""
    key = as_text(shown.member.account_id)
    before = _form(key).begin(_as_fields(shown.entry))
    seen = StaffEntry(before["name_"], before["login_"], frozenset(before["roles_"]))
    with st.form(f"account_{key}"):
        entry = _fields(key)
        sure = _sure(visitor, shown, key)
        if st.form_submit_button("Save", key="save_account", icon=":material/check:"):
            if sure or Role.MANAGER in entry.roles:
                _save(visitor, shown, entry, seen)
            else:
                st.error("Not saved. Tick the box if you want to lose the role of a manager.", icon=":material/error:")
    if get(_SAVED) == key:
        forget([_SAVED])
        st.success("Saved. It holds from their next click.", icon=":material/check:")
    refused, error = get(_REFUSED, ("", None))
    forget([_REFUSED])
    if error is not None and refused == key:
        refusal.show(error, before="Not saved.")


def _form(key: str) -> FilledForm:
    return FilledForm("account_", "account_seen_", key)


def _as_fields(entry: StaffEntry) -> dict[str, object]:
    roles = [role for role in STAFF_ROLES if role in entry.roles]
    return {"name_": entry.name, "login_": entry.login, "roles_": roles}


def _sure(visitor: Visitor, shown: One, key: str) -> bool:
    """Whether nobody loses this page unawares: it takes another manager to give it back."""
    if shown.member.account_id != visitor.subject_id or Role.MANAGER not in shown.member.roles:
        return True
    return st.checkbox(
        "This is my own account, and without the role of a manager I lose Administration", key=f"account_sure_{key}"
    )


def _fields(key: str) -> StaffEntry:
    name = st.text_input("Name", key=f"account_name_{key}", autocomplete="off")
    login = st.text_input("Sign-in name", key=f"account_login_{key}", autocomplete="off", help=login_help())
    roles = st.pills(
        "Roles",
        STAFF_ROLES,
        selection_mode="multi",
        format_func=role_label,
        key=f"account_roles_{key}",
        help=ROLES_HELP,
    )
    return StaffEntry(name, login, frozenset(roles))


def _save(visitor: Visitor, shown: One, entry: StaffEntry, seen: StaffEntry) -> None:
    key = as_text(shown.member.account_id)
    try:
        change(office(), visitor, account_id=shown.member.account_id, entry=entry, seen=seen, now=now())
    except RecoveryError as error:
        if seen == shown.entry:
            refusal.show(error, before="Not saved.")
            return
        put(_REFUSED, (key, error))  # somebody else changed it: the fields show how it is now
    else:
        put(_SAVED, key)
    _form(key).anew(_as_fields(seen))
    st.rerun()
