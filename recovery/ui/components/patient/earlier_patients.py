"""What earlier patients did, beside the courses of one treatment: for its clinician, and for its patient."""

from collections.abc import Mapping

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.catalogue import Catalogue
from recovery.domain.clinic import Treatment
from recovery.domain.expected import Expected
from recovery.domain.wording.outlook import not_compared, others_here, who_they_are
from recovery.services.recoveries import expecting
from recovery.ui.session import now, office
from recovery.ui.text import plain


def beside(visitor: Visitor, treatment: Treatment) -> Mapping[str, Expected]:
    """Earlier patients by side effect, for a clinician; nothing where there are too few."""
    return expecting.of_patient(office(), visitor, treatment_id=treatment.treatment_id, now=now())


def beside_own(visitor: Visitor, treatment: Treatment) -> Mapping[str, Expected]:
    """Others treated the same way, for the patient; nothing unless the clinic shows them."""
    return expecting.of_own(office(), visitor, treatment_id=treatment.treatment_id, now=now())


def choose_to_draw(found: Mapping[str, Expected]) -> bool:
    """Whether they are to be drawn behind the lines; nothing to choose where there are none."""
    return bool(found) and st.toggle(
        "Other treatments behind the lines", value=True, key="earlier_patients", persist_state="session"
    )


def say_who_they_are(found: Mapping[str, Expected], treatment: Treatment, catalogue: Catalogue) -> None:
    """Who is counted, and what it does not say, for clinicians; or that there are too few."""
    method = plain(catalogue.method(treatment.method).name)
    st.caption(who_they_are(method) if found else not_compared(method, limit=least()))


def least() -> int:
    """How many earlier treatments it takes for anything to be said of them."""
    return office().settings.small_cell_limit


def say_who_others_are(found: Mapping[str, Expected]) -> None:
    """The same for patients."""
    if found:
        st.caption(others_here())
