import pytest

from recovery.domain.alert_figures import MEDIAN, NINE_IN_TEN, AlertFigures, AlertKind, Tally
from recovery.domain.level import Level
from recovery.domain.rules import Rule

HOUR = 3600

FIGURES = AlertFigures(
    tallies={
        AlertKind(Rule.SEVERE, "redness", "laser", Level.HIGH): Tally(3, 1, 2, 1, [HOUR]),
        AlertKind(Rule.SEVERE, "itching", "laser", Level.HIGH): Tally(2, 0, 2, 2, [3 * HOUR, 2 * HOUR]),
        AlertKind(Rule.PAST_BAND, "redness", "derma_roller", Level.MEDIUM): Tally(1, 0, 0, 0, []),
        AlertKind(Rule.PAST_BAND, "redness", "laser", Level.LOW): Tally(4, 4, 1, 0, []),
        AlertKind(Rule.SILENT, None, "derma_roller", Level.LOW): Tally(1, 0, 1, 0, [100 * HOUR]),
    },
    reports={"laser": 50, "derma_roller": 150, "ultrasound": 0},
)


@pytest.mark.parametrize(
    ("hours", "half", "nine_in_ten"),
    [
        pytest.param([], None, None, id="no alert taken yet"),
        pytest.param([5], 5, 5, id="a single one"),
        pytest.param([0, 10], 5, 9, id="drawn straight between two"),
        pytest.param([9, 1, 2, 3, 4, 5, 6, 7, 8, 0, 10], 5, 9, id="in any order"),
    ],
)
def test_hours_until_taken(hours, half, nine_in_ten):
    tally = Tally(alerts=len(hours), taken_after=[HOUR * each for each in hours])
    assert (tally.hours_until_taken(MEDIAN), tally.hours_until_taken(NINE_IN_TEN)) == (half, nine_in_ten)


def test_every_alert_is_taken_waiting_or_answered():
    tally = Tally(alerts=10, answered=3, taken_after=[1, 2])
    assert (tally.taken, tally.waiting, tally.answered) == (2, 5, 3)


def test_nothing_closed_in_time_is_no_share_while_nothing_can_be_judged():
    assert Tally(alerts=4).share_in_time is None
    assert Tally(alerts=4, judged=4).share_in_time == 0
    assert Tally(alerts=4, judged=4, in_time=3).share_in_time == 0.75


@pytest.mark.parametrize(
    ("asked", "alerts", "taken"),
    [
        pytest.param({}, 11, 4, id="all"),
        pytest.param({"rule": Rule.SEVERE}, 5, 3, id="a rule"),
        pytest.param({"level": Level.LOW}, 5, 1, id="a level"),
        pytest.param({"side_effect": "redness", "method": "laser"}, 7, 1, id="a side effect under a method"),
        pytest.param({"rule": Rule.CALL_ME}, 0, 0, id="a rule that gave none"),
    ],
)
def test_kinds_are_counted_together(asked, alerts, taken):
    tally = FIGURES.of(**asked)
    assert (tally.alerts, tally.taken) == (alerts, taken)


def test_times_of_kinds_are_put_in_one_row_before_they_are_halved():
    assert FIGURES.of(rule=Rule.SEVERE).hours_until_taken(MEDIAN) == 2
