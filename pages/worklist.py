"""Worklist: who needs someone today, why, and in which order; and every open recovery."""

import streamlit as st

from recovery.domain.access import Action, Visitor
from recovery.domain.worklist import Choice, View
from recovery.services.alerts import triaging
from recovery.services.recoveries import reviewing
from recovery.ui.components.evaluation import warn_when_late
from recovery.ui.components.paging import choose_page, page_numbers
from recovery.ui.components.people.rows import patient_row
from recovery.ui.components.people.wrong_pins import wrong_pins_line
from recovery.ui.components.worklist.attending_steps import last_step, take_noted_step
from recovery.ui.components.worklist.choice import choice_in_address
from recovery.ui.components.worklist.duty import duty_line
from recovery.ui.components.worklist.empty import UNWATCHED, nobody_enrolled, nobody_listed
from recovery.ui.components.worklist.filters import choose_filters, choose_view
from recovery.ui.components.worklist.keys import key_bar, marked_row
from recovery.ui.components.worklist.news import look_for_news
from recovery.ui.components.worklist.rows import form_apart, worklist_row
from recovery.ui.components.worklist.style import worklist_style
from recovery.ui.guard import guard
from recovery.ui.session import now, office


def everyone(visitor: Visitor) -> None:
    """Every open recovery, the most urgent first."""
    shown = reviewing.patients_list(office(), visitor, page=choose_page(), now=now())
    if not shown.total:
        nobody_enrolled()
        return
    st.caption(f"{shown.total:,} open, the most urgent first; then the worst last report.")
    catalogue = office().guide.catalogue
    for row in shown.rows:
        patient_row(row, today=shown.today, catalogue=catalogue)
    page_numbers(shown.total, reviewing.PAGE)


def those_waiting(visitor: Visitor, lists: triaging.Lists, choice: Choice) -> None:
    """Those who need someone, or who were put off, as far as the filters let them through."""
    shown = triaging.worklist(office(), visitor, choice=choice, page=choose_page(), now=now())
    if lists.counts[choice.view]:
        choose_filters(choice, shown.counts)
    form_apart(visitor, shown)
    if not shown.rows:
        nobody_listed(lists, choice)
    else:
        marked = marked_row(shown.rows)
        key_bar(shown.rows, marked, choice)
        for row in shown.rows:
            worklist_row(visitor, row, shown, choice, marked=row is marked)
        page_numbers(shown.counts.shown, triaging.PAGE)
    look_for_news(triaging.marks_of(shown.rows), choice, page=shown.page)


visitor = guard(Action.SEE_PATIENTS)
worklist_style()
st.title("Worklist", anchor=False)
take_noted_step(visitor)
wrong_pins_line(visitor)
lists, choice = triaging.lists(office(), visitor, now=now()), choice_in_address()

if not lists.clinic.watched:
    st.info(UNWATCHED, icon=":material/visibility_off:")
if any(lists.counts.values()):  # else there is nothing to compute
    warn_when_late(lists.clinic, lists.computed_at)
last_step(visitor)
if not lists.clinic.watched and not lists.has_alerts:
    everyone(visitor)
else:
    choose_view(lists.counts)
    if choice.view is View.ALL:
        everyone(visitor)
    else:
        those_waiting(visitor, lists, choice)
    duty_line(visitor)
