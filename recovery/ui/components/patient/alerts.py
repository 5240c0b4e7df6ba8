"""A patient's alerts: why each asks for someone, who has it, what it rests on, and what can be done."""

from collections.abc import Sequence
from html import escape
from zoneinfo import ZoneInfo

import streamlit as st

from recovery.domain.access import Visitor
from recovery.domain.alerts import Alert
from recovery.domain.identifiers import as_text
from recovery.domain.wording import alert_badge, reason
from recovery.domain.wording.english import days
from recovery.domain.wording.record import clinic_time, event_in_words, evidence_in_words, standing_in_words
from recovery.services.recoveries.looking import Record
from recovery.services.recoveries.reviewing import Recovery
from recovery.ui.components.course_card import MIN_CARD_WIDTH
from recovery.ui.components.patient.alert_steps import form_of, menu_with, reopen, steps_with
from recovery.ui.components.patient.since_last_look import is_new_look
from recovery.ui.components.worklist.attending_steps import forget_last_step, last_step
from recovery.ui.text import plain
from recovery.ui.theme import badge_text

MOST_CARDS = 6
"""Open alerts shown at first, the most urgent: a noisy course has two dozen, and each card takes a part of a screen."""

LATEST_PAST = 5
"""Past alerts shown at first: more are read on demand."""


def patient_alerts(visitor: Visitor, seen: Record) -> None:
    """The open alerts as cards with their steps, then the past ones folded."""
    waiting = seen.open_alerts
    if not seen.alerts and not seen.recovery.clinic.watched:
        st.caption("This practice does not watch reports, so they give no alerts.")
        return
    st.header("Alerts", anchor=False)
    if is_new_look():
        forget_last_step()
    last_step(visitor)
    if not waiting:
        st.caption(_none_open(seen.recovery))
    _cards(seen, waiting)
    form_of(visitor, seen)
    _past(visitor, seen)


def _none_open(recovery: Recovery) -> str:
    """That no alert is open, with a tick only where reports say how it is."""
    said = "No alert is open."
    if recovery.today_day is None or recovery.is_to_come:
        return said
    if not recovery.is_unheard:
        return f":material/check: {said}"
    last = recovery.last
    heard = f"the last report is {days(recovery.day - last.day)} old" if last else "no report has come yet"
    return f":material/help: {said} That is not known to be good news: {heard}."


def _cards(seen: Record, waiting: Sequence[Alert]) -> None:
    """A card for each; what is done with all of them stands above, with a lone one in its card."""
    if len(waiting) == 1:
        _card(seen, waiting[0], alone=True)
        return
    if waiting:
        steps_with(seen, waiting, key="all")
    shown = _first(seen, waiting)
    with st.grid(2, min_column_width=MIN_CARD_WIDTH):
        for alert in shown:
            _card(seen, alert, alone=False)


def _first(seen: Record, waiting: Sequence[Alert]) -> Sequence[Alert]:
    """The most urgent, or all on demand."""
    if len(waiting) <= MOST_CARDS:
        return waiting
    key = f"every_open_{as_text(seen.recovery.treatment.treatment_id)}"
    return waiting if st.toggle(f"Show all {len(waiting)} open alerts", key=key) else waiting[:MOST_CARDS]


def _card(seen: Record, alert: Alert, *, alone: bool) -> None:
    key = as_text(alert.alert_id)
    with st.container(border=True, height="stretch", key=f"alert_{key}"):
        recovery, catalogue = seen.recovery, seen.guide.catalogue
        said = reason(alert, catalogue, today=recovery.today_day, points=recovery.course(alert.side_effect))
        st.markdown(f"{badge_text(alert_badge(alert))} &ensp; **{plain(said)}**")
        folded = _folded("Why, and what was done", seen, alert)
        st.html(f'<div class="rd-record">{_patients_words(seen, alert)}{_facts(seen, alert)}{folded}</div>')
        if alone:
            steps_with(seen, [alert], key="all")
        else:
            menu_with(seen, alert, key=key)


def _past(visitor: Visitor, seen: Record) -> None:
    past, key = seen.past_alerts, as_text(seen.recovery.treatment.treatment_id)
    if not past:
        return
    folded = st.expander(f"Past alerts: {len(past)}", key=f"past_alerts_{key}", on_change="rerun")
    if not folded.open:
        return
    with folded:
        every = len(past) <= LATEST_PAST or st.toggle(f"Show all {len(past)}", key=f"every_past_{key}")
        shown = past if every else past[:LATEST_PAST]
        st.html(f'<div class="rd-record">{"".join(_past_one(seen, alert) for alert in shown)}</div>')
        if seen.recovery.treatment.closed_on is None:
            reopen(visitor, seen, key=key)


def _past_one(seen: Record, alert: Alert) -> str:
    said = reason(alert, seen.guide.catalogue, today=seen.recovery.today_day)
    head = f"<p><b>{escape(alert_badge(alert).word)}: {escape(said)}</b></p>"
    return f"<article>{head}{_facts(seen, alert)}{_body(seen, alert)}</article>"


def _patients_words(seen: Record, alert: Alert) -> str:
    """The first line of the note that came with the report that it rests on, in the most urgent card of that day."""
    day = alert.latest.day
    report = seen.recovery.reports.get(day)
    leads = next(each for each in seen.open_alerts if each.latest.day == day)
    if report is None or not report.note or leads.alert_id != alert.alert_id:
        return ""
    first, *rest = report.note.strip().splitlines()
    more = " …" if rest else ""
    return f'<p dir="auto">Day {day}: “{escape(first)}{more}”</p>'


def _facts(seen: Record, alert: Alert) -> str:
    said = standing_in_words(alert, seen.staff, ZoneInfo(seen.recovery.clinic.time_zone))
    return f'<p class="rd-when">{escape(said)}</p>'


def _folded(title: str, seen: Record, alert: Alert) -> str:
    return f"<details><summary>{escape(title)}</summary>{_body(seen, alert)}</details>"


def _body(seen: Record, alert: Alert) -> str:
    catalogue, zone = seen.guide.catalogue, ZoneInfo(seen.recovery.clinic.time_zone)
    evidence = [evidence_in_words(alert, held, catalogue, today=seen.recovery.today_day) for held in alert.evidence]
    steps = [
        f"{clinic_time(event.at, zone)}: {event_in_words(event, seen.staff)}" for event in seen.events[alert.alert_id]
    ]
    return f"<p>What it rests on</p>{_list(evidence)}<p>What happened</p>{_list(steps)}"


def _list(lines: Sequence[str]) -> str:
    items = "".join(f'<li dir="auto">{escape(line)}</li>' for line in lines)
    return f"<ul>{items}</ul>"
