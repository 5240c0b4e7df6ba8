"""How the installation fares: its mail, its trail, and when alerts were last computed."""

import streamlit as st

from recovery.domain.access import Visitor
from recovery.services.overseeing import post_office
from recovery.ui.components.administration.mail_office import mail_actions, mail_counts, mail_state
from recovery.ui.components.administration.outbox_table import outbox_table
from recovery.ui.components.administration.trail_line import trail_in_short
from recovery.ui.components.evaluation import evaluation_line, warn_when_late
from recovery.ui.components.paging import choose_page
from recovery.ui.session import office


def system(visitor: Visitor) -> None:
    """Mail and evaluation, each with what a manager can do about it."""
    post = post_office(office(), visitor, page=choose_page())
    st.header("E-mail", anchor=False)
    mail_state(post)
    mail_actions(visitor, post)
    if post.total:
        if post.off is not None:
            st.subheader("Mails from when it was on", anchor=False)
        mail_counts(post)
        outbox_table(post)
    elif post.can_test:
        st.caption("No mail yet.")
    st.header("Trail", anchor=False)
    trail_in_short(visitor)
    st.header("Evaluation", anchor=False)
    if post.clinic.watched and not post.is_judging:
        st.caption("No recovery is open, so there are no alerts to compute.")
        return
    warn_when_late(post.clinic, post.computed_at)
    evaluation_line(post.clinic, post.computed_at)
