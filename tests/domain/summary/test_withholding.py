"""No small count is told, by one file or by all of them together."""

import random
from dataclasses import replace
from itertools import chain, combinations, product

import pytest

from recovery.domain.disclosure import is_safe, is_small
from recovery.domain.months import Month
from recovery.domain.summary import withholding
from recovery.domain.summary.pooling import in_pools
from recovery.domain.summary.withholding import ALL, Measure, Told, periods_told, plan
from tests.domain.attacking import Known, can_differ

LIMIT = 5
"""As low as the setting goes: small worlds are enough to try."""

MONTHS = [Month(2026, number) for number in (1, 2, 3, 4, 5)]
OUTCOMES = ("clear", "late", "never")


PARTS = {"treatments": (OUTCOMES,), "ever": (("clear", "late"), ("never",)), "clear": (("clear",), ("late",))}
"""The counts of each question, in its order."""


class World:
    """Treatments by month, clinician, age and outcome, and whatever a practice may publish of them."""

    def __init__(self, seed, *, usual=14, clinicians="abc", ages="xyz"):
        chance = random.Random(seed)
        self.orders = (None, {age: at for at, age in enumerate(ages)})
        self.cells = list(product(MONTHS, clinicians, ages, OUTCOMES))
        busy = {key: chance.choice((0.05, 0.3, 1, 1, 2)) for key in (*MONTHS, *clinicians, *ages, *OUTCOMES)}
        self.n = [
            int(chance.expovariate(1) * usual * busy[month] * busy[who] * busy[age] * busy[outcome])
            for month, who, age, outcome in self.cells
        ]

    def measures(self):
        """The questions of a summary: how many, who ever had it, who was clear in time."""
        return [
            Measure("treatments", self._atoms(OUTCOMES)),
            Measure("ever", self._atoms(("clear", "late"), ("never",)), "treatments"),
            Measure("clear", self._atoms(("clear",), ("late",)), "ever"),
        ]

    def _atoms(self, *parts):
        found = {month: {} for month in MONTHS}
        for month, who, age in product(MONTHS, *self._categories()):
            vector = tuple(self.count(self.where(months={month}, whos={who}, ages={age}, outcomes=p)) for p in parts)
            found[month][who, age] = vector
        return found

    def _categories(self):
        return tuple(sorted({cell[at] for cell in self.cells}) for at in (1, 2))

    def where(self, *, months, whos=None, ages=None, outcomes=OUTCOMES):
        """The numbers of the cells of these."""
        return frozenset(
            at
            for at, (month, who, age, outcome) in enumerate(self.cells)
            if month in months and (not whos or who in whos) and (not ages or age in ages) and outcome in outcomes
        )

    def count(self, cells):
        """How many they are."""
        return sum(self.n[at] for at in cells)

    def published(self, known):
        """Every figure of every file: each grouping, range of months and measure that a plan tells."""
        for (places, measure), told in known.items():
            for cell, parts in product(product(*told.pools), PARTS[measure]):
                chosen = dict(zip(places, cell, strict=True))
                for months in ranges():
                    if told.tells_months(cell, months, on_record=MONTHS):
                        yield self.where(months=months, whos=chosen.get(0), ages=chosen.get(1), outcomes=parts)

    def small(self):
        """Every small count that somebody could ask for."""
        whos, ages = self._categories()
        periods = {months_of(period) for period in (ALL, *(m.quarter for m in MONTHS), *map(str, MONTHS))}
        for months, who, age in product(periods, (None, *whos), (None, *ages)):
            for outcomes in {part for parts in PARTS.values() for part in parts}:
                wanted = self.where(months=months, whos=who, ages=age, outcomes=outcomes)
                if is_small(self.count(wanted), limit=LIMIT):
                    yield wanted


def ranges():
    """Every choice of months from one to another, each month and each quarter among them."""
    return [frozenset(MONTHS[first:last]) for first, last in combinations(range(len(MONTHS) + 1), 2)]


def months_of(period):
    return frozenset(month for month in MONTHS if period in (ALL, month.quarter, str(month)))


@pytest.mark.parametrize("seed", range(60))
def test_all_files_together_give_no_small_count_away(seed):
    world = World(seed, usual=(4, 14, 60)[seed % 3])
    sums = sorted(set(world.published(plan(world.measures(), orders=world.orders, limit=LIMIT))), key=sorted)
    known = Known(sums)
    assert not [sorted(wanted) for wanted in world.small() if known.gives_away(wanted)]


def test_the_worlds_hold_much_that_is_told_and_much_that_is_small():
    """Else nothing was tried."""
    told, small = 0, 0
    for seed in range(60):
        world = World(seed, usual=(4, 14, 60)[seed % 3])
        told += len(set(world.published(plan(world.measures(), orders=world.orders, limit=LIMIT))))
        small += len(list(world.small()))
    assert told > 1_500
    assert small > 5_000


@pytest.mark.parametrize("seed", range(8))
def test_that_no_count_is_negative_gives_nothing_away_either(seed):
    world = World(seed, usual=30, clinicians="ab", ages="xy")
    sums = sorted(set(world.published(plan(world.measures(), orders=world.orders, limit=LIMIT))), key=sorted)
    for wanted in world.small():
        assert can_differ(sums, world.n, wanted), sorted(wanted)


