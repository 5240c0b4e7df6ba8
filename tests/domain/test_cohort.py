from dataclasses import replace
from math import inf

import pytest
from hypothesis import given

from recovery.domain.cohort import DayCourse, expected_course, recovered
from recovery.domain.counting import Counts, Severities
from recovery.domain.resolution import Interval, Range, estimate, resampled
from tests.domain.ends import BAND, counts, rows

LIMIT = 11

SCORED = {0: [0] * 2 + [2] * 6 + [3] * 8 + [4] * 4, 1: [1] * 6 + [2] * 4, 3: [0] * 11, 6: [0] * 900 + [4] * 100}

ENDS = [(0, 2, 5), (2, 3, 20), (3, 5, 10), (6, 7, 10), (4, 9, 6), (5, None, 3), (9, 10, 4), (8, None, 2)]
"""60 courses, one of them seen on day 6 and clear on day 7."""


def scored(days, side_effect="redness"):
    return {
        Severities(side_effect, day, severity): values.count(severity)
        for day, values in days.items()
        for severity in sorted(set(values))
    }


def test_the_expected_course_shares_out_the_reports_of_each_day():
    course = expected_course(Counts(severities=scored(SCORED)), "redness", limit=LIMIT)
    assert [(day.day, day.n) for day in course.days] == [(0, 20), (3, 11), (6, 1000)]
    assert course.days[0].shares == (0.1, 0.0, 0.3, 0.4, 0.2)
    assert course.days[2] == DayCourse(6, 1000, (0.9, 0.0, 0.0, 0.0, 0.1), 0, 0, 0, 0, 4)


def test_a_fan_goes_as_far_as_days_follow_each_other():
    days = {2: [0] * 11, 3: [1] * 11, 4: [1] * 3, 5: [0] * 11}
    assert [day.day for day in expected_course(Counts(severities=scored(days)), "redness", limit=LIMIT).fan] == [2, 3]
    assert expected_course(Counts(), "redness", limit=LIMIT).fan == ()


def test_days_of_few_reports_are_hidden_and_days_of_none_are_not_there():
    course = expected_course(Counts(severities=scored(SCORED)), "redness", limit=LIMIT)
    assert course.hidden_days == (1,)
    course = expected_course(Counts(severities=scored(SCORED)), "redness", limit=LIMIT - 1)
    assert [day.day for day in course.days] == [0, 1, 3, 6]
    assert course.hidden_days == ()


def test_only_the_side_effect_asked_for_is_shown():
    both = Counts(severities={**scored(SCORED), **scored({2: [1] * 50}, "itching")})
    assert [day.day for day in expected_course(both, "itching", limit=LIMIT).days] == [2]
    nothing = expected_course(both, "numbness", limit=LIMIT)
    assert (nothing.days, nothing.hidden_days) == ((), ())


def test_days_counted_down_to_nothing_are_not_there():
    course = expected_course(Counts(severities={Severities("redness", 4, 2): 0}), "redness", limit=LIMIT)
    assert (course.days, course.hidden_days) == ((), ())


def test_how_a_group_recovered_is_estimated_from_those_who_ever_had_it():
    found = recovered(counts(ENDS, never=40), "redness", band=BAND, limit=LIMIT)
    drawn = resampled(ENDS)
    assert (found.reported, found.ever) == (100, 60)
    assert found.estimate == estimate(ENDS)
    assert (found.median, found.median_range) == (estimate(ENDS).quantile(0.5), drawn.median())
    assert found.band_end == 7
    assert found.clear_by_band.value == 1 - estimate(ENDS).survival(7)
    assert (found.clear_by_band.low, found.clear_by_band.high) == drawn.share_clear(7)
    assert found.clear_by_band.low < found.clear_by_band.value < found.clear_by_band.high


def test_the_same_counts_give_the_same_figures():
    once, again = (recovered(counts(ends), "redness", band=BAND, limit=LIMIT) for ends in (ENDS, ENDS[::-1]))
    assert once == again
    assert once.curve == again.curve


def test_who_is_known_by_the_bands_end_is_counted():
    found = recovered(counts(ENDS), "redness", band=BAND, limit=LIMIT)
    assert found.evaluable == 5 + 20 + 10 + 10 + 4 + 2
    assert found.past_band == 4 + 2
    on_the_day = recovered(counts([(7, 9, 20)]), "redness", band=BAND, limit=LIMIT)
    assert (on_the_day.evaluable, on_the_day.past_band) == (20, 0)


def test_the_curve_holds_every_day_that_reports_say_something_of():
    found = recovered(counts(ENDS), "redness", band=BAND, limit=LIMIT)
    assert [point.day for point in found.curve] == list(range(11))
    assert [point.still for point in found.curve] == [estimate(ENDS).survival(day) for day in range(11)]
    assert [(point.low, point.high) for point in found.curve] == [resampled(ENDS).survival(day) for day in range(11)]


def test_a_curve_of_some_who_still_had_it_ends_with_their_last_report():
    found = recovered(counts([(2, 3, 20), (6, None, 20)]), "redness", band=BAND, limit=LIMIT)
    assert found.curve[-1].day == 6
    assert found.curve[-1].still == pytest.approx(0.5)


@pytest.mark.parametrize("ever", [0, 1, LIMIT - 1])
def test_a_group_below_the_limit_shows_how_many_there_were_and_nothing_else(ever):
    ends = [(2, 3, ever)] if ever else []
    found = recovered(counts(ends, never=3), "redness", band=BAND, limit=LIMIT)
    assert (found.reported, found.ever) == (ever + 3, ever)
    assert (found.median, found.median_range, found.clear_by_band, found.curve) == (None, None, None, ())
    assert found.resampled.median() is None


def test_a_group_at_the_limit_is_shown():
    found = recovered(counts([(2, 3, LIMIT)]), "redness", band=BAND, limit=LIMIT)
    assert (found.median, found.median_range) == (Interval(2, 3), Range(3.0, 3.0))


def test_who_all_still_had_it_reach_no_median():
    found = recovered(counts([(3, None, 30)]), "redness", band=BAND, limit=LIMIT)
    assert (found.median, found.median_range) == (Interval(3, inf), Range(4.0, inf))
    assert (found.clear_by_band.value, found.clear_by_band.low, found.clear_by_band.high) == (0.0, 0.0, 1.0)
    assert found.evaluable == 0


def test_another_band_asks_for_another_day():
    longer = replace(BAND, to_day=9)
    assert recovered(counts(ENDS), "redness", band=longer, limit=LIMIT).clear_by_band.value == 1 - estimate(
        ENDS
    ).survival(9)


@given(rows)
def test_the_estimate_agrees_with_counting_those_who_are_evaluable_when_everybody_is(ends):
    exact = [(after, after + 1, n) for after, _, n in ends]
    found = recovered(counts(exact), "redness", band=BAND, limit=1, draws=5)
    clear = sum(n for _, by, n in exact if by <= 7)
    assert found.evaluable == found.ever
    assert found.clear_by_band.value == pytest.approx(clear / found.evaluable, abs=1e-6)
