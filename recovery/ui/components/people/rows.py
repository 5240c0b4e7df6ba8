"""One row of the patients list: who, what stands out, and how old the last report is."""

from datetime import date
from itertools import zip_longest

import streamlit as st

from recovery.domain.catalogue import Catalogue
from recovery.domain.filing import OpenTreatment
from recovery.domain.identifiers import as_text
from recovery.domain.wording import open_badges, treatment_line
from recovery.domain.wording.clinicians import last_report_in_words
from recovery.domain.wording.english import day_in_words
from recovery.domain.wording.urgency import open_reasons
from recovery.ui.navigation import page_of
from recovery.ui.text import plain
from recovery.ui.theme import badge_text


def patient_row(row: OpenTreatment, *, today: date, catalogue: Catalogue) -> None:
    """A row that leads to the patient's page: three columns on a desk, three lines on a phone."""
    treatment_id = as_text(row.treatment.treatment_id)
    day = row.treatment.day(today)
    with st.container(border=True, key=f"row_{treatment_id}"):
        who, what, where = st.columns((4, 5, 7), gap="small", vertical_alignment="center")
    with who:
        st.page_link(
            page_of("patient"),
            label=f"{plain(row.patient.name)} &ensp; {row.patient.code}",
            query_params={"treatment": treatment_id},
        )
    what.markdown(_what_stands_out(row, day, catalogue))
    where.caption(_where_it_stands(row, day, catalogue))


def _what_stands_out(row: OpenTreatment, day: int, catalogue: Catalogue) -> str:
    """Each badge with its reason."""
    badges = [badge_text(badge) for badge in open_badges(row, day=day)]
    reasons = [plain(said) for said in open_reasons(row, catalogue, day=day)]
    return "  \n".join(" &ensp; ".join(filter(None, pair)) for pair in zip_longest(badges, reasons))


def _where_it_stands(row: OpenTreatment, day: int, catalogue: Catalogue) -> str:
    when = f"**{day_in_words(day)}**" if day >= 0 else f"procedure {day_in_words(day)}"
    last = last_report_in_words(row.standing, catalogue, day=day)
    who = f"{treatment_line(row.treatment, catalogue)} · {plain(row.treatment.clinician.name)}"
    return f"{when} · {last} · {who}"
