"""What patients are asked for, and a form to change it."""

import streamlit as st

from recovery.domain.guidance import Asking, Setting
from recovery.services.guidance.guiding import InForce
from recovery.ui.components.guidance.trial import change_button, trial_button
from recovery.ui.text import plain

ASKED = "asked"
"""The key of the form, which is for all side effects at once."""


def show_asked(shown: InForce) -> None:
    """Every side effect, asked for or not."""
    st.caption("Each report asks for these. What was reported before stays when one is left out.")
    for effect in shown.guide.catalogue.side_effects:
        mark = ":material/check: asked for" if effect.active else ":material/block: not asked for"
        since = shown.own.since.get(Asking(effect.slug, None).key)
        own = f", by this practice since guidance {since}" if since else ""
        st.markdown(f"**{plain(effect.name)}**: {mark}{own}")
    change_button(ASKED, label="Change what is asked")


def asked_form(shown: InForce) -> list[Setting] | None:
    """What was entered; None until the button was pressed."""
    with st.form("guidance_asked"):
        entered: list[Setting] = [
            Asking(effect.slug, st.toggle(plain(effect.name), effect.active, key=f"guidance_asks_{effect.slug}"))
            for effect in shown.guide.catalogue.side_effects
        ]
        return entered if trial_button() else None