def only_small_ones_hidden(world):
    """A practice that holds back small counts and nothing else."""
    everything = frozenset({ALL, *(month.quarter for month in MONTHS), *map(str, MONTHS)})
    for places in chain.from_iterable(combinations((0, 1), size) for size in range(3)):
        single = tuple(tuple(frozenset(each) for each in world._categories()[place]) for place in places)
        known = {(places, name): Told(everything, single) for name in PARTS}
        yield from (cells for cells in world.published(known) if not is_small(world.count(cells), limit=LIMIT))


def test_the_attack_succeeds_where_only_small_counts_are_hidden():
    found = 0
    for seed in range(2):
        world = World(seed)
        known = Known(set(only_small_ones_hidden(world)))
        found += sum(known.gives_away(wanted) for wanted in world.small())
    assert found > 20


def _small_alone(parts, *, allowed, limit):
    return {
        name
        for name, counted in parts.items()
        if (allowed is None or name in allowed) and is_safe(counted.values(), limit=limit)
    }


def _whatever_coarser_files_tell(by_month, *, allowed, limit):
    return periods_told(by_month, allowed=None, limit=limit)


def _each_question_for_itself(measures, **choice):
    return plan([replace(measure, after=None) for measure in measures], **choice)


@pytest.mark.parametrize(
    ("rule", "without"),
    [
        pytest.param("_kept", _small_alone, id="nothing goes with a small period"),
        pytest.param("periods_told", _whatever_coarser_files_tell, id="each grouping decides for itself"),
        pytest.param("plan", _each_question_for_itself, id="each question decides for itself"),
    ],
)
def test_each_rule_is_needed(rule, without, monkeypatch):
    monkeypatch.setattr(withholding, rule, without)
    assert any(gives_away(World(seed, usual=(4, 14, 60)[seed % 3])) for seed in range(30))


def gives_away(world):
    known = Known(set(world.published(withholding.plan(world.measures(), orders=world.orders, limit=LIMIT))))
    return any(known.gives_away(wanted) for wanted in world.small())


@pytest.mark.parametrize(
    ("months", "told"),
    [
        pytest.param((20, 20, 20, 20, 20), "all 2026-Q1 2026-Q2 1 2 3 4 5", id="nothing is small"),
        pytest.param((20, 4, 20, 20, 20), "all 2026-Q1 2026-Q2 3 4 5", id="the smallest goes with the small one"),
        pytest.param((3, 4, 20, 20, 20), "all 2026-Q1 2026-Q2 3 4 5", id="two small ones cover each other"),
        pytest.param((1, 1, 20, 20, 20), "all 2026-Q1 2026-Q2 4 5", id="unless both together are small"),
        pytest.param((2, 0, 0, 20, 20), "all", id="a small quarter takes the other with it"),
        pytest.param((4, 0, 20, 20, 20), "all 2026-Q1 2026-Q2 4 5", id="an empty month hides among hidden ones"),
        pytest.param((20, 0, 20, 20, 20), "all 2026-Q1 2026-Q2 1 2 3 4 5", id="an empty month alone is told"),
        pytest.param((1, 0, 2, 0, 1), "", id="too few at all"),
    ],
)
def test_which_periods_are_told(months, told):
    by_month = {month: {(): (n,)} for month, n in zip(MONTHS, months, strict=True)}
    names = {f"2026-0{each}" if each.isdigit() else each for each in told.split()}
    assert periods_told(by_month, allowed=None, limit=LIMIT) == names


def test_small_categories_are_counted_with_neighbours_or_with_the_smallest():
    counts = {("a", "x"): 30, ("b", "x"): 40, ("c", "y"): 3, ("a", "y"): 30, ("b", "y"): 40, ("c", "z"): 9}
    measure = Measure("treatments", {Month(2026, 1): {cell: (n,) for cell, n in counts.items()}})
    known = plan([measure], orders=(None, {"x": 0, "y": 1, "z": 2}), limit=LIMIT)
    assert [set(map(frozenset, pools)) for pools in known[(0,), "treatments"].pools] == [
        {frozenset("a"), frozenset("b"), frozenset("c")}
    ]
    both = known[(0, 1), "treatments"].pools
    assert all(n >= LIMIT for (n,) in in_pools({cell: (n,) for cell, n in counts.items()}, both).values())
    assert frozenset("xz") not in both[1]


def test_a_sum_over_chosen_months_is_told_where_its_parts_are():
    by_month = {month: {(): (n,)} for month, n in zip(MONTHS, (20, 4, 20, 20, 20), strict=True)}
    told = plan([Measure("treatments", by_month)], orders=(), limit=LIMIT)[(), "treatments"]
    asked = {
        (1, 2, 3): True, (1, 2, 3, 4): True, (4, 5): True, (1, 2): False, (2, 3, 4, 5): False, (3, 4): True,
        (1, 2, 3, 4, 5): True,
    }  # fmt: skip
    for numbers, expected in asked.items():
        chosen = [Month(2026, number) for number in numbers]
        assert told.tells_months((), chosen, on_record=MONTHS) is expected, numbers
