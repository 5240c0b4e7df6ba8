"""No small count of alerts is told by all files together, and the whole is told before its parts."""

import random
from itertools import combinations, product

import pytest

from recovery.domain.alert_figures import LEVELS, AlertKind, Tally
from recovery.domain.disclosure import is_small
from recovery.domain.groups import Group
from recovery.domain.level import Level
from recovery.domain.months import Month
from recovery.domain.rules import Rule
from recovery.domain.summary.alert_plans import ALERTS, HANDLED, AlertPlans
from recovery.domain.summary.alert_rows import alert_rows
from recovery.domain.summary.rows import summary_rows
from recovery.domain.summary.summing import Choice, Gathered, Period, Place, Received
from recovery.domain.summary.withholding import plan
from tests.domain.attacking import Known

LIMIT = 5

MONTHS = [Month(2026, number) for number in (1, 2, 3, 4, 5)]
METHODS = ("derma_roller", "rf_microneedling", "ultrasound", "laser")
KINDS = [
    (Rule.RED_FLAG, None, Level.URGENT), (Rule.CALL_ME, None, Level.HIGH), (Rule.SEVERE, "redness", Level.HIGH),
    (Rule.SEVERE, "itching", Level.HIGH), (Rule.PAST_BAND, "redness", Level.LOW),
    (Rule.PAST_BAND, "redness", Level.MEDIUM), (Rule.PAST_BAND, "bruising", Level.LOW),
    (Rule.SUSTAINED, "itching", Level.LOW), (Rule.SILENT, None, Level.LOW),
]  # fmt: skip
"""As the rules have it: most have one level, and some are of no side effect. Whoever attacks knows that."""


class World:
    """Alerts by method, month, what they are of, and whether somebody took them."""

    def __init__(self, seed, *, usual, rare=1.0):
        chance = random.Random(seed)
        self.cells = list(product(METHODS[: 2 + seed % 3], MONTHS, KINDS, (True, False)))
        busy = {key: chance.choice((0.03, 0.3, 1, 1, 2)) for key in (*METHODS, *MONTHS, *KINDS, True, False)}
        busy[METHODS[1]] *= rare
        self.n = [int(chance.expovariate(1) * usual * _product(busy[key] for key in cell)) for cell in self.cells]
        self.gathered = Gathered(self._received(few=rare < 1), {}, self._tallies())

    def _received(self, *, few):
        """Thirty treatments a month by each method; where asked for, two by the second alone."""
        places = [Place(method, month, ()) for method, month in dict.fromkeys(cell[:2] for cell in self.cells)]
        rare = {place for place in places if few and place.method == METHODS[1]}
        return {
            place: Received(int(place.month == MONTHS[0]) * 2 if place in rare else 30, 200, 200, 200)
            for place in places
        }

    def _tallies(self):
        found = {}
        for (method, month, (rule, effect, level), taken), n in zip(self.cells, self.n, strict=True):
            kinds = found.setdefault(Place(method, month, ()), {})
            kind = AlertKind(rule, effect, method, level)
            before = kinds.get(kind, Tally())
            waits = (*before.taken_after, *([60] * n if taken else []))
            kinds[kind] = Tally(alerts=before.alerts + n, judged=before.judged + n, taken_after=waits)
        return found

    def where(self, *, method=None, months, rule=None, level=None, effect=None, taken=None):
        return frozenset(
            at
            for at, (of, month, (own, side_effect, how), was) in enumerate(self.cells)
            if method in (None, of) and month in months and rule in (None, own.value) and level in (None, how.name)
            and effect in (None, side_effect) and taken in (None, was)
        )  # fmt: skip

    def count(self, cells):
        return sum(self.n[at] for at in cells)

    def published(self, guide):
        """Every count of every file: each period, range of months and method that can be chosen."""
        for choice in choices():
            for row in alert_rows(self.gathered, guide, choice, limit=LIMIT):
                of = {"method": row.where.method, "months": row.where.months, "rule": row.rule, "level": row.level}
                yield from self._told(row, **of)
            for row in summary_rows(self.gathered, guide, choice, limit=LIMIT):
                if row.tells(ALERTS):
                    yield self.where(method=row.where.method, months=row.where.months, effect=row.side_effect)

    def _told(self, row, **of):
        if row.tells(ALERTS):
            yield self.where(**of)
        if row.tells(HANDLED):
            yield self.where(**of, taken=True)
            yield self.where(**of, taken=False)

    def small(self):
        """Every small count that somebody could ask for."""
        of = [{}, *({"rule": rule.value} for rule in Rule), *({"level": level.name} for level in LEVELS)]
        of += [{"effect": effect} for effect in ("redness", "itching", "bruising")]
        for method, months, each, taken in product((None, *METHODS), periods(), of, (None, True, False)):
            wanted = self.where(method=method, months=months, taken=taken, **each)
            if is_small(self.count(wanted), limit=LIMIT):
                yield wanted


