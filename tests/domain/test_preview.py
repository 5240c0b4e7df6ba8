"""What a guidance would have opened: counted here, and by reconciling day by day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.domain.alerts import State
from recovery.domain.catalogue import Severity
from recovery.domain.clinic import Staff, Treatment
from recovery.domain.course import Point
from recovery.domain.history import History
from recovery.domain.judging import Evidence, Hit, Today, judge
from recovery.domain.level import Level
from recovery.domain.preview import Period, Preview, alerts_opened, of_level, of_rule, openings, period_until, silences
from recovery.domain.reconciling import Judgement, reconcile
from recovery.domain.rules import Rule
from recovery.store.guide_files import read_guide
from tests.conftest import ROOT

GUIDE = read_guide(ROOT / "data")
PROCEDURE = date(2026, 7, 1)
TREATMENT = Treatment(1, 2, "derma_roller", ("face",), PROCEDURE, Staff(3, "Cleo"))
ALL_DAYS = Period(PROCEDURE, PROCEDURE + timedelta(days=99))


def days_of(**severities):
    """A history from one digit a day; any other sign is a day without a report."""
    points = {
        slug: [Point(day, Severity(int(sign))) for day, sign in enumerate(signs) if sign.isdigit()]
        for slug, signs in severities.items()
    }
    return History(points=points, days=sorted({point.day for series in points.values() for point in series}))


def hit(day, since, level=Level.HIGH, *, severity=Severity.SEVERE, rule=Rule.SEVERE, side_effect="redness"):
    return Hit(rule, side_effect, Evidence(day=day, since=since, level=level, severity=severity))


def opened(history, *, period=ALL_DAYS, today=30, guide=GUIDE):
    return dict(
        alerts_opened(history, TREATMENT, guide=guide, today=Today(today, range(min(today, 22))), period=period)
    )


@pytest.mark.parametrize(
    ("hits", "first_days"),
    [
        pytest.param([hit(2, 2), hit(3, 2), hit(4, 2)], [2], id="a run is one"),
        pytest.param([hit(2, 2), hit(5, 5)], [2, 5], id="two runs are two"),
        pytest.param([hit(2, 2), hit(3, 2, severity=Severity.VERY_SEVERE)], [2, 3], id="a run that grows worse"),
        pytest.param([hit(2, 2, Level.LOW), hit(3, 2, Level.MEDIUM)], [2, 3], id="a run whose level rises"),
        pytest.param([hit(2, 2, Level.MEDIUM), hit(3, 2, Level.LOW)], [2], id="a run whose level falls"),
        pytest.param([hit(4, 2), hit(2, 2)], [2], id="given in any order"),
        pytest.param([hit(2, 2), hit(2, 2, side_effect="itching")], [2, 2], id="two side effects"),
        pytest.param([hit(2, 2, rule=Rule.CALL_ME), hit(3, 2, rule=Rule.CALL_ME)], [2, 3], id="each wish for a call"),
    ],
)
def test_an_alert_is_opened_by_the_first_of_a_run(hits, first_days):
    assert [each.evidence.day for each in openings(hits)] == first_days


@given(st.lists(st.sampled_from("01234."), min_size=1, max_size=25), st.lists(st.sampled_from("01234."), max_size=25))
def test_it_counts_what_reconciling_opens_when_each_alert_is_closed_at_once(redness, itching):
    history, today = days_of(redness=redness, itching=itching), Today(30, range(22), takes_reports=False)
    hits = judge(history, guide=GUIDE, method="derma_roller", today=today)
    assert len(openings(hits)) == _opened_one_by_one(hits, history)


def _opened_one_by_one(hits, history):
    now, ids, alerts = datetime(2026, 7, 15, tzinfo=UTC), count(1), {}
    for day in range(30):
        so_far = [each for each in hits if each.evidence.day <= day]
        judgement = Judgement(so_far, history, 1, now)
        for change in reconcile(list(alerts.values()), judgement, treatment_id=1, new_id=lambda: next(ids)):
            alerts[change.alert.alert_id] = _closed(change.alert, now)
    return len(alerts)


def _closed(alert, now):
    return replace(
        alert, holding=replace(alert.holding, state=State.CLOSED, account_id=1, acknowledged_at=now, closed_at=now)
    )


def test_only_what_opens_in_the_period_counts():
    history = days_of(redness="0030030")
    severe = {(Rule.SEVERE, Level.HIGH): 2}
    assert opened(history).items() >= severe.items()
    late = Period(PROCEDURE + timedelta(days=3), PROCEDURE + timedelta(days=9))
    assert opened(history, period=late)[Rule.SEVERE, Level.HIGH] == 1
    assert opened(history, period=Period(PROCEDURE, PROCEDURE)) == {}


@pytest.mark.parametrize(
    ("signs", "silent_on"),
    [
        pytest.param("2222222", [], id="no gap"),
        pytest.param("2..2", [2], id="two missed after a moderate one"),
        pytest.param("2.2", [], id="one missed"),
        pytest.param("1..1", [], id="two missed after a mild one"),
        pytest.param("1...1", [3], id="three missed early"),
        pytest.param("...1", [2], id="three missed at the very beginning"),
        pytest.param("22222222222...1", [12], id="two missed later on"),
        pytest.param("11111111111...1", [], id="three missed later on after a mild one"),
        pytest.param("2..2..2", [2, 5], id="two silences"),
    ],
)
def test_a_silence_counts_even_when_a_report_ended_it(signs, silent_on):
    found = silences(days_of(redness=signs), GUIDE.rules[Rule.SILENT], due=range(22))
    assert [evidence.day for evidence in found] == silent_on


def test_a_silence_is_what_the_rule_said_on_the_day_before_the_report():
    history, rest = days_of(redness="2..2", itching="1..1"), range(22)
    (evidence,) = silences(history, GUIDE.rules[Rule.SILENT], due=rest)
    before = days_of(redness="2", itching="1")
    said = judge(before, guide=GUIDE, method="derma_roller", today=Today(3, range(3)))
    assert [each.evidence for each in said if each.rule is Rule.SILENT] == [evidence]


def test_a_rule_that_is_off_opens_nothing():
    off = replace(GUIDE, rules=GUIDE.rules.switched(Rule.SILENT, on=False))
    assert opened(days_of(redness="2..1"), today=4)[Rule.SILENT, Level.LOW] == 1
    assert (Rule.SILENT, Level.LOW) not in opened(days_of(redness="2..1"), today=4, guide=off)


def test_a_preview_adds_up_by_rule_and_by_level():
    preview = Preview(period_until(PROCEDURE))
    preview.today.update({(Rule.PAST_BAND, Level.LOW): 3, (Rule.PAST_BAND, Level.MEDIUM): 2})
    preview.proposed.update({(Rule.RED_FLAG, Level.URGENT): 1})
    assert preview.rules == [Rule.RED_FLAG, Rule.PAST_BAND]
    assert preview.levels == [Level.URGENT, Level.MEDIUM, Level.LOW]
    assert (of_rule(preview.today, Rule.PAST_BAND), of_level(preview.today, Level.LOW)) == (5, 3)


def test_the_period_is_ninety_days_with_today():
    assert period_until(date(2026, 7, 15)) == Period(date(2026, 4, 17), date(2026, 7, 15))
