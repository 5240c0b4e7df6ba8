"""One row of the patients list: who, what stands out, and how old the last report is."""

from datetime import date

import streamlit as st

from recovery.domain.catalogue import Catalogue
from recovery.domain.filing import OpenTreatment
from recovery.domain.identifiers import as_text
from recovery.domain.wording import age, standing_badge, treatment_line
from recovery.ui.navigation import page_of
from recovery.ui.text import plain
from recovery.ui.theme import badge_text


def patient_row(row: OpenTreatment, *, today: date, catalogue: Catalogue) -> None:
    """A row that leads to the patient's page."""
    treatment_id = as_text(row.treatment.treatment_id)
    with st.container(border=True, key=f"row_{treatment_id}", gap="xxsmall"):
        st.page_link(
            page_of("patient"),
            label=f"**{plain(row.patient.name)}** &ensp; {row.patient.code}",
            query_params={"treatment": treatment_id},
        )
        st.markdown(_what_stands_out(row, catalogue))
        st.caption(_where_it_stands(row, today, catalogue))


def _what_stands_out(row: OpenTreatment, catalogue: Catalogue) -> str:
    standing = row.standing
    worst = standing.worst_side_effect if standing else None
    name = catalogue.side_effect(worst).name if worst else ""
    said = badge_text(standing_badge(standing, name))
    if standing is None or not worst:
        return said
    past = f", {standing.past_band} past the band" if standing.past_band else ""
    return f"{said} &ensp; worst: {name.lower()} {standing.worst.word.lower()}{past}"


def _where_it_stands(row: OpenTreatment, today: date, catalogue: Catalogue) -> str:
    day = row.treatment.day(today)
    when = f"day {day}" if day >= 0 else f"procedure in {-day} day{'' if day == -1 else 's'}"
    last = f"last report {age(day - row.standing.last_day)}" if row.standing else "no report yet"
    return f"{when} · {last} · {treatment_line(row.treatment, catalogue)} · {plain(row.treatment.clinician.name)}"