def choices():
    ranges = [(MONTHS[first], MONTHS[last - 1]) for first, last in combinations(range(len(MONTHS) + 1), 2)]
    for since, until in ranges:
        yield Choice(Group(since, until))
    for period, method in product((Period.QUARTER, Period.MONTH), (None, METHODS[0])):
        yield Choice(Group(MONTHS[0], MONTHS[-1], method=method), period)


def periods():
    return [MONTHS, *([month] for month in MONTHS), MONTHS[:3], MONTHS[3:]]


def _product(factors):
    found = 1.0
    for factor in factors:
        found *= factor
    return found


def world(seed):
    return World(seed, usual=(30, 120, 600)[seed % 3], rare=0.02 if seed % 4 == 3 else 1.0)


@pytest.mark.parametrize("seed", range(8))
def test_all_files_together_give_no_small_count_of_alerts_away(seed, guide):
    tried = world(seed)
    known = Known(sorted(set(tried.published(guide)), key=sorted))
    assert not [sorted(wanted) for wanted in tried.small() if known.gives_away(wanted)]


def test_much_is_told_and_much_is_small(guide):
    """Else nothing was tried."""
    tried = [world(seed) for seed in range(3)]
    assert sum(len(set(each.published(guide))) for each in tried) > 100
    assert sum(len(list(each.small())) for each in tried) > 100


def _each_method_for_itself(plans, method, part, kind):
    own = AlertPlans(plans.gathered, plans.guide, plans.choice, plans.limit)
    methods = plans.methods if method is None else [each for each in plans.methods if each.slug == method]
    given = own._treatments(methods)
    return plan(own._measures(methods, kind, (part,)), orders=(None, None), limit=plans.limit, given=given)


def test_the_attack_succeeds_where_each_method_decides_for_itself(guide, monkeypatch):
    monkeypatch.setattr(AlertPlans, "_plan", _each_method_for_itself)
    assert any(gives_away(world(seed), guide) for seed in range(3))


def gives_away(tried, guide):
    known = Known(set(tried.published(guide)))
    return any(known.gives_away(wanted) for wanted in tried.small())


def of_methods(signs, severe=(100, 100, 100, 100)):
    """Thirty treatments by each method, with so many warning signs and so many severe."""
    places = [Place(method, MONTHS[0], ()) for method in METHODS]
    alerts = {
        place: {
            AlertKind(Rule.RED_FLAG, None, place.method, Level.URGENT): Tally(warned, taken_after=[60] * warned),
            AlertKind(Rule.SEVERE, "redness", place.method, Level.HIGH): Tally(bad, taken_after=[60] * bad),
        }
        for place, warned, bad in zip(places, signs, severe, strict=True)
    }
    return Gathered({place: Received(30, 200, 200, 200) for place in places}, {}, alerts)


def test_the_whole_is_told_before_its_parts(guide):
    choice = Choice(Group(MONTHS[0], MONTHS[-1]))
    rows = alert_rows(of_methods((13, 11, 5, 4)), guide, choice, limit=11)
    told = {(row.where.method, row.rule): row.tally.alerts for row in rows if row.tells(ALERTS) and not row.level}
    assert told[None, Rule.RED_FLAG.value] == 33
    assert told[None, None] == 433
    assert not any((method, Rule.RED_FLAG.value) in told for method in METHODS)
    assert [told[method, None] for method in METHODS] == [113, 111, 105, 104]


def test_by_side_effect_nothing_is_told_of_a_method_that_hides_another(guide):
    """All of them together are told: beside all others the three would be."""
    gathered = of_methods((0, 0, 0, 0), severe=(100, 100, 60, 3))
    rows = summary_rows(gathered, guide, Choice(Group(MONTHS[0], MONTHS[-1])), limit=11)
    assert {row.where.method: row.tells(ALERTS) for row in rows if row.side_effect == "redness"} == {
        "derma_roller": True, "rf_microneedling": True, "ultrasound": False, "laser": False,
    }  # fmt: skip


def test_one_that_waits_is_counted_with_those_that_a_report_answered(guide):
    """Fewer than eleven wait and fewer than eleven were answered: eleven together may be told."""
    kind = AlertKind(Rule.SEVERE, "redness", "laser", Level.HIGH)
    place = Place("laser", MONTHS[0], ())
    gathered = Gathered({place: Received(30, 200, 200, 200)}, {}, {place: {kind: Tally(60, taken_after=[60] * 49)}})
    rows = list(alert_rows(gathered, guide, Choice(Group(MONTHS[0], MONTHS[-1])), limit=11))
    assert rows[0].tells(HANDLED)
    assert (rows[0].tally.taken, rows[0].tally.not_taken) == (49, 11)
