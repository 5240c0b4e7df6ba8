import pytest

from recovery.domain.alert_figures import MEDIAN, NINE_IN_TEN, Tally, added_up

HOUR = 3600


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


def test_every_alert_is_taken_or_not():
    tally = Tally(alerts=10, taken_after=[1, 2])
    assert (tally.taken, tally.not_taken) == (2, 8)


def test_nothing_closed_in_time_is_no_share_while_nothing_can_be_judged():
    assert Tally(alerts=4).share_in_time is None
    assert Tally(alerts=4, judged=4).share_in_time == 0
    assert Tally(alerts=4, judged=4, in_time=3).share_in_time == 0.75


def test_tallies_are_added_up_whole():
    tally = added_up([Tally(3, 2, 1, [HOUR]), Tally(2, 2, 2, [3 * HOUR, 2 * HOUR]), Tally(4, 1, 0)])
    assert (tally.alerts, tally.judged, tally.in_time, tally.taken) == (9, 5, 3, 3)
    assert added_up([]).alerts == 0


def test_times_are_put_in_one_row_before_they_are_halved():
    together = added_up([Tally(1, taken_after=[HOUR]), Tally(2, taken_after=[3 * HOUR, 2 * HOUR])])
    assert together.hours_until_taken(MEDIAN) == 2
