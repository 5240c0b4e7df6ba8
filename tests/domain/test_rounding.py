"""No two files of pictures tell together what neither tells alone."""

from collections import defaultdict

import pytest

from recovery.domain.rounding import rounded_count, rounded_quantile, rounded_share, share_step

LIMITS = (5, 11, 20)


@pytest.mark.parametrize("limit", LIMITS)
def test_a_count_lies_within_half_the_limit_of_what_stands_in_the_file(limit):
    for n in range(1000):
        written = rounded_count(n, limit=limit)
        assert written % limit == 0
        assert abs(written - n) <= limit / 2


def written(n, limit):
    """A count as a file has it."""
    return "small" if 0 < n < limit else rounded_count(n, limit=limit)


def told_apart(write, limit):
    """Pairs of file entries by which someone knows that two groups differ by exactly so many people."""
    differences = defaultdict(set)
    for one in range(12 * limit):
        for more in range(2 * limit):
            differences[write(one), write(one + more)].add(more)
    return [pair for pair, found in differences.items() if len(found) == 1 and 0 < min(found) < limit]


@pytest.mark.parametrize("limit", LIMITS)
def test_files_of_a_group_and_of_a_larger_one_never_tell_how_few_were_added(limit):
    assert told_apart(lambda n: written(n, limit), limit) == []


def test_without_rounding_they_would():
    assert told_apart(lambda n: "small" if 0 < n < 11 else n, 11)


def of_so_many(part, whole, limit):
    """A count and the share that a part of it is, as a file has them."""
    return rounded_count(whole, limit=limit), rounded_share(part / whole, of=whole, limit=limit)


def exactly(part, whole, _limit):
    return whole, part / whole


def parts_told(write, limit):
    """Pairs of entries by which someone knows that so few more had the part, or so few more had not."""
    more = [(a, b) for a in range(2 * limit) for b in range(2 * limit - a)]
    known = defaultdict(lambda: (set(), set()))
    for whole in range(limit, 5 * limit):
        for part in range(whole + 1):
            one = write(part, whole, limit)
            for a, b in more:
                of_part, of_rest = known[one, write(part + a, whole + a + b, limit)]
                of_part.add(a)
                of_rest.add(b)
    return [pair for pair, found in known.items() for each in found if len(each) == 1 and 0 < min(each) < limit]


@pytest.mark.parametrize("limit", [5, 11])
def test_shares_of_two_files_never_tell_how_few_were_added_to_a_part_or_to_the_rest(limit):
    assert parts_told(of_so_many, limit) == []


def test_exact_shares_would():
    assert parts_told(exactly, 5)


@pytest.mark.parametrize("limit", LIMITS)
def test_a_share_lies_within_half_a_step_of_what_stands_in_the_file(limit):
    for whole in range(limit, 200):
        step = share_step(of=whole, limit=limit)
        for part in range(whole + 1):
            told = rounded_share(part / whole, of=whole, limit=limit)
            assert abs(told - part / whole) <= step / 2 + 1e-12
            assert told / step == pytest.approx(round(told / step))


@pytest.mark.parametrize(
    ("of", "share", "told"),
    [(100, 0.5, 55 / 99), (100, 0.04, 0.0), (100, 1.0, 1.0), (61, 0.9636, 1.0), (61, 0.9, 55 / 66)],
)
def test_a_share_is_the_nearest_that_rounded_counts_could_give(of, share, told):
    assert rounded_share(share, of=of, limit=11) == pytest.approx(told)


@pytest.mark.parametrize(
    ("share", "of", "is_told"),
    [(0.05, 220, True), (0.05, 219, False), (0.95, 220, True), (0.5, 22, True), (0.5, 21, False)],
)
def test_a_quantile_is_told_where_enough_lie_beyond_it(share, of, is_told):
    assert (rounded_quantile(2.0, share, of=of, limit=11) is not None) == is_told
