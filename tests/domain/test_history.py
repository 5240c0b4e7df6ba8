"""What the rules read of a treatment: put together report by report, or from all its reports at once."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.domain.catalogue import Severity
from recovery.domain.course import Point
from recovery.domain.history import History, Signs, history_of
from recovery.domain.report import Report, Score
from tests.domain.diaries import START, said


def report(day, *, flags=(), call=False, at=0, **severities):
    scores = tuple(Score(slug, Severity(severity)) for slug, severity in severities.items())
    return Report(day, scores, tuple(sorted(flags)), call, "", START + timedelta(days=at), "patient:1")


@given(filed=st.lists(st.tuples(st.integers(0, 12), said), max_size=9))
def test_report_by_report_is_the_same_as_all_at_once(filed):
    history, in_force, replaced = History(), {}, []
    for at, (day, told) in enumerate(filed):
        each = report(day, **told, at=at)
        history = history.with_report(each)
        replaced += [in_force[day]] if day in in_force else []
        in_force[day] = each
    assert history == history_of(in_force, replaced)


def test_before_the_first_report_there_is_nothing():
    empty = History()
    assert (empty.last_day, empty.last_points(), empty.worst_last, history_of({})) == (None, {}, Severity.NONE, empty)


def test_the_last_report_is_that_of_the_last_day_however_late_another_comes():
    history = History().with_report(report(4, redness=1, at=4)).with_report(report(2, redness=3, at=5))
    assert (history.last_day, history.worst_last, history.last_at) == (4, Severity.MILD, START + timedelta(days=4))


def test_a_side_effect_that_the_last_report_did_not_ask_for_says_nothing_of_it():
    history = History().with_report(report(2, redness=4)).with_report(report(4, itching=1))
    assert history.last_points() == {"itching": Point(4, Severity.MILD)}
    assert history.worst_last is Severity.MILD


def test_what_a_second_version_does_not_ask_for_is_gone_with_the_first():
    assert History().with_report(report(2, redness=4)).with_report(report(2, itching=1)).points.keys() == {"itching"}


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        pytest.param([("pus",)], Signs(("pus",)), id="one version"),
        pytest.param([("pus",), ()], Signs(("pus",), taken_back=True), id="taken back"),
        pytest.param([("pus",), ("fever",)], Signs(("fever", "pus")), id="another in its place"),
        pytest.param([("pus",), (), ("pus",)], Signs(("pus",)), id="taken back and back"),
        pytest.param([(), ("pus",), (), ()], Signs(("pus",), taken_back=True), id="taken back for good"),
    ],
)
def test_a_warning_sign_stays_on_record_in_whatever_version_it_stood(versions, expected):
    history = History()
    for flags in versions:
        history = history.with_report(report(3, flags=flags))
    assert history.red_flags == {3: expected}


@pytest.mark.parametrize(
    ("versions", "expected"),
    [([True], False), ([True, False], True), ([False, True], False), ([True, False, True], False)],
)
def test_a_wish_for_a_call_stays_on_record_and_says_whether_it_was_taken_back(versions, expected):
    history = History()
    for call in versions:
        history = history.with_report(report(3, call=call))
    assert history.calls == {3: expected}
