from datetime import timedelta

import pytest

from recovery.domain.passwords import LEAST_GUESSES
from recovery.domain.throttling import (
    ONE_CODE,
    ONE_NAME,
    ONE_NAME_ONE_PLACE,
    ONE_NETWORK,
    Failures,
    network_of,
    too_soon,
)
from tests.conftest import NOW

DAY_S = 24 * 60 * 60


def guesses(limit, *, days):
    """How often somebody fails who tries as soon as they may, day by day."""
    a_day, at, failures = [0] * days, NOW, None
    while True:
        at += timedelta(seconds=limit.wait_s(failures, at) if failures else 0)
        day = int((at - NOW).total_seconds()) // DAY_S
        if day >= days:
            return a_day
        a_day[day] += 1
        failures = limit.counted(failures, at)


@pytest.mark.parametrize(
    ("limit", "first_day", "then"),
    [
        pytest.param(ONE_NAME, 126, 96, id="one name, from however many addresses"),
        pytest.param(ONE_NETWORK, 1_540, 1_440, id="all names, from one address"),
        pytest.param(ONE_CODE, 39, 24, id="the codes of one second factor"),
        pytest.param(ONE_NAME_ONE_PLACE, 301, 288, id="one name on one known device"),
    ],
)
def test_guesses_a_day_are_bounded_as_the_documents_say(limit, first_day, then):
    assert guesses(limit, days=3) == pytest.approx([first_day, then, then], abs=1)


def test_a_year_of_guessing_finds_one_password_in_285_000():
    assert LEAST_GUESSES / sum(guesses(ONE_NAME, days=365)) == pytest.approx(285_000, rel=0.01)


def test_a_budget_fills_up_while_nobody_fails():
    spent = Failures(30, NOW)
    assert ONE_NAME.wait_s(spent, NOW) == 15 * 60
    assert ONE_NAME.wait_s(spent, NOW + timedelta(minutes=14)) == 60
    assert ONE_NAME.wait_s(spent, NOW + timedelta(minutes=15)) == 0
    assert ONE_NAME.counted(spent, NOW + timedelta(hours=5)).count == 30 - 20 + 1
    assert ONE_NAME.counted(spent, NOW + timedelta(days=9)).count == 1


def test_a_clock_that_goes_back_forgets_nothing():
    assert ONE_NAME.counted(Failures(30, NOW), NOW - timedelta(hours=5)).count == 31


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_addresses_that_one_subscriber_has_count_as_one_place(address, network):
    assert network_of(address) == network


def test_a_wait_is_said_as_one_reads_a_clock():
    assert too_soon(ONE_NAME_ONE_PLACE, 1) == "Too many tries. Wait 1 second, then try again."
    assert too_soon(ONE_NAME_ONE_PLACE, 300) == "Too many tries. Wait 300 seconds, then try again."
    assert too_soon(ONE_NETWORK, 301) == "Too many tries from this network. Wait 6 minutes, then try again."
