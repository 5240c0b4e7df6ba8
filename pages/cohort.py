"""Cohort: how each side effect usually goes here, how long it lasts, and what separates groups."""

import streamlit as st

from recovery.domain.access import Action
from recovery.services.groups import cohorts
from recovery.ui.components.cohort.address import choice_in_address, say_not_understood
from recovery.ui.components.cohort.comparison import comparison
from recovery.ui.components.cohort.empty import nobody_in, nobody_yet, too_few_had_it
from recovery.ui.components.cohort.filters import choose_filters
from recovery.ui.components.cohort.group import group_line
from recovery.ui.components.cohort.others import others
from recovery.ui.components.cohort.parts import COMPARE, NUMBERS, OTHERS, PICTURES, ways_to_parts
from recovery.ui.components.cohort.pictures import Around, large, span_of
from recovery.ui.components.cohort.wait import working_out
from recovery.ui.guard import guard
from recovery.ui.session import now, office
from recovery.ui.text import plain

visitor = guard(Action.SEE_COHORTS)
catalogue = office().guide.catalogue
st.title("Cohort", anchor=False)
choice = choice_in_address()
everything = cohorts.everything(office(), visitor, now=now())
staff = {person.account_id: person.name for person in cohorts.clinicians(office(), visitor)}
choose_filters(choice, everything, catalogue=catalogue, staff=staff)
say_not_understood(choice)
group = choice.group(everything)
with working_out(group):
    shown = cohorts.cohort(office(), visitor, group=group)

if not shown.has_reports and choice.widest() == choice:
    nobody_yet(visitor)
elif not shown.has_reports:
    nobody_in(choice)
else:
    name = catalogue.side_effect(choice.side_effect).name
    with working_out(group):
        called = group_line(visitor, group, catalogue=catalogue, staff=staff)
    around = Around(choice, everything, span_of(list(shown.glances.values())), called)
    is_told = choice.side_effect in shown.glances and shown.glances[choice.side_effect].ever is not None
    rest = (OTHERS, COMPARE) if choice.compare is None else (COMPARE, OTHERS)
    ways_to_parts(*((NUMBERS, PICTURES) if is_told else ()), *rest)
    st.header(plain(name), anchor=False)
    if is_told:
        with working_out(group):
            found = cohorts.recovery_of_group(office(), visitor, group=group, side_effect=choice.side_effect)
        large(shown, found, around, name=name)
    else:
        too_few_had_it(choice, name, limit=shown.limit)
    for part in rest:
        if part == OTHERS:
            others(shown, around, catalogue=catalogue)
        else:
            comparison(visitor, around, catalogue=catalogue, staff=staff)
