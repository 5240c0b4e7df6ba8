"""Entering a report that a patient gives by phone: the patient's own form, filled in by a clinician."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.catalogue import RedFlag, Tier
from recovery.domain.clinic import Clinic, Treatment
from recovery.domain.identifiers import as_text
from recovery.domain.report import Draft, reportable_days
from recovery.domain.wording import age, on_date, treatment_line
from recovery.errors import RecoveryError
from recovery.services.recoveries.looking import Record
from recovery.services.recoveries.reporting import submit_for
from recovery.ui import refusal
from recovery.ui.components.report.dates import days_moved, move_days
from recovery.ui.components.report.form import Wording, as_draft, fill, form_is_held, report_form
from recovery.ui.kept import was_given_back
from recovery.ui.session import forget, get, now, office, put
from recovery.ui.text import plain

_STEP, _REPORT = "enter", "report"
"""The address of this step: ?enter=report."""

_BEGUN = "staff_report"
"""What the form holds: a _Begun."""

_ENTERED = "staff_report_entered"


@dataclass(frozen=True)
class _Begun:
    """The treatment and day that the form is for, what it began with and what it holds, once it was shown."""

    treatment_id: int
    day: int
    procedure: date
    start: Draft | None = None
    held: Draft | None = None

    @property
    def is_touched(self) -> bool:
        return self.held != self.start


def is_entering() -> bool:
    """Whether the address asks for the form."""
    return st.query_params.get(_STEP) == _REPORT


def offer_to_enter(seen: Record) -> None:
    """The button that leads to the form, once there is a day to report; and what was entered last."""
    treatment = seen.recovery.treatment
    entered_for, day = get(_ENTERED, (None, None))
    if entered_for == treatment.treatment_id:
        forget([_ENTERED])
        st.success(f"The report of day {day} is entered.", icon=":material/check:")
    if treatment.closed_on is None and treatment.day(seen.recovery.today) >= 0:
        st.button("Enter a report by phone", key="enter_report", icon=":material/add_call:", on_click=_open)


def enter_report(visitor: Visitor, seen: Record) -> None:
    """The form for one day of this patient's, checked and stored like their own."""
    shown = seen.recovery
    st.title(f"Report by phone: {plain(shown.patient.name)}", anchor=False)
    said = [shown.patient.code, treatment_line(shown.treatment, seen.guide.catalogue)]
    st.caption(" · ".join(plain(text) for text in [*said, on_date(shown.treatment.procedure)]))
    days = reportable_days(procedure=shown.treatment.procedure, today=shown.today)
    if not days or shown.treatment.closed_on is not None:
        st.info("This recovery takes no report now.")
    else:
        _form(visitor, seen, days)
    st.button("Back without entering", key="leave_report", icon=":material/arrow_back:", on_click=_leave)


def _form(visitor: Visitor, seen: Record, days: range) -> None:
    shown = seen.recovery
    key = f"for_day_{as_text(shown.treatment.treatment_id)}"
    _follow_corrected_date(shown.treatment, key)
    day: int = st.selectbox(
        "Which day?", list(reversed(days)), format_func=lambda day: _named(seen, days, day), key=key
    )
    begun = _begin(seen, day)
    if day in shown.reports:
        st.info("This day has a report. Entering one replaces it; both versions are kept.")
    st.markdown("**What does the patient notice?** What is left out counts as none.")
    draft = report_form(
        seen.guide.catalogue, shown.clinic, day=day, areas=shown.treatment.areas, wording=_TO_CLINICIANS
    )
    put(_BEGUN, replace(begun, start=begun.start or draft, held=replace(draft, day=begun.day)))
    if st.button("Enter this report", key="enter_this_report", type="primary", icon=":material/check:"):
        _enter(visitor, seen, draft)


def _follow_corrected_date(treatment: Treatment, key: str) -> None:
    """What is being entered stays on its date when the procedure's was corrected since the last run."""
    begun: _Begun | None = get(_BEGUN)
    by = 0 if begun is None else days_moved(treatment, (begun.treatment_id, begun.procedure))
    if begun is not None and by:
        move_days([key], by)
        start, held = (each and replace(each, day=each.day + by) for each in (begun.start, begun.held))
        put(_BEGUN, _Begun(begun.treatment_id, begun.day + by, treatment.procedure, start, held))


def _begin(seen: Record, day: int) -> _Begun:
    """Fill the form with what was reported for the day; what was typed stays when another day is chosen for it."""
    begun: _Begun | None = get(_BEGUN)
    treatment_id = seen.recovery.treatment.treatment_id
    is_held = begun is not None and begun.treatment_id == treatment_id and form_is_held()
    if begun is not None and is_held and (begun.day == day or begun.is_touched):
        return begun
    if begun is None and was_given_back("noticed"):
        return _Begun(treatment_id, day, seen.recovery.treatment.procedure, start=Draft(day=day))
    reported = seen.recovery.reports.get(day)
    fill(as_draft(reported) if reported else Draft(day=day))
    return _Begun(treatment_id, day, seen.recovery.treatment.procedure)


def _enter(visitor: Visitor, seen: Record, draft: Draft) -> None:
    treatment = seen.recovery.treatment
    treatment_id = treatment.treatment_id
    try:
        submit_for(
            office(), visitor, treatment_id=treatment_id, draft=draft, now=now(), counted_from=treatment.procedure
        )
    except RecoveryError as error:
        refusal.show(error, before="Not entered.")
        return
    put(_ENTERED, (treatment_id, draft.day))
    _leave()
    st.rerun()


def _named(seen: Record, days: range, day: int) -> str:
    reported = ", reported" if day in seen.recovery.reports else ""
    return f"{age(days[-1] - day).capitalize()}, day {day}{reported}"


def _open() -> None:
    st.query_params[_STEP] = _REPORT


def _leave() -> None:
    st.query_params.pop(_STEP, None)
    forget([_BEGUN])


def _warn(flags: Sequence[RedFlag], clinic: Clinic) -> None:
    if any(flag.tier is Tier.EMERGENCY for flag in flags):
        said = f"This can be an emergency: tell the patient to call {clinic.emergency_number} now."
    else:
        said = "Decide now, while you speak, whether the patient must be seen today."
    st.error(said, title="Warning sign", icon=":material/emergency_home:")


_TO_CLINICIANS = Wording("Wants a call later", "In the patient's words", _warn)
