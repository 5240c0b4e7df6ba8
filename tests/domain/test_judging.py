"""Truth tables of the eight rules, with their boundary days; then what holds of all of them."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.domain.bands import Basis
from recovery.domain.catalogue import Severity
from recovery.domain.course import Point
from recovery.domain.history import History
from recovery.domain.judging import judge, rebound, sustained
from recovery.domain.level import Level
from recovery.domain.rules import NUMBERS, Rule
from tests.domain.diaries import EFFECTS, METHOD, history, points, present

LONG_AGO = present(300)


@pytest.fixture(scope="session")
def found(guide):
    """The evidence of one rule in a course, on a day when nothing waits any more unless one is named."""

    def find(rule, course="", *, of="redness", today=None, method=METHOD, by=guide, **more):
        told = history(**{of: course}, **more)
        now = today or replace(present(len(course)), due=range(0))
        return [hit.evidence for hit in judge(told, guide=by, method=method, today=now) if hit.rule is rule]

    return find


def days(evidence):
    return [each.day for each in evidence]


@pytest.mark.parametrize(
    ("course", "expected"),
    [
        pytest.param("4", [], id="very severe on the day of the procedure"),
        pytest.param("43", [1], id="severe on day 1"),
        pytest.param("02", [], id="moderate on day 1"),
        pytest.param("0·4·3", [2, 4], id="gaps"),
    ],
)
def test_severe(course, expected, found):
    evidence = found(Rule.SEVERE, course)
    assert days(evidence) == expected
    assert all(each.level is Level.HIGH for each in evidence)


def test_a_run_lasts_while_each_report_holds(found):
    assert [(each.day, each.since) for each in found(Rule.SEVERE, "3343·3023")] == [
        (1, 1), (2, 1), (3, 1), (5, 1), (8, 8),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("course", "expected"),
    [
        pytest.param("02", [], id="on day 1"),
        pytest.param("·02", [2], id="on day 2"),
        pytest.param("0·2", [2], id="from the day of the procedure"),
        pytest.param("·····0··2", [8], id="three days apart"),
        pytest.param("·····0···2", [], id="four days apart"),
        pytest.param("··12", [], id="by one level"),
        pytest.param("··13", [3], id="by two levels"),
        pytest.param("··04", [3], id="by all levels"),
        pytest.param("··012", [], id="by two levels in two steps"),
        pytest.param("··31", [], id="a fall"),
        pytest.param("··0202", [3, 5], id="twice"),
        pytest.param("··0222", [3], id="on the day it rose alone"),
    ],
)
def test_worsening(course, expected, found):
    evidence = found(Rule.WORSENING, course, of="bruising")
    assert days(evidence) == expected
    for each in evidence:
        before = [point for point in points(course) if point.day < each.day][-1]
        assert (each.level, each.before) == (Level.HIGH, before)


@pytest.mark.parametrize(
    ("course", "others", "redness"),
    [
        pytest.param("212", [2], [2], id="from mild back to moderate"),
        pytest.param("202", [2], [2], id="from none back to moderate"),
        pytest.param("201", [], [2], id="from none back to mild"),
        pytest.param("101", [], [2], id="mild, none, mild"),
        pytest.param("102", [2], [2], id="worse than it was"),
        pytest.param("211", [], [], id="stays mild"),
        pytest.param("112", [], [], id="rises and had not fallen"),
        pytest.param("0002", [], [], id="comes for the first time"),
        pytest.param("0012", [], [], id="comes for the first time, slowly"),
        pytest.param("323", [], [], id="had fallen to moderate only"),
        pytest.param("2112", [3], [3], id="mild for a while"),
        pytest.param("2012", [3], [2, 3], id="comes back in two steps"),
        pytest.param("2··0······2", [10], [10], id="after many days without a report"),
        pytest.param("21222", [2], [2], id="on the day it came back alone"),
        pytest.param("31213", [2, 4], [2, 4], id="twice"),
    ],
)
def test_rebound(course, others, redness, found):
    assert days(found(Rule.REBOUND, course, of="bruising")) == others
    assert days(found(Rule.REBOUND, course, of="redness")) == redness
    assert {each.level for each in found(Rule.REBOUND, course)} <= {Level.HIGH}


def on(day, severity):
    return "·" * day + str(severity)


@pytest.mark.parametrize(
    ("of", "day", "severity", "level"),
    [
        pytest.param("redness", 7, 4, None, id="a figure's last day"),
        pytest.param("redness", 8, 1, Level.MEDIUM, id="mild, one day after a figure"),
        pytest.param("redness", 8, 0, None, id="gone, one day after"),
        pytest.param("numbness", 14, 1, None, id="the other figure's last day"),
        pytest.param("numbness", 15, 1, Level.MEDIUM, id="mild, one day after the other figure"),
        pytest.param("scabbing", 5, 2, None, id="the last day of a band from words"),
        pytest.param("scabbing", 6, 1, Level.LOW, id="mild, one day after words"),
        pytest.param("scabbing", 6, 2, Level.MEDIUM, id="moderate, one day after words"),
        pytest.param("bruising", 21, 4, None, id="a general band's last day"),
        pytest.param("bruising", 22, 1, Level.LOW, id="mild, one day after a general band"),
        pytest.param("bruising", 22, 2, Level.MEDIUM, id="moderate, one day after a general band"),
    ],
)
@pytest.mark.parametrize("method", ["derma_roller", "laser"])
def test_past_band_in_the_guides_band_whether_own_or_borrowed(of, day, severity, level, method, *, found):
    evidence = found(Rule.PAST_BAND, on(day, severity), of=of, method=method)
    assert [(each.day, each.level, each.waiting) for each in evidence] == [(day, level, False)] * (level is not None)


@pytest.mark.parametrize(
    ("day", "expected"), [pytest.param(10, [], id="its last day"), pytest.param(11, [Level.MEDIUM], id="a day after")]
)
def test_a_methods_own_band_is_the_clinics_and_counts_like_a_figure(day, expected, found, guide):
    borrowed = guide.band(method="laser", side_effect="scabbing")
    own = replace(borrowed, to_day=10, to_basis=Basis.CLINIC, borrowed=False)
    by = replace(guide, bands={**guide.bands, ("laser", "scabbing"): own})
    evidence = found(Rule.PAST_BAND, on(day, 1), of="scabbing", method="laser", by=by)
    assert [each.level for each in evidence] == expected
    assert found(Rule.PAST_BAND, on(day, 1), of="scabbing", by=by)


def test_a_run_past_the_band_starts_after_it_and_again_after_a_zero(found):
    evidence = found(Rule.PAST_BAND, "2222222" + "1111·01")
    assert [(each.day, each.since, each.band_ended) for each in evidence] == [
        (8, 8, 7), (9, 8, 7), (10, 8, 7), (13, 13, 7),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("course", "today", "expected"),
    [
        pytest.param(on(5, 1), 8, None, id="on the day after the band"),
        pytest.param(on(5, 1), 9, Level.MEDIUM, id="once that day has passed"),
        pytest.param(on(5, 1), 200, Level.MEDIUM, id="still, long after"),
        pytest.param(on(7, 1), 9, Level.MEDIUM, id="last heard of on the band's last day"),
        pytest.param(on(0, 4), 9, Level.MEDIUM, id="last heard of on the day of the procedure"),
        pytest.param(on(6, 0), 9, None, id="gone when last heard of"),
        pytest.param("·····1·0", 9, None, id="gone by a later report"),
        pytest.param("", 9, None, id="never heard of"),
    ],
)
def test_past_band_without_a_report(course, today, expected, found):
    evidence = found(Rule.PAST_BAND, course, today=present(today))
    assert [(each.day, each.level, each.waiting) for each in evidence] == [(8, expected, True)] * bool(expected)
    assert all(each.before == points(course)[-1] for each in evidence)


def test_a_report_past_the_band_takes_the_place_of_the_wait_for_one(found):
    assert [(each.day, each.waiting) for each in found(Rule.PAST_BAND, on(11, 1), today=present(20))] == [(11, False)]
    assert found(Rule.PAST_BAND, "·····1······0", today=present(20)) == []


def test_a_mild_course_past_a_general_band_waits_as_a_low_one(found):
    evidence = found(Rule.PAST_BAND, on(20, 1), of="bruising", today=present(23))
    assert [(each.day, each.level) for each in evidence] == [(22, Level.LOW)]


@pytest.mark.parametrize(
    ("course", "expected"),
    [
        pytest.param("··222", [], id="the first before the band"),
        pytest.param("···222", [5], id="from the band's first day"),
        pytest.param("·····222", [7], id="until the band's last day"),
        pytest.param("······222", [], id="the last past the band"),
        pytest.param("···22", [], id="two reports"),
        pytest.param("···2222", [5, 6], id="four reports"),
        pytest.param("···2·2·2", [7], id="gaps"),
        pytest.param("···234", [5], id="rising"),
        pytest.param("···322", [], id="a fall"),
        pytest.param("···3222", [6], id="three after a fall"),
        pytest.param("···2322", [], id="a rise and a fall"),
        pytest.param("···221", [], id="the last mild"),
        pytest.param("···2012", [], id="gone in between"),
        pytest.param("···111", [], id="mild"),
    ],
)
def test_sustained(course, expected, found):
    evidence = found(Rule.SUSTAINED, course)
    assert days(evidence) == expected
    assert all((each.level, each.since) == (Level.LOW, expected[0]) for each in evidence)


@pytest.mark.parametrize(
    ("course", "today", "expected"),
    [
        pytest.param("2", 2, [], id="moderate, one missed"),
        pytest.param("2", 3, [2], id="moderate, two missed"),
        pytest.param("2", 200, [2], id="moderate, long ago"),
        pytest.param("1", 3, [], id="mild, two missed"),
        pytest.param("1", 4, [3], id="mild, three missed early"),
        pytest.param("0", 4, [3], id="nothing, three missed early"),
        pytest.param("", 2, [], id="never, two missed"),
        pytest.param("", 3, [2], id="never, three missed"),
        pytest.param("···1", 6, [], id="mild on day 3, day 6 is not over"),
        pytest.param("···1", 7, [6], id="mild on day 3, all three before day 7"),
        pytest.param("····1", 22, [], id="mild on day 4, the third on day 7"),
        pytest.param("····2", 7, [6], id="moderate on day 4"),
        pytest.param("2··2", 5, [], id="missed before the last report"),
        pytest.param("2·1", 5, [], id="was moderate and is mild"),
        pytest.param(on(19, 2), 22, [21], id="the last two due"),
        pytest.param(on(20, 2), 200, [], id="nothing is due after the widest band"),
    ],
)
def test_silent(course, today, expected, found):
    evidence = found(Rule.SILENT, course, today=present(today))
    assert days(evidence) == expected
    for each in evidence:
        assert (each.level, each.waiting) == (Level.LOW, True)
        assert each.before == (points(course)[-1] if points(course) else None)
        assert each.since == (len(course) if points(course) else 0)


@pytest.mark.parametrize(
    ("entered", "course", "today", "expected"),
    [
        pytest.param(4, "", 6, [], id="two missed since"),
        pytest.param(4, "", 7, [6], id="three missed before day 7"),
        pytest.param(5, "", 30, [], id="too late for three before day 7"),
        pytest.param(5, "·····2", 8, [7], id="moderate, two missed"),
        pytest.param(6, "···2", 8, [7], id="a late report of a day before"),
        pytest.param(30, "", 40, [], id="after everything was due"),
    ],
)
def test_nothing_is_missed_before_the_treatment_was_entered(entered, course, today, expected, found):
    assert days(found(Rule.SILENT, course, today=present(today, entered=entered))) == expected


@pytest.mark.parametrize("course", ["", "2", on(5, 3)])
def test_nobody_waits_for_reports_of_a_closed_treatment(course, found):
    closed = present(20, closed=True)
    assert found(Rule.SILENT, course, today=closed) == found(Rule.PAST_BAND, course, today=closed) == []


def test_what_a_closed_treatment_reported_still_counts(found):
    assert days(found(Rule.PAST_BAND, on(8, 1), today=present(20, closed=True))) == [8]


def test_a_warning_sign_and_a_wish_for_a_call_count_on_any_day(found):
    flagged = found(Rule.RED_FLAG, "0000", flags=[0, 3])
    assert [(each.day, each.level, each.signs) for each in flagged] == [
        (0, Level.URGENT, ("pus",)), (3, Level.URGENT, ("pus",)),
    ]  # fmt: skip
    assert [(each.day, each.level) for each in found(Rule.CALL_ME, "0", calls=[0])] == [(0, Level.HIGH)]


@pytest.fixture(scope="session")
def without_redness(guide):
    """The guide of a practice that asks for redness no longer."""
    effects = tuple(replace(effect, active=effect.slug != "redness") for effect in guide.catalogue.side_effects)
    return replace(guide, catalogue=replace(guide.catalogue, side_effects=effects))


def test_nobody_waits_for_what_is_no_longer_asked(found, without_redness):
    assert found(Rule.PAST_BAND, on(5, 2), today=LONG_AGO)
    assert found(Rule.PAST_BAND, on(5, 2), today=LONG_AGO, by=without_redness) == []


def test_nobody_waits_for_what_later_reports_were_not_asked_for(found, guide):
    told = {"course": on(5, 2), "today": LONG_AGO}
    assert found(Rule.PAST_BAND, **told, bruising=on(6, 0)) == []


def test_what_was_reported_of_a_side_effect_counts_after_it_is_switched_off(found, without_redness):
    assert days(found(Rule.PAST_BAND, "········11", by=without_redness)) == [8, 9]


EVERYTHING = {"redness": "0·3··222·1·0·1", "flags": [2], "calls": [3]}
"""A history, until day 13, and then silence, in which every rule holds."""


@pytest.fixture
def everything(guide):
    return history(**{**EVERYTHING, "itching": "00·········3·3"})


def of_rules(hits):
    return {hit.rule for hit in hits}


@pytest.mark.parametrize("rule", [rule for rule in Rule if rule is not Rule.RED_FLAG])
def test_a_rule_that_is_switched_off_finds_nothing_and_the_others_all_they_did(rule, guide, everything):
    off = replace(guide, rules=guide.rules.switched(rule, on=False))
    on, without = (judge(everything, guide=by, method=METHOD, today=present(20)) for by in (guide, off))
    assert of_rules(on) == set(Rule)
    assert without == [hit for hit in on if hit.rule is not rule]


NUMBERS_AT_WORK = [
    # rule, number, a course in which it holds on these days, another value, the days by that
    (Rule.SEVERE, "severity", "·333", [1, 2, 3], 4, []),
    (Rule.SEVERE, "from_day", "·333", [1, 2, 3], 2, [2, 3]),
    (Rule.WORSENING, "rise", "··02", [3], 3, []),
    (Rule.WORSENING, "within_days", "··0·2", [4], 1, []),
    (Rule.WORSENING, "after_day", "··02", [3], 3, []),
    (Rule.REBOUND, "severity", "212", [2], 3, []),
    (Rule.REBOUND, "fallen_to", "212", [2], 0, []),
    (Rule.SUSTAINED, "severity", "···222", [5], 3, []),
    (Rule.SUSTAINED, "reports", "···222", [5], 2, [4, 5]),
    (Rule.SILENT, "missed", "0·2", [4], 3, [5]),
    (Rule.SILENT, "severity", "····2", [6], 3, []),
    (Rule.SILENT, "early_missed", "1", [3], 2, [2]),
    (Rule.SILENT, "early_before", "1", [3], 3, []),
]


@pytest.mark.parametrize(("rule", "number", "course", "expected", "value", "then"), NUMBERS_AT_WORK)
def test_each_number_of_a_rule_is_used(rule, number, course, expected, *, value, then, found, guide):
    changed = replace(guide, rules=guide.rules.with_number(rule, number, value))
    told = {"course": course, "of": "bruising", "today": present(20)}
    assert days(found(rule, **told)) == expected
    assert days(found(rule, **told, by=changed)) == then


def test_the_severity_from_which_past_band_is_raised_is_used(found, guide):
    changed = replace(guide, rules=guide.rules.with_number(Rule.PAST_BAND, "severity", 3))
    levels = [found(Rule.PAST_BAND, on(6, 2), of="scabbing", by=by)[0].level for by in (guide, changed)]
    assert levels == [Level.MEDIUM, Level.LOW]
    numbers = {(rule, name) for rule, each in NUMBERS.items() for name in each}
    assert numbers == {(rule, name) for rule, name, *_ in NUMBERS_AT_WORK} | {(Rule.PAST_BAND, "severity")}


courses = st.text("01234·", max_size=26)
treatments = st.fixed_dictionaries(dict.fromkeys(EFFECTS, courses))


@given(told=treatments, today=st.integers(0, 40))
def test_no_rule_fires_where_nothing_was_reported_and_nothing_is_due(told, today, guide):
    calm = {slug: "".join("0" if sign.isdigit() else sign for sign in text) for slug, text in told.items()}
    for history_of_it in (History(), history(**calm)):
        none_due = replace(present(today), due=range(0))
        assert judge(history_of_it, guide=guide, method=METHOD, today=none_due) == []
        assert of_rules(judge(history_of_it, guide=guide, method=METHOD, today=present(today))) <= {Rule.SILENT}


def highest(hits, upto):
    return max((hit.evidence.level for hit in hits if hit.evidence.day <= upto), default=Level.NONE)


COMPARING = {Rule.WORSENING, Rule.REBOUND, Rule.SUSTAINED}
"""The rules that look at an earlier report, to which what is worse already has less to rise."""


@given(told=treatments, today=st.integers(0, 40), random=st.data())
def test_a_worse_report_lowers_no_level_of_its_day_nor_of_any_before(told, today, random, guide):
    milder = [
        (slug, day) for slug, text in told.items() for day, sign in enumerate(text) if sign.isdigit() and sign < "4"
    ]
    if not milder:
        return
    slug, day = random.draw(st.sampled_from(milder))
    text = told[slug]
    worse = text[:day] + str(random.draw(st.integers(int(text[day]) + 1, 4))) + text[day + 1 :]
    before, after = (
        judge(history(**each), guide=guide, method=METHOD, today=present(today))
        for each in (told, {**told, slug: worse})
    )
    for upto in range(day + 1):
        assert highest(after, upto) >= highest(before, upto)
    on_the_day = [max((h.evidence.level for h in hits if h.evidence.day == day), default=0) for hits in (before, after)]
    assert on_the_day == sorted(on_the_day)
    kept = {(hit.rule, hit.side_effect, hit.evidence.day) for hit in after}
    waiting = {(hit.rule, hit.side_effect) for hit in after if hit.evidence.waiting}
    for hit in before:
        if hit.evidence.waiting:
            assert (hit.rule, hit.side_effect) in waiting
        elif (hit.rule, hit.side_effect, hit.evidence.day) not in kept:
            assert hit.rule in COMPARING
            assert hit.side_effect == slug
            assert hit.evidence.day > day


@pytest.mark.parametrize(
    ("milder", "worse", "rule"),
    [
        pytest.param("··02", "··12", Rule.WORSENING, id="had less to rise"),
        pytest.param("212", "222", Rule.REBOUND, id="had not fallen"),
        pytest.param("···222", "···322", Rule.SUSTAINED, id="fell"),
    ],
)
def test_a_worse_report_may_take_the_reason_of_a_later_day_away(milder, worse, rule, found):
    assert found(rule, milder, of="bruising" if rule is not Rule.SUSTAINED else "redness")
    assert not found(rule, worse, of="bruising" if rule is not Rule.SUSTAINED else "redness")


@given(course=courses)
def test_rebound_is_what_its_definition_says(course, guide):
    drawn = points(course)
    expected = [
        point.day
        for at, point in enumerate(drawn)
        if at
        and (low := drawn[at - 1].severity) < point.severity
        and any(earlier.severity > low for earlier in drawn[:at])
        and ((low <= 1 and point.severity >= 2) or low == 0)
    ]
    assert days(rebound(drawn, guide.rules[Rule.REBOUND], side_effect="redness")) == expected


@given(course=courses)
def test_sustained_is_what_its_definition_says(course, guide):
    drawn = points(course)
    band = guide.band(method=METHOD, side_effect="bruising")
    runs = [drawn[at - 2 : at + 1] for at in range(2, len(drawn))]
    expected = [
        run[-1].day
        for run in runs
        if all(p.severity >= 2 and 3 <= p.day <= 21 for p in run)
        and all(before.severity <= after.severity for before, after in pairwise(run))
    ]
    assert days(sustained(drawn, guide.rules[Rule.SUSTAINED], band=band)) == expected


def test_evidence_rests_on_the_reports_between_what_it_compares(found):
    (evidence,) = found(Rule.WORSENING, "··0·2", of="bruising")
    assert [day for day in range(7) if evidence.rests_on(day)] == [2, 3, 4]
    assert evidence.before == Point(2, Severity.NONE)
