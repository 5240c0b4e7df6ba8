"""Export: figures of groups, rows without names and rows with names, to look at and to take along."""

import streamlit as st

from recovery.domain.access import Action
from recovery.services.files.export import Kind
from recovery.ui.components.exports.choice import choose_kind, holds
from recovery.ui.components.exports.empty import nothing_to_take
from recovery.ui.components.exports.file import choose_file
from recovery.ui.components.exports.filters import choose_filters
from recovery.ui.components.exports.history import taken_before
from recovery.ui.components.exports.offered import group_chosen, offered_to
from recovery.ui.components.exports.progress import progress
from recovery.ui.components.exports.summary import show_summary
from recovery.ui.guard import guard
from recovery.ui.session import now, office

visitor = guard(Action.TAKE_FILES)
st.title("Export", anchor=False)
kind = choose_kind(visitor)
st.write(holds(kind, today=office().the_clinic().today(now())))
offered = offered_to(visitor)
chosen = choose_filters(kind, offered)
group = group_chosen(chosen, offered)

if group is not None and not nothing_to_take(visitor, group, everything=offered.everything):
    choose_file(visitor, kind, group, chosen)
    progress(visitor)
    if kind is Kind.SUMMARY:
        show_summary(visitor, group, chosen)
taken_before(visitor)
