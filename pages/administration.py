"""Administration: accounts, sessions, the clinic, the trail, and how the installation fares, one part at a time."""

import streamlit as st

from recovery.domain.access import Action
from recovery.domain.identifiers import from_text
from recovery.ui.components.administration.account_view import account_view
from recovery.ui.components.administration.accounts_list import accounts_list
from recovery.ui.components.administration.clinic_form import clinic_form
from recovery.ui.components.administration.invite_form import invite_form
from recovery.ui.components.administration.staff_sessions import staff_sessions_list
from recovery.ui.components.administration.system import system
from recovery.ui.components.administration.trail_line import trail_line, warn_of_trail
from recovery.ui.components.administration.trail_view import trail_view
from recovery.ui.components.paging import first_page
from recovery.ui.guard import guard
from recovery.ui.navigation import page_of

visitor = guard(Action.ADMINISTER)

if "account" in st.query_params:
    st.page_link(page_of("administration"), label="All accounts", icon=":material/arrow_back:")
    account_view(visitor, from_text(st.query_params["account"]))
elif "invite" in st.query_params:
    st.page_link(page_of("administration"), label="All accounts", icon=":material/arrow_back:")
    st.title("Invite a colleague", anchor=False)
    invite_form(visitor)
else:
    st.title("Administration", anchor=False)
    part = st.segmented_control(
        "Part of the administration",
        ["Accounts", "Sessions", "Clinic", "Trail", "System"],
        default="Accounts",
        required=True,
        label_visibility="collapsed",
        key="part",
        bind="query-params",
        on_change=first_page,
    )
    if part != "Trail":
        warn_of_trail(visitor)
    if part == "Sessions":
        staff_sessions_list(visitor)
    elif part == "Clinic":
        clinic_form(visitor)
    elif part == "Trail":
        trail_line(visitor)
        trail_view(visitor)
    elif part == "System":
        system(visitor)
    else:
        accounts_list(visitor)
