"""Numbers that dial."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from recovery.domain.catalogue import RedFlag, Tier
from recovery.domain.clinic import Clinic, dialled
from recovery.domain.wording import NOT_ADVICE, watched, whom_to_call


def call_link(label: str, number: str, *, calm: bool = False) -> None:
    """A link as large as a thumb that dials `number`."""
    kind = "rd-call rd-calm" if calm else "rd-call"
    st.html(f'<a class="{kind}" href="tel:{dialled(number)}">{escape(label)} {escape(number)}</a>')


def answer_to_red_flags(flags: Sequence[RedFlag], clinic: Clinic) -> None:
    """What to do about warning signs, at once: a sentence, and the numbers to dial."""
    sentence, tier = whom_to_call(flags)
    st.error(sentence, title="Please act on this now", icon=":material/emergency_home:")
    if tier is Tier.EMERGENCY:
        call_link("Call", clinic.emergency_number)
        call_link("Practice:", clinic.phone, calm=True)
    else:
        call_link("Call the practice:", clinic.phone)
        call_link("Emergency:", clinic.emergency_number, calm=True)


def standing_sentences(clinic: Clinic) -> None:
    """What every patient page says at its end."""
    st.caption(f"{watched(clinic)} {NOT_ADVICE}")
    call_link("Call the practice:", clinic.phone, calm=True)
