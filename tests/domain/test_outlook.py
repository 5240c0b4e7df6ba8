from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.domain.counting import Counts
from recovery.domain.outlook import outlook
from recovery.domain.resolution import Interval, Range, estimate
from recovery.errors import InvalidInput
from tests.domain.ends import counts, rows

LIMIT = 11


def asked(ends, day, limit=LIMIT):
    return outlook(counts(ends), "redness", day=day, limit=limit)


def test_half_of_those_who_still_had_it_were_clear_two_days_later():
    found = asked([(1, 2, 500), (5, 6, 7), (6, 7, 100), (8, 9, 107)], 5)
    assert found.n == 214
    assert found.half_by == Interval(6, 7)
    assert dict(found.steps) == pytest.approx({6: 7 / 214, 7: 0.5, 8: 0.5, 9: 1.0})


def test_on_day_0_it_is_the_share_of_everyone():
    ends = [(0, 1, 10), (2, 3, 20), (3, 5, 30)]
    found = asked(ends, 0)
    assert found.n == 60
    assert found.steps == tuple((day, 1 - estimate(ends).survival(day)) for day in range(1, 6))


@pytest.mark.parametrize(
    ("day", "n"),
    [
        pytest.param(0, 95, id="everyone had it once"),
        pytest.param(3, 85, id="it was there on the day itself"),
        pytest.param(4, 65, id="nobody knows of who was seen before and after"),
        pytest.param(6, 45, id="nor of who was lost from sight"),
        pytest.param(9, 15, id="the last who had it"),
    ],
)
def test_those_known_to_have_had_it_on_the_day_or_later_are_counted(day, n):
    ends = [(1, 2, 10), (3, 6, 20), (5, None, 20), (8, 9, 30), (9, 12, 15)]
    assert asked(ends, day).n == n


def test_who_is_not_counted_takes_part_in_the_estimate():
    alone, with_others = [(3, 4, 20), (6, 7, 20)], [(3, 4, 20), (6, 7, 20), (1, 7, 40)]
    assert asked(alone, 5).n == asked(with_others, 5).n == 20
    assert asked([*alone, (2, 6, 40)], 3).steps != asked(alone, 3).steps


def test_below_the_limit_there_is_no_outlook():
    assert asked([(4, 5, 500), (6, 7, LIMIT - 1)], 6) is None
    assert asked([(4, 5, 500), (6, 7, LIMIT)], 6) is not None
    assert asked([], 2) is None
    assert outlook(Counts(), "redness", day=2, limit=0) is None


def test_other_side_effects_say_nothing_of_it():
    assert outlook(counts([(6, 7, 50)], side_effect="itching"), "redness", day=2, limit=LIMIT) is None


def test_steps_end_with_the_reports():
    found = asked([(2, 3, 10), (4, 5, 10), (9, None, 30)], 3)
    assert [by for by, _ in found.steps] == [4, 5, 6, 7, 8, 9]
    assert found.steps[-1][1] == pytest.approx(0.25)
    assert found.half_by is None


def test_nobody_seen_later_gives_no_steps():
    found = asked([(6, None, 30)], 6)
    assert (found.n, found.steps, found.half_by) == (30, (), None)


def test_where_reports_cannot_say_it_is_the_least_that_were_clear():
    found = asked([(2, 3, 20), (4, 8, 20), (7, 8, 20)], 5)
    assert dict(found.steps)[6] == 0.0
    assert dict(found.steps)[8] == 1.0
    assert found.half_by == Interval(7, 8)
    assert asked([(6, 9, 20)], 6).half_by == Interval(6, 9)


def test_a_day_inside_of_which_nothing_is_told_begins_with_those_left_after_it():
    found = asked([(2, 8, 30), (8, 9, 10), (10, None, 10)], 5)
    assert found.n == 20
    assert dict(found.steps)[8] == pytest.approx(0.0)
    assert dict(found.steps)[9] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("n", "low", "high"),
    [
        pytest.param(1, 6, 9, id="few: a wide range"),
        pytest.param(3, 7, 8, id="more: a narrower one"),
        pytest.param(50, 7, 7, id="many: one day"),
    ],
)
def test_the_half_is_told_with_the_days_that_it_may_be(n, low, high):
    found = asked([(1, 2, 500), (5, 6, n), (6, 7, 2 * n), (7, 8, n), (8, 9, n)], 5, limit=1)
    assert (found.half_by, found.half_range) == (Interval(6, 7), Range(low, high))


def test_who_was_lost_from_sight_makes_the_half_no_surer():
    ends = [(5, 6, 3), (6, 7, 3), (7, 9, 3)]
    assert asked([*ends, (5, None, 500)], 5, 1).half_range == asked(ends, 5, 1).half_range == Range(6, 9)


def test_of_three_or_fewer_seen_to_the_end_the_half_may_be_any_day():
    assert asked([(5, 6, 3), (5, None, 20)], 5).half_range == Range(6, inf)


def test_a_day_before_the_procedure_is_refused():
    with pytest.raises(InvalidInput, match="Day -1 lies before the procedure"):
        asked([(1, 2, 50)], -1)


@given(rows, st.integers(0, 25))
def test_shares_rise_and_stay_shares(ends, day):
    found = asked(ends, day, limit=1)
    assert (found is None) == (not any(after >= day for after, _, _ in ends))
    if found:
        shares = [share for _, share in found.steps]
        assert shares == sorted(shares)
        assert all(0.0 <= share <= 1.0 + 1e-9 for share in shares)
        assert [by for by, _ in found.steps] == list(range(day + 1, day + 1 + len(shares)))
        assert found.half_by is None or day <= found.half_by.after < found.half_by.by


@given(rows, st.integers(0, 10))
def test_with_exact_days_it_is_the_share_counted_among_those_who_had_it(ends, day):
    exact = [(after, after + 1, n) for after, _, n in ends]
    found = asked(exact, day, limit=1)
    if found:
        later = [(by, n) for after, by, n in exact if after >= day]
        for by, share in found.steps:
            assert share == pytest.approx(sum(n for gone, n in later if gone <= by) / found.n, abs=1e-5)
