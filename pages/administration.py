"""Administration: how mail fares, when alerts were last computed, and whether the trail is whole."""

import streamlit as st

from recovery.domain.access import Action
from recovery.services.overseeing import post_office
from recovery.ui.components.evaluation import evaluation_line, warn_when_late
from recovery.ui.components.mail_office import mail_actions, mail_counts, mail_state
from recovery.ui.components.outbox_table import outbox_table
from recovery.ui.components.paging import choose_page
from recovery.ui.components.trail_line import trail_line
from recovery.ui.guard import guard
from recovery.ui.session import office

visitor = guard(Action.ADMINISTER)
st.title("Administration", anchor=False)

st.header("E-mail", anchor=False)
post = post_office(office(), visitor, page=choose_page())
mail_state(post)
mail_actions(visitor, post)
if post.total:
    if post.off is not None:
        st.subheader("Mails from when it was on", anchor=False)
    mail_counts(post)
    outbox_table(post)
elif post.can_test:
    st.caption("No mail yet.")

st.header("Evaluation", anchor=False)
warn_when_late(post.clinic, post.computed_at)
evaluation_line(post.clinic, post.computed_at)

st.header("Trail", anchor=False)
trail_line(post.clinic, post.trail)
