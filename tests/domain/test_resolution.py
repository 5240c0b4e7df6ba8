import csv
from collections import defaultdict
from itertools import pairwise
from math import inf, log
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.domain.resolution import NEVER, Interval, estimate
from recovery.errors import InvalidInput
from tests.domain.ends import alike, rows

REFERENCE = Path(__file__).parent / "reference" / "turnbull.csv"

R_STOPS_EARLY = 0.004
"""How far R's search ends from the most likely share; its log-likelihood is never higher than ours."""

DIARIES = [(2, 3), (3, 4), (3, 5), (1, 3), (4, 5), (5, 7), (3, 7), (6, None), (4, None), (2, 5), (0, 2), (5, 6)]
"""The second case of docs/domain.md section 6."""


def test_three_days_of_docs_domain_section_6():
    found = estimate(alike((0, 1), (1, 3), (1, 3), (0, 2), (2, 3)))
    assert found.cells == (Interval(0, 1), Interval(1, 2), Interval(2, 3))
    assert found.masses == pytest.approx((1 / 3, 1 / 6, 1 / 2), abs=1e-6)


def test_twelve_diaries_of_docs_domain_section_6():
    found = estimate(alike(*DIARIES))
    survival = [found.survival(day) for day in range(2, 7)]
    assert survival == pytest.approx([0.88019, 0.72631, 0.56489, 0.33887, 0.16944], abs=1e-5)
    assert found.quantile(0.5) == Interval(4, 5)
    assert found.log_likelihood == pytest.approx(-15.68562, abs=1e-5)
    assert found.n == 12


def reference():
    ends, survival = defaultdict(list), defaultdict(dict)
    with REFERENCE.open(encoding="utf-8") as lines:
        for line in csv.DictReader(line for line in lines if not line.startswith("#")):
            if line["end"]:
                survival[line["case"]][int(line["end"])] = float(line["survival"])
            else:
                by = int(line["by"]) if line["by"] else None
                ends[line["case"]].append((int(line["after"]), by, int(line["n"])))
    return [pytest.param(ends[case], survival[case], id=f"case {case}") for case in ends]


@pytest.mark.parametrize(("ends", "survival"), reference())
def test_the_estimate_is_that_of_r(ends, survival):
    found = estimate(ends)
    told = [cell.by for cell in found.cells if cell.by in survival]
    assert [found.survival(day) for day in told] == pytest.approx(
        [survival[int(day)] for day in told], abs=R_STOPS_EARLY
    )


@pytest.mark.parametrize(("ends", "survival"), reference())
def test_no_estimate_of_r_is_likelier(ends, survival):
    found = estimate(ends)
    still = [1.0, *(0.0 if cell.by == NEVER else survival.get(cell.by, 0.0) for cell in found.cells)]
    of_r = [before - after for before, after in pairwise(still)]
    assert found.log_likelihood >= likelihood(ends, dict(zip(found.cells, of_r, strict=True))) - 1e-6


def likelihood(ends, masses):
    """The log-likelihood of rows, by adding up masses {(after, by]: share} that lie inside of each."""
    inside = [
        (n, sum(mass for cell, mass in masses.items() if after <= cell[0] and cell[1] <= (NEVER if by is None else by)))
        for after, by, n in ends
    ]
    return sum(n * log(share) if share > 0 else -inf for n, share in inside)


shares = st.lists(st.floats(1e-6, 1.0), min_size=30, max_size=30)


@given(rows, shares)
def test_no_other_masses_on_the_same_cells_are_likelier(ends, other):
    found = estimate(ends)
    mixed = other[: len(found.cells)]
    masses = {cell: mass / sum(mixed) for cell, mass in zip(found.cells, mixed, strict=False)}
    assert found.log_likelihood >= likelihood(ends, masses) - 1e-6


@given(rows, shares)
def test_no_other_day_by_day_distribution_is_likelier(ends, other):
    days = [(day, day + 1) for day in range(29)] + [(28, NEVER)]
    found = estimate(ends)
    masses = {day: mass / sum(other) for day, mass in zip(days, other, strict=True)}
    assert found.log_likelihood >= likelihood(ends, masses) - 1e-6


@given(rows, shares, st.floats(0.001, 0.5))
def test_no_small_step_away_is_likelier(ends, other, length):
    found = estimate(ends)
    mixed = other[: len(found.cells)]
    masses = {
        cell: (1 - length) * mass + length * share / sum(mixed)
        for cell, mass, share in zip(found.cells, found.masses, mixed, strict=False)
    }
    assert found.log_likelihood >= likelihood(ends, masses) - 1e-6


