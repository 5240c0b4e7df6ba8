"""My data: what is kept, for how long, who opened it, and the ways to take it along or have it erased."""

from zoneinfo import ZoneInfo

import streamlit as st

from recovery.domain.access import Action
from recovery.domain.wording import at_time
from recovery.domain.wording.english import counted
from recovery.services.people.own_data import kept
from recovery.ui.components.calling import standing_sentences
from recovery.ui.components.report.draft import leave_sent_report
from recovery.ui.components.report.people_here import whose
from recovery.ui.guard import guard
from recovery.ui.session import office
from recovery.ui.text import plain

visitor = guard(Action.TAKE_OWN_DATA)
leave_sent_report()
shown = kept(office(), visitor)
clinic = shown.clinic

st.title("My data", anchor=False)
whose(visitor)
st.write(
    "The practice keeps your name, how it reaches you, your treatments and reports, what it noted about them, and how "
    f"you come in here: for {counted(clinic.kept_for_years, 'year')} after your last treatment."
)

st.header("Take it along", anchor=False)
st.write("Everything that is held about you, as a file. Keep it where only you can read it.")
with st.container(horizontal=True, key="own_data_files"):
    st.link_button(
        "To read and print", "/download/my-data.html", key="download_page", type="primary", icon=":material/article:"
    )
    st.link_button("For other programs", "/download/my-data.json", key="download_json", icon=":material/data_object:")

st.header("Who opened it", anchor=False)
if shown.last_opened:
    zone = ZoneInfo(clinic.time_zone)
    st.markdown("\n".join(f"- {at_time(line.at.astimezone(zone))}: {plain(line.by)}" for line in shown.last_opened))
    st.caption(
        "The last times that the practice opened your records. Staff are named by their role and the beginning of a "
        "number: ask the practice about one. Your file has all of these times, and every change."
    )
else:
    st.write("Nobody at the practice has opened your records yet.")

st.header("Have it erased", anchor=False)
st.write(
    "Call the practice and ask. Your name, your contact and every word go, and nobody can bring them back, so take "
    "your file first. Figures without a name stay."
)
standing_sentences(clinic)
