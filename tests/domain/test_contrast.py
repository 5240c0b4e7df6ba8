from dataclasses import replace
from math import inf

import numpy as np
import pytest

from recovery.domain.cohort import recovered
from recovery.domain.contrast import contrast
from recovery.domain.resolution import Range
from recovery.errors import InvalidInput
from tests.domain.ends import BAND, counts, seen

LIMIT = 11

ROUNDS = 100


def of(ends):
    return recovered(counts(ends), "redness", band=BAND, limit=LIMIT)


def compared(one, other):
    return contrast(of(one), of(other), band=BAND, limit=LIMIT)


def group(random, *, days, n=100):
    return seen(np.ceil(days * random.weibull(1.4, n)), random, share=0.6, last=21)


def test_the_one_less_the_other():
    found = compared([(2, 3, 40), (7, 9, 10)], [(4, 5, 10), (8, 9, 30)])
    assert (found.one, found.other) == (50, 40)
    assert found.days == 3 - 9
    assert found.share.value == pytest.approx(40 / 50 - 10 / 40)
    assert found.share.low < found.share.value < found.share.high
    assert found.days_range.low <= found.days <= found.days_range.high


def test_turned_round_it_is_the_same_with_the_other_sign():
    random = np.random.default_rng(1)
    one, other = group(random, days=6), group(random, days=8)
    there, back = compared(one, other), compared(other, one)
    assert back.days == -there.days
    assert back.days_range == (-there.days_range.high, -there.days_range.low)
    assert back.share.value == -there.share.value
    assert (back.share.low, back.share.high) == pytest.approx((-there.share.high, -there.share.low))


def test_a_group_compared_with_its_like_may_differ_either_way():
    ends = group(np.random.default_rng(2), days=7)
    found = compared(ends, ends)
    assert (found.days, found.share.value) == (0, 0)
    assert found.share.low < -0.05 < 0.05 < found.share.high


@pytest.mark.slow
@pytest.mark.parametrize(("days", "other_days"), [(7, 7), (5, 9)])
def test_the_true_difference_lies_in_the_range_as_often_as_it_claims(days, other_days):
    """Of 100 rounds, three standard errors of 0.95 are 0.065."""
    truth = np.exp(-((7 / other_days) ** 1.4)) - np.exp(-((7 / days) ** 1.4))
    random = np.random.default_rng(3)
    found = [compared(group(random, days=days), group(random, days=other_days)) for _ in range(ROUNDS)]
    assert np.mean([each.share.low <= truth <= each.share.high for each in found]) == pytest.approx(0.95, abs=0.065)
    halves = [np.ceil(scale * np.log(2) ** (1 / 1.4)) for scale in (days, other_days)]
    held = [each.days_range.low <= halves[0] - halves[1] <= each.days_range.high for each in found]
    assert np.mean(held) >= 0.93


@pytest.mark.parametrize("few", [0, 1, LIMIT - 1])
def test_below_the_limit_on_either_side_nothing_is_compared(few):
    small, large = [(2, 3, few)] if few else [], [(2, 3, 500)]
    assert compared(small, large) is None
    assert compared(large, small) is None
    assert compared([(2, 3, LIMIT)], large) is not None


def test_a_median_beyond_the_reports_has_no_difference():
    found = compared([(5, None, 30)], [(2, 3, 30)])
    assert found.days is None
    assert found.days_range == Range(3.0, inf)
    assert compared([(2, 3, 30)], [(5, None, 30)]).days_range == Range(-inf, -3.0)


def test_of_two_medians_beyond_the_reports_nothing_is_known():
    found = compared([(5, None, 30)], [(9, None, 30)])
    assert found.days is None
    assert found.days_range == Range(-inf, inf)
    assert (found.share.value, found.share.high) == (0.0, 1.0)


def test_two_groups_that_all_recovered_may_still_differ():
    found = compared([(2, 3, LIMIT)], [(3, 4, LIMIT)])
    missed = 1 - 0.025 ** (1 / LIMIT)
    assert (found.share.value, found.share.low, found.share.high) == pytest.approx((0.0, -missed, missed))


def test_two_side_effects_are_not_compared():
    with pytest.raises(InvalidInput, match="redness cannot be compared with itching"):
        contrast(of([(2, 3, 30)]), replace(of([(2, 3, 30)]), side_effect="itching"), band=BAND, limit=LIMIT)
