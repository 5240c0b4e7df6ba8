"""Numbers that dial."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from recovery.domain.catalogue import RedFlag
from recovery.domain.clinic import Clinic
from recovery.domain.wording import NOT_ADVICE, watched, whom_to_call


def call_link(label: str, number: str, *, calm: bool = False) -> None:
    """A link as large as a thumb that dials `number`."""
    dialled = "".join(sign for sign in number if sign.isdigit() or sign == "+")
    kind = "rd-call rd-calm" if calm else "rd-call"
    st.html(f'<a class="{kind}" href="tel:{escape(dialled)}">{escape(label)} {escape(number)}</a>')


def answer_to_red_flags(flags: Sequence[RedFlag], clinic: Clinic) -> None:
    """What to do about warning signs, at once: a sentence, and the numbers to dial."""
    sentence, number = whom_to_call(flags, clinic)
    st.error(sentence, title="Please act on this now", icon=":material/emergency_home:")
    emergency = number == clinic.emergency_number
    call_link("Call" if emergency else "Call the practice:", number)
    other = clinic.phone if emergency else clinic.emergency_number
    call_link("Practice:" if emergency else "Emergency:", other, calm=True)


def standing_sentences(clinic: Clinic) -> None:
    """What every patient page says at its end."""
    st.caption(f"{watched(clinic)} {NOT_ADVICE}")
    call_link("Call the practice:", clinic.phone, calm=True)
