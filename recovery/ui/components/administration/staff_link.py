"""A link for a member of staff: shown once, with the words to send along."""

from datetime import datetime

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.loopback import opens_here_only
from recovery.domain.staff import State
from recovery.domain.wording import on_date
from recovery.domain.wording.staff import OPENS_HERE_ONLY, invitation_words
from recovery.services.staff.inviting import Link, link_address, make_link, withdraw
from recovery.services.staff.staff_accounts import One
from recovery.ui.addresses import our_address
from recovery.ui.components.popovers import close_popover, closing_popover
from recovery.ui.session import forget, get, now, office, put

_LINK = "staff_link"


def keep_link(link: Link) -> None:
    """Keep a fresh link in this browser tab, until another account's page is shown."""
    put(_LINK, link)


def staff_link(one: One) -> None:
    """The link if it was just made; else whether one is open."""
    if one.member.state is State.DISABLED:
        return
    link: Link | None = get(_LINK)
    if link is not None and link.account.account_id == one.member.account_id and one.member.link_until:
        _show(one, link)
    else:
        forget([_LINK])
        if state := _state(one):
            st.write(state)


def link_actions(visitor: Visitor, one: One) -> None:
    """Making a link, and withdrawing the one that is open."""
    _make(visitor, one)
    _withdraw(visitor, one)


def _state(one: One) -> str:
    until, invited = one.member.link_until, one.member.state is State.INVITED
    what = "An invitation" if invited else "A link for a new password"
    if until is None:
        return "Nobody can join with this account yet: make a link." if invited else ""
    if until <= now():
        return f"{what} ended unused on {_day(one, until)}."
    return f"{what} is open until {_day(one, until)}. A link is shown only once, when it is made."


def _show(one: One, link: Link) -> None:
    address = link_address(our_address(), link.token)
    if opens_here_only(address):
        st.warning(OPENS_HERE_ONLY, icon=":material/lan:")
    else:
        st.success(
            "Send this now, by a way that reaches nobody else: it is shown only once.",
            icon=":material/mark_email_read:",
        )
    words = invitation_words(
        name=link.account.name,
        clinic=one.clinic.name,
        address=address,
        until=_day(one, link.until),
        is_new=one.member.state is State.INVITED,
    )
    st.code(words, language=None, wrap_lines=True)
    st.caption("The link alone:")
    st.code(address, language=None, wrap_lines=True)


def _make(visitor: Visitor, one: One) -> None:
    if one.member.has_password and one.member.account_id == visitor.subject_id:
        return  # on the page of one's own account, with the password before
    invited = one.member.state is State.INVITED
    label = "Make a new invitation" if invited else "Make a link for a new password"
    with closing_popover(label, icon=":material/link:", key="make_staff_link"):
        if one.member.link_until:
            st.write("The earlier link stops working.")
        if not invited:
            st.write(
                "For somebody who forgot theirs. Until the link is used nothing changes; then the old password stops "
                "working and they are signed out everywhere. A second factor stays."
            )
        if st.button("Make it", type="primary", key="make_staff_link_now"):
            keep_link(make_link(office(), visitor, account_id=one.member.account_id, now=now()))
            close_popover("make_staff_link")


def _withdraw(visitor: Visitor, one: One) -> None:
    if one.member.link_until is None:
        return
    with closing_popover("Withdraw the link", icon=":material/link_off:", key="withdraw_staff_link"):
        st.write("It stops working at once.")
        if one.member.state is State.INVITED:
            st.write("As nobody has joined with it, the account is disabled; you can enable it again.")
        if st.button("Withdraw it", type="primary", key="withdraw_staff_link_now"):
            withdraw(office(), visitor, account_id=one.member.account_id, now=now())
            forget([_LINK])
            close_popover("withdraw_staff_link")


def _day(one: One, moment: datetime) -> str:
    return on_date(one.clinic.today(moment))
