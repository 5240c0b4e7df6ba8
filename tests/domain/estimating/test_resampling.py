from math import exp, inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.domain.estimating.resampling import SEED, Range, between, often_missed, resampled
from recovery.domain.estimating.turnbull import NEVER
from recovery.domain.estimating.turnbull import rows as columns
from recovery.domain.resolution import estimate
from recovery.errors import InvalidInput
from tests.domain.ends import rows, seen

DAYS = range(30)

LAST = 21

GROUPS = 300

CLAIMED = 0.95
"""What a range of the middle 95 of 100 draws claims; of 300 groups, three standard errors are 0.038."""


def recovery_times(random, n):
    return np.ceil(7 * random.weibull(1.4, n))


def still_with_it(day):
    """The truth of recovery_times."""
    return exp(-((day / 7) ** 1.4))


def group(seed, *, n, share):
    random = np.random.default_rng(seed)
    return seen(recovery_times(random, n), random, share=share, last=LAST)


def one_by_one(ends, *, draws):
    """The same draws, each estimated from its own rows alone."""
    counted = columns(ends)
    total = int(counted.n.sum())
    for drawn in np.random.default_rng(SEED).multinomial(total, counted.n / total, size=draws):
        yield estimate(
            (int(after), None if by == NEVER else int(by), int(n))
            for after, by, n in zip(counted.after, counted.by, drawn, strict=True)
        )


SIZES = [
    pytest.param(20_000, 0.7, 0.001, id="20,000 who report most days"),
    pytest.param(400, 0.3, 0.02, id="400 who report now and then"),
    pytest.param(40, 0.5, 0.02, id="40"),
    pytest.param(12, 0.4, 0.02, id="12"),
]


@pytest.mark.parametrize(("n", "share", "tolerance"), SIZES)
def test_each_draw_is_estimated_as_it_would_be_alone(n, share, tolerance):
    ends = group(1, n=n, share=share)
    found, alone = resampled(ends, draws=60), list(one_by_one(ends, draws=60))
    for day in DAYS:
        least, most = found.still(day)
        assert least == pytest.approx([each.least_survival(day) for each in alone], abs=tolerance)
        assert most == pytest.approx([each.survival(day) for each in alone], abs=tolerance)


@pytest.mark.parametrize(("n", "share", "tolerance"), SIZES)
def test_the_range_of_medians_is_that_of_draws_alone(n, share, tolerance):
    ends = group(2, n=n, share=share)
    halves = [each.quantile(0.5) for each in one_by_one(ends, draws=60)]
    first, last = (np.array(days) for days in zip(*[(half.after + 1, half.by) for half in halves], strict=True))
    assert resampled(ends, draws=60).median() == between(first, last)


def held(found, day):
    ranges = [each.survival(day) for each in found]
    return np.mean([still.low <= still_with_it(day) <= still.high for still in ranges])


@pytest.mark.slow
def test_the_truth_lies_in_the_range_as_often_as_it_claims():
    found = [resampled(group(seed, n=120, share=0.5), seed=seed) for seed in range(GROUPS)]
    for day in (2, 5, 8, 12):
        assert held(found, day) == pytest.approx(CLAIMED, abs=0.038)
    assert np.mean([each.median().low <= 6 <= each.median().high for each in found]) >= CLAIMED


@pytest.mark.slow
@pytest.mark.parametrize(("n", "least"), [pytest.param(12, 0.87, id="12"), pytest.param(40, 0.89, id="40")])
def test_a_small_group_is_off_hardly_more_often(n, least):
    """Draws of few treatments vary too little: 0.90 of 12 and 0.93 of 40, less what 300 groups leave to chance."""
    found = [resampled(group(seed, n=n, share=0.7), seed=seed) for seed in range(GROUPS)]
    assert min(held(found, day) for day in (1, 2, 5, 8, 12, 15)) >= least
    assert np.mean([each.median().low <= 6 <= each.median().high for each in found]) >= least


