"""The figures of alerts as a manager sees them."""

import streamlit as st

from recovery.charts.alert_rates import AlertRate, alert_rates_alt, alert_rates_figure
from recovery.domain.alert_figures import MEDIAN, NINE_IN_TEN, AlertFigures, Tally
from recovery.domain.clinic import Clinic
from recovery.domain.rules import Rule, Rules
from recovery.domain.wording.english import counted, on_date
from recovery.ui.components.figures import show_figure
from recovery.ui.theme import is_dark

MINUTES_PER_HOUR, HOURS_PER_DAY = 60, 24

NOT_WATCHED = "Reports are not watched at this practice, so they raise no alerts."


def alert_figures(figures: AlertFigures | None, *, clinic: Clinic, rules: Rules) -> None:
    """How soon alerts were taken and closed, and how many each rule gave, each with its number."""
    if figures is None:
        st.write(f"{NOT_WATCHED} Patients see advice only.")
        return
    if not clinic.watched:
        st.caption(f"{NOT_WATCHED} These are from when they were.")
    everything = figures.of()
    _waits(everything)
    st.caption(_of_what(everything, clinic))
    if figures.reports_of(None):
        st.header("Alerts per 100 reports", anchor=False)
        st.caption(f"By rule, of {counted(figures.reports_of(None), 'report')} of the same treatments.")
        rates = [_rate(figures, rule, rules) for rule in Rule]
        show_figure("alert_rates", alert_rates_figure(rates, dark=is_dark()), alt=alert_rates_alt(rates))


def _waits(tally: Tally) -> None:
    taken = f"of {counted(tally.taken, 'alert')} taken"
    judged = f"of {counted(tally.judged, 'alert')} opened 48 hours ago or earlier"
    with st.grid(3, min_column_width=220):
        _figure("Time until taken, median", _taken_within(tally, MEDIAN), taken)
        _figure("Time until taken, 90th percentile", _taken_within(tally, NINE_IN_TEN), taken)
        _figure("Closed within 48 hours", _share(tally), judged)


def _figure(label: str, value: str, of_what: str) -> None:
    with st.container(gap="xxsmall"):
        st.metric(label, value)
        st.caption(of_what)


def _taken_within(tally: Tally, share: float) -> str:
    hours = tally.hours_until_taken(share)
    return "no alert taken yet" if hours is None else hours_in_words(hours)


def _share(tally: Tally) -> str:
    return "too early to say" if tally.share_in_time is None else f"{tally.share_in_time:.0%}"


def hours_in_words(hours: float) -> str:
    """A time as people say it: "35 minutes", "5.2 hours", from two days on "3.1 days"."""
    if hours < 1:
        minutes = int(hours * MINUTES_PER_HOUR)
        return counted(minutes, "minute") if minutes else "less than a minute"
    return f"{hours:.1f} hours" if hours < 2 * HOURS_PER_DAY else f"{hours / HOURS_PER_DAY:.1f} days"


def _of_what(tally: Tally, clinic: Clinic) -> str:
    said = (
        f"{counted(tally.alerts, 'alert')} of treatments whose procedure lies in this period: {tally.taken:,} taken, "
        f"{tally.waiting:,} not taken yet, {tally.answered:,} answered by a report before anyone took them. "
        "Those not taken yet are not in the first two figures; those answered within 48 hours in none of the three."
    )
    since = clinic.watched_since
    return f"{said} Reports raise alerts since {on_date(clinic.today(since))}." if clinic.watched and since else said


def _rate(figures: AlertFigures, rule: Rule, rules: Rules) -> AlertRate:
    tally = figures.of(rule=rule)
    return AlertRate(rules[rule].name, tally.alerts, figures.per_100_reports(tally) or 0.0)
