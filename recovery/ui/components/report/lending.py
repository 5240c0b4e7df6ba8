"""The tablet at the desk: handing it over, and what a lent one shows after sending."""

from datetime import timedelta

import streamlit as st

from recovery.domain.access import Action, Visitor
from recovery.domain.identifiers import as_text
from recovery.services.people.enrolling import Person
from recovery.ui.guard import guard
from recovery.ui.session import get, put

BACK_AFTER = timedelta(seconds=60)
"""How long the curve stays on a lent tablet that nobody touches (ours)."""

_TABLET = '<span class="rd-icon" aria-hidden="true">tablet_android</span>'

_JUST_SHOWN = "lent_just_shown"


def hand_over(person: Person) -> None:
    """The way to handing this device over for one report; nothing while there is nothing to report on."""
    if all(treatment.closed_on for treatment in person.treatments):
        return
    # As HTML: Streamlit opens links in a new tab, and this one would stay behind with the clinician's screen.
    patient = as_text(person.patient.patient_id)
    st.html(
        f'<a class="rd-button" href="/auth/tablet?patient={patient}">{_TABLET}Hand over the tablet</a>', width="content"
    )


def leave_when_over(visitor: Visitor) -> None:
    """On a lent tablet: go to the thanks a minute after its turn is over, whatever stands on the screen."""
    if visitor.lent:
        put(_JUST_SHOWN, value=True)
        _look()


def give_back() -> None:
    """The button that ends what a lent tablet shows; the session is over already, and any click leads away."""
    st.button("Give the tablet back", key="give_back", type="primary", icon=":material/check:", width="stretch")


@st.fragment(run_every=BACK_AFTER)
def _look() -> None:
    if get(_JUST_SHOWN):
        put(_JUST_SHOWN, value=False)
    else:
        guard(Action.REPORT, by_itself=True)
