"""A phone that several patients share: whose form this is, and the way to somebody else's."""

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.first_names import first_name
from recovery.services.entry.carers import remembered
from recovery.ui.session import now, office
from recovery.ui.text import plain
from recovery.web.cookies import OTHERS
from recovery.web.people_here import PATH
from recovery.web.remembered import tokens_in


def whose(visitor: Visitor, *, is_form: bool = False) -> None:
    """Whom the page is about, and the way to somebody else, where more than one person may be meant."""
    shared = is_shared(visitor)
    if not (shared or (visitor.lent and is_form)):
        return
    about = "This report is for" if is_form else "This is about"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="whose"):
        st.markdown(f":material/person: **{about} {plain(first_name(visitor.name))}.**", width="content")
        if shared:
            # As HTML: Streamlit opens links in a new tab, and this one would stay with the other person.
            st.html(f'<div class="rd-else"><a href="{PATH}">Someone else</a></div>', width="content")


def is_shared(visitor: Visitor) -> bool:
    """Whether this phone remembers another patient beside the visitor."""
    if visitor.is_staff or visitor.lent:
        return False
    name = OTHERS.called(encrypted=str(st.context.url).startswith("https:"))
    tokens = tokens_in(st.context.cookies.get(name, ""))
    found = remembered(office(), tokens, now=now())
    return any(each.visitor.subject_id != visitor.subject_id for each in found)