def test_what_no_treatment_has_may_still_be():
    found = resampled([(2, 3, 11)])
    assert found.survival(0) == Range(1.0, 1.0)
    assert found.survival(1) == pytest.approx((0.7151, 1.0), abs=1e-4)
    assert found.survival(3) == pytest.approx((0.0, 0.2849), abs=1e-4)
    assert found.share_clear(3) == pytest.approx((0.7151, 1.0), abs=1e-4)


@pytest.mark.parametrize(
    ("ends", "day", "followed"),
    [
        pytest.param([(1, 2, 90), (9, 10, 10)], 10, 100, id="all to their end"),
        pytest.param([(1, None, 90), (9, 10, 10)], 10, 10, id="few, the others lost on day 1"),
        pytest.param([(1, None, 90), (9, 10, 10)], 1, 100, id="all on day 1"),
        pytest.param([(1, 2, 45), (1, None, 45), (9, 10, 10)], 10, 55, id="all but those lost before any was clear"),
    ],
)
def test_a_range_allows_for_what_those_followed_so_long_may_miss(ends, day, followed):
    found = resampled(ends)
    assert found.followed(day) == pytest.approx(followed, rel=0.05)  # of 200 draws
    missed = often_missed(found.followed(day))
    assert found.survival(day) == pytest.approx((0.0, missed) if day > 1 else (1 - missed, 1.0))


@pytest.mark.parametrize("n", [1, 11, 500])
def test_none_of_so_many_is_seen_by_one_group_in_forty(n):
    assert (1 - often_missed(n)) ** n == pytest.approx(0.025)


def test_the_same_counts_have_the_same_range_in_any_order():
    ends = group(3, n=80, share=0.5)
    again = [(after, by, 1) for after, by, n in reversed(ends) for _ in range(n)]
    assert resampled(ends).survival(6) == resampled(again).survival(6)
    assert resampled(ends, seed=1).survival(6) != resampled(ends, seed=2).survival(6)


def test_what_is_known_already_changes_no_range():
    ends = group(4, n=80, share=0.5)
    assert resampled(ends, masses=estimate(ends).masses).survival(6) == resampled(ends).survival(6)


def test_more_treatments_make_it_narrower():
    ends = group(5, n=100, share=0.6)
    few, many = resampled(ends), resampled([(after, by, 100 * n) for after, by, n in ends])
    wide, narrow = few.survival(6), many.survival(6)
    assert wide.high - wide.low == pytest.approx(10 * (narrow.high - narrow.low), rel=0.5)


@settings(max_examples=50)
@given(rows, st.integers(0, 30))
def test_a_range_lies_between_nothing_and_everything(ends, day):
    found = resampled(ends, draws=20)
    still, clear, median = found.survival(day), found.share_clear(day), found.median()
    assert 0.0 <= still.low <= still.high <= 1.0
    assert clear == (1.0 - still.high, 1.0 - still.low)
    assert 1 <= median.low <= median.high


def test_percentiles_are_taken_outward_to_a_draw():
    draws = np.arange(200.0)
    assert between(draws, draws) == Range(4.0, 195.0)


def test_nobody_counted_has_no_median():
    assert resampled([]).median() is None
    assert resampled([]).masses.shape == (0, 200)
    assert resampled([]).survival(5) == Range(0.0, 1.0)


def test_a_median_beyond_the_reports_has_no_end():
    assert resampled([(9, None, 50)]).median() == Range(10.0, inf)
    assert resampled([(9, None, 50)]).survival(12) == Range(0.0, 1.0)


def test_a_single_patient_is_known_as_well_as_their_reports():
    found = resampled([(4, 8, 1)])
    assert found.median() == Range(5.0, 8.0)
    assert found.survival(6) == Range(0.0, 1.0)
    assert found.survival(4) == pytest.approx((0.025, 1.0))
    assert found.survival(8) == pytest.approx((0.0, 0.975))


def test_no_draws_are_refused():
    with pytest.raises(InvalidInput, match="0 draws tell nothing"):
        resampled([(0, 1, 5)], draws=0)
