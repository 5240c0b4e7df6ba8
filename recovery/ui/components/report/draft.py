"""What a browser tab holds of a report that is not sent, and what is kept of it until it is."""

from dataclasses import replace

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.report import Draft
from recovery.errors import StoreError
from recovery.services.recoveries import reporting
from recovery.services.recoveries.reporting import Desk
from recovery.ui.components.report.form import as_draft, fill, form_is_held
from recovery.ui.session import forget, get, has, now, office, put


def treatment_of_report() -> int | None:
    """The treatment that the report on its way is about, whatever becomes of it meanwhile."""
    treatment_id: int | None = get("report_treatment")
    return treatment_id


def choose_day(desk: Desk) -> int:
    """The day that is reported: today by default; other days that were begun are named."""
    days = list(reversed(desk.days))
    today = days[0]
    if not _is_new_tab() and (get("report_day") not in days or treatment_of_report() != desk.treatment.treatment_id):
        held = _held(desk)
        put("report_day", held.day if held is not None and held.day in days else today)
    day: int = st.selectbox(
        "Which day?",
        days,
        format_func=lambda day: which_day(desk, day) + (", reported" if day in desk.reported else ""),
        key="report_day",
    )
    begun = [which_day(desk, each) for each in desk.drafts if each in days and each != day]
    if begun:
        st.caption(f":material/edit: Begun and not sent: {'; '.join(begun)}. Choose the day above to go on.")
    return day


def which_day(desk: Desk, day: int) -> str:
    """A day in words: "Yesterday, day 2"."""
    ago = desk.days[-1] - day
    when = {0: "Today", 1: "Yesterday"}.get(ago, f"{ago} days ago")
    return f"{when}, day {day}"


def fill_once(visitor: Visitor, desk: Desk, day: int) -> None:
    """Set the form to what was begun or reported for the day, once for each day and treatment."""
    this = (desk.treatment.treatment_id, day)
    still_there = get("report_filled") == this and form_is_held() and not get("arrived")
    if still_there or _is_new_tab():
        return
    kept, held = _kept(visitor, desk, day), _held(desk)
    start = held if held is not None and held.day == day else kept
    # What was typed while the browser was on its way to another screen comes with this very run.
    typed = get("note") if get("arrived") else None
    fill(replace(start, note=typed) if typed else start)
    put("report_filled", this)
    put("report_treatment", desk.treatment.treatment_id)
    put("report_kept", kept)


def take_over(visitor: Visitor, desk: Desk, draft: Draft) -> None:
    """Begin with what a new tab holds: after a lost connection that is all that was typed, else nothing.

    An empty form is filled from what was kept before.
    """
    if not _is_new_tab():
        return
    kept = _kept(visitor, desk, draft.day)
    put("report_resumed", draft.day in desk.drafts)
    put("report_treatment", desk.treatment.treatment_id)
    if draft == Draft(day=draft.day) != kept:
        put("report_draft", kept)
        st.rerun()
    put("report_filled", (desk.treatment.treatment_id, draft.day))
    put("report_kept", kept)


def _is_new_tab() -> bool:
    """Whether this tab has not shown a form yet, or has lost its server since."""
    return get("report_draft") is None


def _held(desk: Desk) -> Draft | None:
    draft: Draft | None = get("report_draft")
    return draft if treatment_of_report() == desk.treatment.treatment_id else None


def as_reported(visitor: Visitor, desk: Desk, day: int) -> Draft:
    """What was sent for the day before; an empty form where nothing was."""
    if day not in desk.reported:
        return Draft(day=day)
    sent_before = reporting.report_of(office(), visitor, treatment_id=desk.treatment.treatment_id, day=day)
    return _heeded(desk, as_draft(sent_before)) if sent_before else Draft(day=day)


def _kept(visitor: Visitor, desk: Desk, day: int) -> Draft:
    begun = desk.drafts.get(day)
    return _heeded(desk, begun) if begun else as_reported(visitor, desk, day)


def _heeded(desk: Desk, draft: Draft) -> Draft:
    """A draft without a wish for a call where nobody would read it: the form does not hold one either."""
    return draft if desk.clinic.watched else replace(draft, wants_call=False)


def say_what_was_begun(desk: Desk, day: int) -> None:
    """Say what was begun or reported before."""
    if day in desk.reported:
        st.info("This day has a report. Sending again replaces it; the practice keeps both versions.")
    if day in desk.drafts and get("report_resumed"):
        st.warning(
            "You began this report and have not sent it. Look it over, then send it.",
            title="Not sent yet",
            icon=":material/edit:",
        )


def starts_over(visitor: Visitor, desk: Desk, draft: Draft, before: Draft) -> bool:
    """Whether what the form holds is let go of, for what was reported before, if anything."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(":material/edit: Kept here until you send it.", width="content")
        over = st.button("Start over", key="start_over", type="tertiary")
    st.caption("Tap all that you notice:")
    if over:
        reporting.discard_draft(office(), visitor, treatment_id=desk.treatment.treatment_id, day=draft.day)
        put("report_draft", before)
    return over


def begin_anew() -> None:
    """Forget which report this tab was at."""
    forget(["report_draft"])


def leave_sent_report() -> None:
    """On another screen: the next look at the form is for a new report, not at the one that was sent."""
    if has("report_sent"):
        forget(["report_sent", "report_step", "report_draft", "report_day"])


def fill_again() -> None:
    """Let the form be filled anew when it is shown next."""
    forget(["report_filled", "report_resumed"])


def keep(visitor: Visitor, desk: Desk, draft: Draft) -> None:
    """Keep what the form holds now, so that a lost connection or session loses nothing."""
    put("report_draft", draft)
    if draft == get("report_kept"):
        return
    try:
        reporting.keep_draft(office(), visitor, treatment_id=desk.treatment.treatment_id, draft=draft, now=now())
    except StoreError:
        st.warning(
            "Stay on this page: what you entered is only here so far. Sending it tries again.",
            title="Not kept yet",
            icon=":material/warning:",
        )
        return
    put("report_kept", draft)
