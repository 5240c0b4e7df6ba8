"""The top of a patient's page: who, which treatment, and where it stands."""

from datetime import timedelta

import streamlit as st

from recovery.domain.catalogue import Catalogue
from recovery.domain.course import Status
from recovery.domain.guide import Guide
from recovery.domain.rules import Rule
from recovery.domain.wording import age, on_date, treatment_line
from recovery.services.recoveries.looking import Record
from recovery.services.recoveries.reviewing import Recovery
from recovery.ui.text import plain, show_contact


def patient_header(recovery: Recovery, guide: Guide) -> None:
    """Who, method, areas, date, clinician and day; then four figures with what they count."""
    patient, treatment = recovery.patient, recovery.treatment
    st.title(plain(patient.name), anchor=False)
    said = [
        patient.code,
        treatment_line(treatment, guide.catalogue),
        on_date(treatment.procedure),
        treatment.clinician.name,
        f"closed on {on_date(treatment.closed_on)}" if treatment.closed_on else "",
    ]
    st.caption(" · ".join(plain(text) for text in said if text))
    show_contact(patient.contact)
    received, due = recovery.due(guide.last_due_day(treatment.method))
    with st.grid(4, min_column_width=150):
        _day(recovery)
        _last_report(recovery)
        st.metric("Reports received of due", f"{received} of {due}")
        _past_band(recovery)


def _day(recovery: Recovery) -> None:
    if recovery.today_day is not None:
        _figure("Day", str(recovery.day))
    else:
        _figure("Closed on", f"Day {recovery.day}")


def _last_report(recovery: Recovery) -> None:
    last = recovery.last
    if last is None:
        _figure("Last report", "None yet" if recovery.today_day is not None else "None")
    elif recovery.today_day is not None:
        _figure("Last report", age(recovery.today_day - last.day).capitalize())
    else:
        when = recovery.treatment.procedure + timedelta(days=last.day)
        _figure("Last report", f"Day {last.day}", on_date(when))


def _past_band(recovery: Recovery) -> None:
    """How many are past their band; what the reports do not tell is never counted among those that are not."""
    past, unknown = _count(recovery, Status.PAST_BAND), _count(recovery, Status.NOT_KNOWN)
    if recovery.last is None:
        _figure("Past their band", "–", "nothing to judge yet")
    elif unknown:
        _figure("Past their band", f"{past} known", f"{unknown} not known")
    else:
        _figure("Past their band", str(past))


def _figure(name: str, value: str, beside: str = "") -> None:
    """A figure, and what else must be read with it."""
    st.metric(name, value, beside or None, delta_color="off", delta_arrow="off")


def what_stands_out(seen: Record, catalogue: Catalogue) -> None:
    """The latest warning signs and the wish for a call, unless an alert says the same."""
    recovery = seen.recovery
    if recovery.warned_on is not None and not _is_said(seen, Rule.RED_FLAG, recovery.warned_on):
        names = ", ".join(plain(catalogue.red_flag(slug).name) for slug in recovery.warning_signs)
        said = f"{_when(recovery, recovery.warned_on)}: {names}"
        st.error(said, title="Warning sign", icon=":material/emergency_home:")
    if recovery.called_on is not None and not _is_said(seen, Rule.CALL_ME, recovery.called_on):
        st.warning(f"{_when(recovery, recovery.called_on)}.", title="Asked for a call", icon=":material/call:")


def _is_said(seen: Record, rule: Rule, day: int) -> bool:
    """Whether an alert, open or past, rests on that day."""
    return any(alert.rule is rule and day in {held.evidence.day for held in alert.evidence} for alert in seen.alerts)


def _when(recovery: Recovery, day: int) -> str:
    return f"Day {day}, {age(recovery.day - day)}"


def _count(recovery: Recovery, status: Status) -> int:
    return sum(finding.status is status for finding in recovery.findings)
