"""Account: who one is here, one's password and second factor, and where one is signed in."""

import streamlit as st

from recovery.domain.access import Action
from recovery.domain.identifiers import as_text
from recovery.domain.wording.staff import roles_in_words
from recovery.services.staff.own_account import own_account
from recovery.ui.components.administration.session_rows import end_own, session_rows
from recovery.ui.components.own_access import own_access, own_address, sign_out_elsewhere
from recovery.ui.guard import guard
from recovery.ui.navigation import page_of
from recovery.ui.session import now, office
from recovery.ui.text import plain

visitor = guard(Action.LOOK_AFTER_OWN_ACCOUNT)
own = own_account(office(), visitor, now=now())
st.title("Account", anchor=False)

st.markdown(f"**{plain(own.member.name)}** &ensp; {roles_in_words(own.member.roles)} at {plain(own.clinic.name)}")
st.markdown(f"Sign-in name: {plain(own.member.login)}")
own_address(visitor, own)
if visitor.may(Action.ADMINISTER):
    st.page_link(
        page_of("administration"),
        label="Change your name and your sign-in name",
        icon=":material/edit:",
        query_params={"account": as_text(visitor.subject_id)},
    )
else:
    st.caption("A manager changes your name, your sign-in name and your roles.")

st.header("Signing in", anchor=False)
own_access(own)

st.header("Where you are signed in", anchor=False)
session_rows(own.sessions, own.clinic, end=end_own(visitor), here=visitor.session)
sign_out_elsewhere(visitor, own)
