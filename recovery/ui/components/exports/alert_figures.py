"""The figures of alerts as a manager sees them: what is held back in files is held back here too."""

from collections.abc import Sequence

import streamlit as st

from recovery.charts.alert_rates import AlertRate, alert_rates_alt, alert_rates_figure
from recovery.charts.numbers import percent
from recovery.domain.alert_figures import MEDIAN, NINE_IN_TEN, Tally
from recovery.domain.clinic import Clinic
from recovery.domain.disclosure import is_small
from recovery.domain.guide import Guide
from recovery.domain.rules import Rule, Rules
from recovery.domain.summary.alert_plans import ALERTS, HANDLED
from recovery.domain.summary.alert_rows import AlertRow
from recovery.domain.summary.measures import REPORTS
from recovery.domain.wording.english import counted, on_date
from recovery.services.groups.summarising import Alerts
from recovery.ui.components.figures import show_figure
from recovery.ui.theme import is_dark

MINUTES_PER_HOUR, HOURS_PER_DAY = 60, 24

NOT_WATCHED = "Reports are not watched at this practice, so they raise no alerts."

HELD_BACK = "held back"


def alert_figures(alerts: Alerts, *, guide: Guide) -> None:
    """How soon alerts were taken and closed, and how many each rule gave, each with its number."""
    if alerts.rows is None:
        st.write(f"{NOT_WATCHED} Patients see advice only.")
        return
    if not alerts.clinic.watched:
        st.caption(f"{NOT_WATCHED} These are from when they were.")
    rows = widest_told(alerts.rows)
    if not rows:
        st.caption(
            f"Held back: fewer than {alerts.limit} alerts or treatments by each method, here or in the other months."
        )
        return
    method = rows[0].where.method
    if method is not None and len({row.where.method for row in alerts.rows}) > 1:
        st.caption(f"Of {guide.catalogue.method(method).name} alone: there are too few by another method to add them.")
    _waits(rows[0])
    st.caption(_of_what(rows[0], alerts.clinic))
    _rates(rows, guide.rules)


def widest_told(rows: Sequence[AlertRow]) -> list[AlertRow]:
    """Of all methods, or else of the method with most alerts that may be told, the rows, that of every alert first."""
    whole = [row for row in rows if row.rule is None and row.level is None and row.tells(ALERTS)]
    if not whole:
        return []
    first = max(whole, key=lambda row: (row.where.method is None, row.tally.alerts))
    return [first, *(row for row in rows if row.where == first.where and row is not first)]


def _waits(row: AlertRow) -> None:
    tally, limit = row.tally, row.limit
    told = row.tells(HANDLED)
    taken = f"of {counted(tally.taken, 'alert')} taken" if told else "of the alerts taken"
    with st.grid(3, min_column_width=220):
        _figure("Time until taken, median", _taken_within(tally, MEDIAN, limit), taken)
        _figure("Time until taken, 90th percentile", _taken_within(tally, NINE_IN_TEN, limit), taken)
        _figure("Closed within 48 hours", _share(tally, limit), "of those opened 48 hours ago or earlier")


def _figure(label: str, value: str, of_what: str) -> None:
    with st.container(gap="xxsmall"):
        st.metric(label, value)
        st.caption(of_what)


def _taken_within(tally: Tally, share: float, limit: int) -> str:
    hours = tally.hours_until_taken(share)
    if hours is None:
        return "no alert taken yet"
    return HELD_BACK if is_small(tally.taken, limit=limit) else hours_in_words(hours)


def _share(tally: Tally, limit: int) -> str:
    if tally.share_in_time is None:
        return "too early to say"
    if any(is_small(n, limit=limit) for n in (tally.in_time, tally.judged - tally.in_time)):
        return HELD_BACK
    return percent(tally.share_in_time)


def hours_in_words(hours: float) -> str:
    """A time as people say it: "35 minutes", "5.2 hours", from two days on "3.1 days"."""
    if hours < 1:
        minutes = int(hours * MINUTES_PER_HOUR)
        return counted(minutes, "minute") if minutes else "less than a minute"
    return f"{hours:.1f} hours" if hours < 2 * HOURS_PER_DAY else f"{hours / HOURS_PER_DAY:.1f} days"


def _of_what(row: AlertRow, clinic: Clinic) -> str:
    tally = row.tally
    said = f"{counted(tally.alerts, 'alert')} of treatments whose procedure lies in this period"
    if row.tells(HANDLED):
        said += f": {tally.taken:,} taken, {tally.not_taken:,} not, since they wait or a report answered them first"
    since = clinic.watched_since
    said += ". Those not taken are not in the first two figures; those answered within 48 hours in none."
    return f"{said} Reports raise alerts since {on_date(clinic.today(since))}." if clinic.watched and since else said


def _rates(rows: Sequence[AlertRow], rules: Rules) -> None:
    told = [row for row in rows if row.rule is not None and row.tells(ALERTS) and row.tells(REPORTS) and row.reports]
    if not told:
        return
    if not any(row.tally.alerts for row in told):
        return  # a picture of nothing; the file has the zeros
    st.header("Alerts per 100 reports", anchor=False)
    left = sum(row.rule is not None for row in rows) - len(told)
    st.caption(
        f"By rule, of {counted(told[0].reports, 'report')} of the same treatments."
        + (f" {counted(left, 'rule')} held back, with few alerts or beside one with few." if left else "")
    )
    rates = [
        AlertRate(rules[Rule(row.rule or "")].name, row.tally.alerts, 100 * row.tally.alerts / row.reports)
        for row in told
    ]
    show_figure("alert_rates", alert_rates_figure(rates, dark=is_dark()), alt=alert_rates_alt(rates))
