"""The clinic's accounts as a list, each leading to its own page."""

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.clinic import Clinic
from recovery.domain.identifiers import as_text
from recovery.domain.wording import on_date
from recovery.domain.wording.staff import roles_in_words, state_badge
from recovery.services.staff.staff_accounts import PAGE, Staff, staff
from recovery.store.staff_list import Member
from recovery.ui.components.paging import choose_page, page_numbers
from recovery.ui.navigation import page_of
from recovery.ui.session import now, office
from recovery.ui.text import plain
from recovery.ui.theme import badge_text


def accounts_list(visitor: Visitor) -> None:
    """Everybody's name, roles and state; how to invite somebody."""
    shown = staff(office(), visitor, page=choose_page())
    if st.button("Invite a colleague", key="invite_a_colleague", type="primary", icon=":material/person_add:"):
        st.switch_page(page_of("administration"), query_params={"invite": "yes"})
    if shown.total == 1:
        st.info(
            "Nobody else has an account yet. Invite those who treat patients as clinicians: they enrol patients, see "
            "their recoveries and handle alerts. A second manager can let you in again when you forget your password.",
            title="You are alone here",
            icon=":material/group_add:",
        )
    for member in shown.members:
        _row(member, shown, mine=member.account_id == visitor.subject_id)
    page_numbers(shown.total, PAGE)


def _row(member: Member, shown: Staff, *, mine: bool) -> None:
    with st.container(border=True, key=f"account_{as_text(member.account_id)}"):
        who, state, about = st.columns((4, 3, 7), gap="small", vertical_alignment="center")
    with who:
        st.page_link(
            page_of("administration"),
            label=plain(member.name),
            query_params={"account": as_text(member.account_id)},
        )
    state.markdown(badge_text(state_badge(member.state, link_until=member.link_until, now=now())))
    about.caption(
        " · ".join(
            [*(["**you**"] if mine else []), plain(member.login), roles_in_words(member.roles), *_signs(member, shown)]
        )
    )


def _signs(member: Member, shown: Staff) -> list[str]:
    factor = "second factor" if member.has_code else "no second factor"
    linked = ["single sign-on"] if member.is_linked else []
    return [*linked, *([factor] if member.has_password else []), last_signed_in(member, shown.clinic)]


def last_signed_in(member: Member, clinic: Clinic) -> str:
    """When somebody last signed in, on the clinic's calendar."""
    moment = member.signed_in_at
    return f"last signed in on {on_date(clinic.today(moment))}" if moment else "never signed in"
