from fractions import Fraction
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.domain.quantiles import counted_level, quantile

SECONDS = st.lists(st.integers(0, 10**8), min_size=1, max_size=60)
SEVERITIES = st.lists(st.integers(0, 4), min_size=1, max_size=60)
SHARES = st.sampled_from([0.0, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 1.0])


@given(SECONDS, SHARES)
def test_a_quantile_is_numpys(values, share):
    assert quantile(sorted(values), share) == pytest.approx(np.quantile(values, share), rel=1e-9)


@given(SEVERITIES, SHARES)
def test_a_level_of_counts_is_the_inverse_of_their_distribution(values, share):
    counted = {value: values.count(value) for value in range(5)}
    below = {level: sum(n for value, n in counted.items() if value <= level) for level in set(values)}
    exact = min(level for level, n in below.items() if n >= Fraction(str(share)) * len(values))
    assert counted_level(counted, share) == exact


@given(SECONDS)
def test_the_quantile_of_a_half_is_the_usual_median(values):
    assert quantile(sorted(values), 0.5) == median(values)


def test_without_values_there_is_no_quantile():
    assert quantile([], 0.9) is None
