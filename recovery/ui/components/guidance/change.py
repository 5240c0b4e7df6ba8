"""Changing one thing of the guidance: enter it, see what it would do, say why, put it in force."""

from collections.abc import Sequence

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.guidance import REASON_LIMIT, BandDays, Setting
from recovery.domain.rules import Rule
from recovery.errors import NotFound, RecoveryError
from recovery.services.guidance.guiding import InForce, propose, save
from recovery.services.guidance.previewing import preview
from recovery.ui import refusal
from recovery.ui.components.guidance.asked import ASKED, asked_form
from recovery.ui.components.guidance.bands import band_form, band_title
from recovery.ui.components.guidance.history import differences_list
from recovery.ui.components.guidance.preview import show_preview, telling_progress
from recovery.ui.components.guidance.rules import rule_form
from recovery.ui.components.guidance.trial import REASON, Trial, done, drop_trial, keep_trial, kept_trial
from recovery.ui.session import now, office


def change_guidance(visitor: Visitor, shown: InForce, key: str) -> None:
    """The form of what is under a key, and what follows once it was sent."""
    changes = _form(shown, key)
    if changes is not None:
        drop_trial()
        _try(visitor, key, changes)
    trial = kept_trial(key)
    if trial is not None:
        show_preview(trial.preview, shown.guide.rules)
        _put_in_force(visitor, shown, trial)


def _form(shown: InForce, key: str) -> list[Setting] | None:
    catalogue = shown.guide.catalogue
    match key.split("/"):
        case ["band", method, side_effect] if (method, side_effect) in shown.guide.bands:
            band = BandDays(catalogue.method(method).slug, catalogue.side_effect(side_effect).slug, None)
            st.title(band_title(shown, band), anchor=False)
            return band_form(shown, band)
        case ["rule", rule] if rule in tuple(Rule) and rule != Rule.RED_FLAG:
            st.title(f"Alert rule: {shown.guide.rules[Rule(rule)].name.lower()}", anchor=False)
            return rule_form(shown, Rule(rule))
        case [only] if only == ASKED:
            st.title("What patients are asked", anchor=False)
            return asked_form(shown)
    raise NotFound("There is nothing of that name to change; go back to the guidance and choose again.")


def _try(visitor: Visitor, key: str, changes: Sequence[Setting]) -> None:
    try:
        proposal = propose(office(), visitor, changes=changes)
        with telling_progress() as progress:
            found = preview(office(), visitor, changes=changes, now=now(), progress=progress)
    except RecoveryError as error:
        refusal.show(error)
        return
    keep_trial(key, changes, proposal, found)


def _put_in_force(visitor: Visitor, shown: InForce, trial: Trial) -> None:
    st.header("Put it in force", anchor=False)
    st.markdown(differences_list(trial.proposal.differences, shown))
    st.caption(
        "It holds from now on: for new reports, for what patients see of their bands, and for figures. Alerts that "
        "were opened before stay as they are, and name the guidance they were judged by."
    )
    with st.form("guidance_save"):
        reason = st.text_area("Why", key=REASON, max_chars=REASON_LIMIT, help="For the history; no patients' names.")
        pressed = st.form_submit_button("Put in force", type="primary", icon=":material/check:", key="guidance_save")
    if pressed:
        _save(visitor, trial, reason)


def _save(visitor: Visitor, trial: Trial, reason: str) -> None:
    try:
        with telling_progress() as progress:
            saved = save(
                office(), visitor, changes=trial.changes, reason=reason, seen=trial.proposal.seen, now=now(),
                progress=progress,
            )  # fmt: skip
    except RecoveryError as error:
        refusal.show(error)
        return
    done(saved.guide.number)
