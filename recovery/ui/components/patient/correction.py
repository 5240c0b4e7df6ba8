"""Correcting a treatment: what it should be, what that does, and then the button."""

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.clinic import Staff, Treatment
from recovery.domain.consequences import Consequences
from recovery.domain.correcting import Reason
from recovery.domain.identifiers import as_text
from recovery.domain.wording.correcting import REASONS, alerts_named, corrected_in_words, sentences, what_changes
from recovery.errors import InvalidInput, RecoveryError
from recovery.services.people.correcting import consequences, correct
from recovery.services.people.enrolling import TreatmentEntry, clinicians
from recovery.ui import refusal
from recovery.ui.components.people.treatment_fields import treatment_fields
from recovery.ui.session import forget, get, keys_beginning_with, now, office, put
from recovery.ui.text import plain

Shown = tuple[Treatment, TreatmentEntry]
"""The treatment as it was, and the entry, when somebody was told what would follow."""


def correction(visitor: Visitor, treatment: Treatment) -> None:
    """The form behind a click; nothing of it is worked out before."""
    of = as_text(treatment.treatment_id)
    _close_when_done(of)
    opened = st.expander("Correct this treatment", icon=":material/edit_calendar:", key=_key(of), on_change="rerun")
    if opened.open:
        with opened:
            _form(visitor, treatment, of)


def _form(visitor: Visitor, treatment: Treatment, of: str) -> None:
    before = _entry(treatment)
    fields, beside = st.columns((2, 3), gap="large")
    with fields:
        entry = treatment_fields(
            visitor, _staff(visitor, treatment), key="corrected", of=f"_{of}", before=before, live=True
        )
    with beside:
        if entry == before:
            st.caption("Change what was entered wrongly. What that does to the reports is said before you confirm it.")
        else:
            _say_and_confirm(visitor, treatment, entry, of)


def _say_and_confirm(visitor: Visitor, treatment: Treatment, entry: TreatmentEntry, of: str) -> None:
    shown: Shown | None = get(f"correction_shown_{of}")
    said = _said(visitor, treatment, entry)
    if said is not None:
        put(f"correction_shown_{of}", (said.correction.before, entry))
        _confirm(visitor, said, entry, shown=shown, of=of)


def _said(visitor: Visitor, treatment: Treatment, entry: TreatmentEntry) -> Consequences | None:
    """What it would do, shown; None where it cannot be done, which is said."""
    try:
        said = consequences(office(), visitor, treatment_id=treatment.treatment_id, entry=entry, now=now())
    except InvalidInput as error:
        st.warning(str(error), icon=":material/block:", title="This cannot be corrected so")
        return None
    _show(said)
    return said


def _show(said: Consequences) -> None:
    catalogue, clinic = office().guide.catalogue, office().the_clinic()
    before = said.correction.before
    today = before.day(clinic.today(now())) if before.closed_on is None else None
    st.markdown("**What this does**")
    rows = what_changes(said, catalogue, today=today)
    lines = [f"| {what} | {plain(was)} | **{plain(will)}** |" for what, was, will in rows]
    st.markdown("\n".join(["| What | Now | Then |", "|---|---|---|", *lines]))
    said_of_all = [f"- {plain(each)}" for each in sentences(said, catalogue, watched=clinic.watched)]
    st.markdown("\n".join([*said_of_all, *(f"    - {plain(each)}" for each in alerts_named(said, catalogue))]))


def _confirm(visitor: Visitor, said: Consequences, entry: TreatmentEntry, *, shown: Shown | None, of: str) -> None:
    reason = st.selectbox(
        "Why it is corrected",
        [reason.value for reason in Reason],
        format_func=lambda code: REASONS[Reason(code)],
        key=f"correction_reason_{of}",
    )
    if not st.button("Correct it", type="primary", icon=":material/check:", key=f"do_correct_{of}"):
        return
    if shown is None or shown[1] != entry:
        st.info("Look at what this does first, then press again.", icon=":material/visibility:")
        return
    try:
        correct(
            office(), visitor, treatment_id=said.correction.before.treatment_id, entry=entry, seen=shown[0],
            reason=reason, now=now(),
        )  # fmt: skip
    except RecoveryError as error:
        refusal.show(error, before="Not corrected.")
        return
    put(_done(of), value=True)
    st.toast(corrected_in_words(said.correction), icon=":material/check:")
    st.rerun()


def _staff(visitor: Visitor, treatment: Treatment) -> list[Staff]:
    """Whom it may name, and whoever it names, who may have left."""
    known = clinicians(office(), visitor)
    return known if treatment.clinician in known else [*known, treatment.clinician]


def _entry(treatment: Treatment) -> TreatmentEntry:
    return TreatmentEntry(treatment.method, treatment.areas, treatment.procedure, treatment.clinician.account_id)


def _close_when_done(of: str) -> None:
    """Fold the form again and let go of what was entered, once it is done."""
    if get(_done(of)):
        fields = (f"corrected_{name}_{of}" for name in ("method", "areas", "date", "clinician"))
        forget([_done(of), *fields, *keys_beginning_with(f"correction_shown_{of}", f"correction_reason_{of}")])
        put(_key(of), value=False)


def _key(of: str) -> str:
    return f"correct_{of}"


def _done(of: str) -> str:
    return f"correction_done_{of}"
