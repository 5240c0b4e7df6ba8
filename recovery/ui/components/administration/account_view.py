"""One account, as a manager sees it: how its holder signs in, what they may do, and where they are signed in."""

from collections.abc import Callable

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.own_names import sign_of_staff
from recovery.domain.staff import State
from recovery.domain.wording.staff import roles_in_words, state_badge
from recovery.errors import RecoveryError
from recovery.services.entry.session_lists import end_sessions_of
from recovery.services.staff.staff_accounts import One, disable, enable, one, remove_code, unlink
from recovery.ui import refusal
from recovery.ui.components.administration.account_form import account_form
from recovery.ui.components.administration.accounts_list import last_signed_in
from recovery.ui.components.administration.session_rows import end_anyones, session_rows
from recovery.ui.components.administration.staff_link import link_actions, staff_link
from recovery.ui.components.popovers import close_popover, closing_popover
from recovery.ui.session import now, office
from recovery.ui.text import plain
from recovery.ui.theme import badge_text


def account_view(visitor: Visitor, account_id: int) -> None:
    """Who it is, and everything that a manager can do about the account."""
    shown = one(office(), visitor, account_id=account_id, now=now())
    member = shown.member
    st.title(plain(member.name), anchor=False)
    badge = badge_text(state_badge(member.state, link_until=member.link_until, now=now()))
    st.markdown(f"{badge} &ensp; {plain(member.login)} · {roles_in_words(member.roles)}")
    st.caption(" · ".join(_ways_in(shown)))
    st.caption(f"Patients who ask who opened their records read: {sign_of_staff(account_id)}")
    staff_link(shown)
    _access(visitor, shown)
    st.header("Name and roles", anchor=False)
    account_form(visitor, shown)
    if shown.sessions:
        st.header("Sessions", anchor=False)
        session_rows(shown.sessions, shown.clinic, end=end_anyones(visitor), here=visitor.session)
        _end_all(visitor, shown)


def _ways_in(shown: One) -> list[str]:
    member = shown.member
    said = ["has a password" if member.has_password else "no password"]
    said += ["second factor on" if member.has_code else "second factor off"] if member.has_password else []
    said += ["linked to single sign-on"] if member.is_linked else []
    return [said[0].capitalize(), *said[1:], last_signed_in(member, shown.clinic)]


def _access(visitor: Visitor, shown: One) -> None:
    member = shown.member
    if member.state is State.DISABLED:
        st.write("Disabled: nobody can sign in with it. What its holder did stays on record.")
        if st.button("Enable the account", key="enable_account", icon=":material/lock_open:"):
            enable(office(), visitor, account_id=member.account_id, now=now())
            st.rerun()
        return
    with st.container(horizontal=True, key="account_actions"):
        link_actions(visitor, shown)
        if member.has_code and member.account_id != visitor.subject_id:
            _remove_code(visitor, shown)
        if member.is_linked:
            _unlink(visitor, shown)
        if not (member.state is State.INVITED and member.link_until):  # withdrawing the link does it
            _disable(visitor, shown)


def _remove_code(visitor: Visitor, shown: One) -> None:
    with closing_popover("Remove the second factor", icon=":material/phonelink_off:", key="remove_code"):
        st.write(
            "For somebody who lost their phone and their recovery codes. Make sure that it is really them who asks. "
            "They are signed out everywhere, and the password alone lets them in"
            + (", to set a second factor up again." if shown.clinic.requires_code else ".")
        )
        if st.button("Remove it", type="primary", key="remove_code_now"):
            remove_code(office(), visitor, account_id=shown.member.account_id, now=now())
            close_popover("remove_code")


def _unlink(visitor: Visitor, shown: One) -> None:
    with closing_popover("Unlink single sign-on", icon=":material/link_off:", key="unlink"):
        st.write(
            "For somebody whose account with the provider was made anew. They are signed out everywhere; whoever next "
            "signs in there with the verified address " + plain(shown.member.login) + " is linked to this account."
        )
        if st.button("Unlink it", type="primary", key="unlink_now") and _done(
            lambda: unlink(office(), visitor, account_id=shown.member.account_id, now=now())
        ):
            close_popover("unlink")


def _disable(visitor: Visitor, shown: One) -> None:
    if shown.member.account_id == visitor.subject_id:
        st.caption("This is your own account: another manager can disable it.")
        return
    with closing_popover("Disable the account", icon=":material/block:", key="disable"):
        st.write(
            "They are signed out everywhere at their next click, lose what they have not saved, and cannot sign in any "
            "more. What they did stays on record. You can enable the account again."
        )
        if shown.is_last_manager:
            st.warning("This is the last manager: add another one first.", icon=":material/person_alert:")
        if st.button("Disable it", type="primary", key="disable_now") and _done(
            lambda: disable(office(), visitor, account_id=shown.member.account_id, now=now())
        ):
            close_popover("disable")


def _end_all(visitor: Visitor, shown: One) -> None:
    with closing_popover("End all sessions", icon=":material/logout:", key="end_all"):
        st.write("They are signed out everywhere at their next click, and lose what they have not saved.")
        if st.button("End all", type="primary", key="end_all_now"):
            end_sessions_of(office(), visitor, account_id=shown.member.account_id, now=now())
            close_popover("end_all")


def _done(change: Callable[[], None]) -> bool:
    try:
        change()
    except RecoveryError as error:
        refusal.show(error, before="Nothing was changed.")
        return False
    return True
