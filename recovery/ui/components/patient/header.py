"""The top of a patient's page: who, which treatment, and where it stands."""

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from recovery.domain.catalogue import Catalogue
from recovery.domain.course import RECENT_DAYS, Status
from recovery.domain.filing import OpenTreatment, Sign
from recovery.domain.level import Level
from recovery.domain.rules import Rule
from recovery.domain.wording import Badge, Tone, age, on_date, open_badges, treatment_line, worst_in_words
from recovery.domain.wording.english import day_in_words
from recovery.services.recoveries.looking import Record
from recovery.services.recoveries.reviewing import Recovery
from recovery.ui.text import plain, show_contact
from recovery.ui.theme import badge_text


def patient_header(seen: Record) -> None:
    """Who, and how it stands; method, areas, date, day and clinician; then four figures with what they count."""
    recovery, guide = seen.recovery, seen.guide
    patient, treatment = recovery.patient, recovery.treatment
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="who_and_how"):
        st.title(plain(patient.name), anchor=False, width="content")
        st.markdown(" ".join(badge_text(badge) for badge in _verdict(seen)), width="content")
    said = [
        patient.code,
        treatment_line(treatment, guide.catalogue),
        f"{on_date(treatment.procedure)}, {day_in_words(recovery.day)}",
        treatment.clinician.name,
        f"closed on {on_date(treatment.closed_on)}" if treatment.closed_on else "",
    ]
    st.caption(" · ".join(plain(text) for text in said if text))
    show_contact(patient.contact)
    received, due = recovery.due(guide.last_due_day(treatment.method))
    with st.grid(4, min_column_width=150):
        _present(recovery, guide.catalogue)
        _last_report(recovery)
        st.metric("Reports received of due", f"{received} of {due}")
        _past_band(recovery)


def _verdict(seen: Record) -> Sequence[Badge]:
    """How it stands, in the words of the list of open recoveries."""
    recovery, treatment = seen.recovery, seen.recovery.treatment
    row = OpenTreatment(recovery.patient, treatment, recovery.standing, tuple(seen.open_alerts), _unsaid_sign(seen))
    if row.alerts or row.sign:
        return open_badges(row, day=recovery.day)
    if treatment.closed_on is not None:
        return [Badge("Closed", "lock", Tone.QUIET)]
    return [] if recovery.is_to_come else open_badges(row, day=recovery.day)


def _unsaid_sign(seen: Record) -> Sign | None:
    """The warning sign, or the wish for a call, that no alert tells of."""
    warned, called = seen.recovery.warned_on, seen.recovery.called_on
    if warned is not None and not _is_said(seen, Rule.RED_FLAG, warned):
        return Sign(warned, Level.URGENT)
    if called is not None and not _is_said(seen, Rule.CALL_ME, called):
        return Sign(called, Level.HIGH)
    return None


def _present(recovery: Recovery, catalogue: Catalogue) -> None:
    """What the last report named, while that is known to say how it is."""
    standing = recovery.standing
    name = "Present now" if recovery.today_day is not None else "Present at its end"
    if recovery.is_to_come:
        _figure("Procedure", day_in_words(recovery.day).capitalize())
    elif standing is None:
        _figure(name, "–", "nothing reported yet")
    elif recovery.day - standing.last_day > RECENT_DAYS:
        _figure(name, "Not known", f"{standing.present} on day {standing.last_day}")
    else:
        worst = worst_in_words(standing, catalogue)
        _figure(name, str(standing.present), f"worst: {worst}" if worst else "")


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