@given(rows)
def test_the_masses_are_a_distribution_and_their_likelihood_is_the_one_given(ends):
    found = estimate(ends)
    assert sum(found.masses) == pytest.approx(1.0)
    assert min(found.masses) >= 0
    assert found.log_likelihood == pytest.approx(likelihood(ends, dict(zip(found.cells, found.masses, strict=True))))
    assert found.n == sum(n for _, _, n in ends)


@given(rows, st.randoms())
def test_the_order_and_the_splitting_of_rows_change_nothing(ends, random):
    split = [(after, by, 1) for after, by, n in ends for _ in range(n)]
    random.shuffle(split)
    assert estimate(split) == estimate(ends)


@given(rows)
def test_the_share_never_rises_and_lies_between_the_least_and_the_most(ends):
    found = estimate(ends)
    most = [found.survival(day) for day in range(30)]
    assert most == sorted(most, reverse=True)
    assert all(found.least_survival(day) <= found.survival(day) + 1e-12 for day in range(30))
    assert found.survival(0) == 1.0


def test_exact_days_give_the_shares_that_are_counted():
    found = estimate([(0, 1, 10), (1, 2, 20), (2, 3, 70)])
    assert [found.survival(day) for day in range(4)] == pytest.approx([1.0, 0.9, 0.7, 0.0])
    assert [found.least_survival(day) for day in range(4)] == pytest.approx([1.0, 0.9, 0.7, 0.0])


@pytest.mark.parametrize(
    ("p", "days"),
    [
        pytest.param(0.05, Interval(0, 1), id="in the first cell"),
        pytest.param(0.1, Interval(0, 1), id="just reached"),
        pytest.param(0.11, Interval(2, 6), id="as near as the reports say"),
        pytest.param(0.5, Interval(2, 6), id="reached in spite of rounding"),
        pytest.param(0.51, Interval(9, inf), id="beyond the reports"),
        pytest.param(1.0, Interval(9, inf), id="all"),
    ],
)
def test_a_quantile_is_an_interval_of_days(p, days):
    assert estimate([(0, 1, 1), (2, 6, 4), (9, None, 5)]).quantile(p) == days


@pytest.mark.parametrize("p", [0.0, -0.1, 1.01, float("nan")])
def test_a_quantile_of_no_share_is_refused(p):
    with pytest.raises(InvalidInput, match="A quantile lies above 0"):
        estimate([(0, 1, 1)]).quantile(p)


def test_nobody_counted_says_nothing():
    for found in (estimate([]), estimate([(1, 2, 0)])):
        assert (found.cells, found.masses, found.n, found.log_likelihood) == ((), (), 0, 0.0)
        assert found.quantile(0.5) is None
        assert found.last_day is None
        assert found.survival(5) == 1.0


def test_who_all_still_had_it_never_reach_a_half():
    found = estimate([(3, None, 4), (9, None, 1)])
    assert found.cells == (Interval(9, inf),)
    assert found.quantile(0.5) == Interval(9, inf)
    assert [found.survival(day) for day in (0, 9, 100)] == [1.0, 1.0, 1.0]
    assert found.least_survival(10) == 0.0
    assert found.last_day == 9


def test_a_single_patient_is_known_as_well_as_their_reports():
    found = estimate([(4, 8, 1)])
    assert found.quantile(0.5) == Interval(4, 8)
    assert (found.survival(6), found.least_survival(6)) == (1.0, 0.0)
    assert found.last_day == 8


def test_a_single_day_is_one_cell():
    found = estimate([(0, 1, 250)])
    assert (found.cells, found.masses, found.log_likelihood) == ((Interval(0, 1),), (1.0,), 0.0)
    assert found.last_day == 1


@pytest.mark.parametrize(
    "row",
    [
        pytest.param((3, 3, 1), id="no day inside"),
        pytest.param((4, 3, 1), id="ends before it begins"),
        pytest.param((-1, 3, 1), id="before the procedure"),
        pytest.param((1, 3, -2), id="fewer than none"),
        pytest.param((inf, None, 1), id="without a beginning"),
        pytest.param((float("nan"), 3, 1), id="no number"),
        pytest.param((1, float("nan"), 1), id="no number to end by"),
    ],
)
def test_rows_that_cannot_be_are_refused(row):
    with pytest.raises(InvalidInput, match=r"\(.*\] cannot hold .* treatments"):
        estimate([(0, 1, 5), row])


def test_a_hundred_thousand_treatments_are_estimated_as_their_shares():
    ends = [(2, 3, 30), (3, 5, 20), (1, 4, 25), (5, None, 15)]
    many = estimate([(after, by, 1000 * n) for after, by, n in ends])
    assert many.masses == pytest.approx(estimate(ends).masses, abs=1e-6)
