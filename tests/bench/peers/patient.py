"""The patient page as one would write it in an afternoon: plain Streamlit, sqlite-utils, pandas and
plotly.graph_objects (plotly.express takes three times as long for the same figures, so it would flatter us).

It reads the same rows and shows the same things as ours: the header with four figures, the way to the next patient, the
strip of all side effects, a course over its band for each, and the table. It asks for no sign-in and caches nothing.
"""

import os

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from sqlite_utils import Database

NAMES = ["Redness", "Bruising", "Minor bleeding", "Scabbing", "Numbness", "Flaking", "Itching"]
SLUGS = ["redness", "bruising", "minor_bleeding", "scabbing", "numbness", "flaking", "itching"]
LEVELS = ["None", "Mild", "Moderate", "Severe", "Very severe"]
COLOURS = ["#F4F7F8", "#FDE0C5", "#F8A77B", "#E0605A", "#8E2043"]

st.set_page_config(page_title="Patient", layout="wide")
db = Database(os.environ["RECOVERY_DATABASE"])
treatment_id = int(st.query_params["treatment"])

treatment = next(db.query(
    """
    SELECT t.*, p.name, p.code, p.contact, a.name AS clinician FROM treatment t
    JOIN patient p ON p.patient_id = t.patient_id JOIN account a ON a.account_id = t.clinician_id
    WHERE t.treatment_id = ?
    """,
    [treatment_id],
))  # fmt: skip
open_ones = [row["treatment_id"] for row in db.query(
    """
    SELECT t.treatment_id FROM treatment t LEFT JOIN standing s ON s.treatment_id = t.treatment_id
    WHERE t.closed_on IS NULL ORDER BY s.past_band DESC, s.worst DESC, s.last_at
    """
)]  # fmt: skip
reports = pd.DataFrame(db.query("SELECT * FROM report WHERE treatment_id = ? ORDER BY day", [treatment_id]))
scores = pd.DataFrame(db.query("SELECT * FROM score WHERE treatment_id = ? ORDER BY day", [treatment_id]))
bands = {row["side_effect"]: row for row in db.query("SELECT * FROM band WHERE method = ?", [treatment["method"]])}
db.close()

scores["name"] = scores["side_effect"].map(lambda number: NAMES[number - 1])
scores["level"] = scores["severity"].map(lambda severity: LEVELS[severity])
today = (pd.Timestamp.now() - pd.Timestamp(treatment["procedure_date"])).days

at = open_ones.index(treatment_id)
links = st.columns(4)
links[0].button("All patients")
links[1].button("Previous", disabled=at == 0)
links[2].button("Next", disabled=at + 1 == len(open_ones))
links[3].caption(f"{at + 1} of {len(open_ones)}")
st.title(treatment["name"])
st.caption(f"{treatment['code']} · {treatment['method']} · {treatment['areas']} · {treatment['clinician']}")
st.write(f"Contact: {treatment['contact']}")

last = scores[scores["day"] == scores["day"].max()]
past = [row for row in last.itertuples() if row.severity and row.day > bands[SLUGS[row.side_effect - 1]]["to_day"]]
columns = st.columns(4)
columns[0].metric("Day", today)
columns[1].metric("Last report", f"{today - reports['day'].max()} days ago")
columns[2].metric("Reports received of due", f"{len(reports)} of {today + 1}")
columns[3].metric("Past their band", len(past))

st.subheader("All side effects by day")
grid = scores.pivot_table(index="name", columns="day", values="severity").reindex(NAMES)
strip = go.Figure(go.Heatmap(z=grid, x=grid.columns, y=NAMES, colorscale=COLOURS, zmin=0, zmax=4, texttemplate="%{z}"))
strip.add_vline(x=today, line_dash="dot")
st.plotly_chart(strip)

st.subheader("Courses over their bands")
columns = st.columns(2)
for number, (name, course) in enumerate(scores[scores["severity"] > 0].groupby("name", sort=False)):
    band = bands[SLUGS[NAMES.index(name)]]
    whole = scores[scores["name"] == name]
    figure = go.Figure(go.Scatter(x=whole["day"], y=whole["severity"], hovertext=whole["level"], mode="lines+markers"))
    figure.add_vrect(x0=band["from_day"], x1=band["to_day"], fillcolor="green", opacity=0.15, annotation_text="band")
    figure.add_vline(x=today, line_dash="dot", annotation_text="today")
    noted = reports[reports["note"] != ""]
    figure.add_scatter(x=noted["day"], y=[4.5] * len(noted), mode="markers", hovertext=noted["note"], name="notes")
    figure.update_yaxes(range=[-0.4, 5], tickvals=list(range(5)), ticktext=LEVELS)
    figure.update_layout(height=220, showlegend=False, margin={"l": 70, "r": 5, "t": 20, "b": 35})
    with columns[number % 2].container(border=True):
        st.markdown(f"**{name}**")
        st.caption(f"At worst {LEVELS[course['severity'].max()].lower()}, last seen on day {course['day'].max()}.")
        st.plotly_chart(figure, key=name)

st.subheader("All reports")
present = scores[scores["severity"] > 0]
noticed = (present["name"] + ": " + present["level"]).groupby(present["day"]).agg(", ".join)
reports["noticed"] = reports["day"].map(noticed)
shown = reports[["day", "noticed", "red_flags", "wants_call", "note", "reported_at", "revision"]]
st.dataframe(shown.sort_values("day", ascending=False), hide_index=True)
