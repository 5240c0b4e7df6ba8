"""What somebody wants to do for a patient, and the address that opens its form again.

A server that stops takes the session with it. The browser then sends the address and what stands in its fields to the
next one: with the form open there, the note is in it again.
"""

from dataclasses import dataclass

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.alerts import Alert
from recovery.domain.identifiers import as_text, from_text
from recovery.domain.worklist import seen_for
from recovery.errors import RecoveryError
from recovery.services.alerts import triaging
from recovery.ui.components.worklist.attending_offers import STEPS, Offer, asks
from recovery.ui.session import now, office

_ROW, _STEP = "row", "step"

_LOOK_AGAIN = "This page was loaded anew while a step was being written. Look at what stands here now, then send it."


@dataclass(frozen=True)
class Asked:
    """What somebody wants to do for a patient, with the alerts as they saw them; `refused` is why it was not done."""

    offer: Offer
    treatment_id: int
    name: str
    alerts: tuple[Alert, ...]
    refused: str = ""

    @property
    def seen(self) -> dict[int, int]:
        """The alerts that allow the step, in the versions that were seen."""
        return seen_for(self.alerts, STEPS[self.offer])


def name_in_address(form: Asked | None) -> None:
    """Let the address name the open form, or none."""
    named = {_ROW: as_text(form.treatment_id), _STEP: form.offer.name.lower()} if form else {}
    for key in (_ROW, _STEP):
        if key in named and st.query_params.get(key) != named[key]:
            st.query_params[key] = named[key]
        elif key not in named and key in st.query_params:
            del st.query_params[key]


def asked_in_address(visitor: Visitor) -> Asked | None:
    """The form that the address names, with the alerts as they are now; None where none of them allows its step."""
    offer = Offer.__members__.get(st.query_params.get(_STEP, "").upper())
    if offer is None or _ROW not in st.query_params:
        return None
    try:
        row = triaging.row(office(), visitor, treatment_id=from_text(st.query_params[_ROW]), now=now())
    except RecoveryError:
        return None
    asked = Asked(offer, row.treatment_id, row.who.patient.name, row.alerts, _LOOK_AGAIN)
    return asked if asked.seen and asks(offer, row.alerts) else None
