"""Guidance: the bands and rules in force, where each figure comes from, and how to change one."""

from zoneinfo import ZoneInfo

import streamlit as st

from recovery.domain.access import Action
from recovery.domain.wording.english import at_time
from recovery.services.guidance.guiding import history, in_force
from recovery.ui.components.guidance.asked import show_asked
from recovery.ui.components.guidance.bands import show_bands
from recovery.ui.components.guidance.change import change_guidance
from recovery.ui.components.guidance.history import show_history
from recovery.ui.components.guidance.rules import show_rules
from recovery.ui.components.guidance.trial import say_what_was_done
from recovery.ui.guard import guard
from recovery.ui.navigation import page_of
from recovery.ui.session import office

visitor = guard(Action.SET_GUIDANCE)
shown = in_force(office(), visitor)

if "change" in st.query_params:
    st.page_link(page_of("guidance"), label="All guidance", icon=":material/arrow_back:")
    change_guidance(visitor, shown, st.query_params["change"])
else:
    st.title("Guidance", anchor=False)
    say_what_was_done()
    since = shown.guide.in_force_from
    when = f" since {at_time(since.astimezone(ZoneInfo(shown.clinic.time_zone)))}" if since else ""
    st.write(f"Version {shown.guide.number} of the guidance is in force{when}.")
    part = st.segmented_control(
        "Part of the guidance",
        ["Bands", "Alert rules", "Asked", "History"],
        default="Bands",
        required=True,
        label_visibility="collapsed",
        key="guidance_part",
        bind="query-params",
    )
    if part == "Alert rules":
        show_rules(shown)
    elif part == "Asked":
        show_asked(shown)
    elif part == "History":
        show_history(history(office(), visitor), shown)
    else:
        show_bands(shown)
