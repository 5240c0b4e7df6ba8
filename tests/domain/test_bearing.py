"""Whether reports bear out what they were once found to say, and whether newer evidence says more."""

from dataclasses import replace

import pytest

from recovery.domain.bearing import bears_out, says_more
from recovery.domain.catalogue import Severity
from recovery.domain.course import Point
from recovery.domain.history import History, Signs
from recovery.domain.judging import Evidence
from recovery.domain.level import Level
from recovery.domain.rules import Rule
from tests.domain.diaries import history


def evidence(day, severity=0, before=None, **more):
    point = Point(before[0], Severity(before[1])) if before else None
    return Evidence(day, Level.HIGH, day, Severity(severity), point, **more)


@pytest.mark.parametrize(
    ("rule", "named", "course", "expected"),
    [
        pytest.param(Rule.SEVERE, evidence(2, 3), "003", True, id="severe as it was"),
        pytest.param(Rule.SEVERE, evidence(2, 3), "0034", True, id="severe, and more came"),
        pytest.param(Rule.SEVERE, evidence(2, 3), "004", False, id="worse than it said"),
        pytest.param(Rule.SEVERE, evidence(2, 3), "000", False, id="gone"),
        pytest.param(Rule.SEVERE, evidence(2, 3), "00·", False, id="no longer asked for"),
        pytest.param(Rule.SEVERE, evidence(2, 3), "", False, id="never asked for"),
        pytest.param(Rule.WORSENING, evidence(4, 3, (2, 1)), "··1·3", True, id="rose as it did"),
        pytest.param(Rule.WORSENING, evidence(4, 3, (2, 1)), "··113", False, id="another in between"),
        pytest.param(Rule.WORSENING, evidence(4, 3, (2, 1)), "··2·3", False, id="rose from elsewhere"),
        pytest.param(Rule.WORSENING, evidence(4, 3, (2, 1)), "··1·4", False, id="rose to elsewhere"),
        pytest.param(Rule.WORSENING, evidence(4, 3, (2, 1)), "····3", False, id="nothing to have risen from"),
        pytest.param(Rule.REBOUND, evidence(4, 2, (3, 0)), "20202", True, id="came back as it did"),
        pytest.param(Rule.SUSTAINED, evidence(5, 3, (3, 2)), "···223", True, id="did not settle"),
        pytest.param(Rule.SUSTAINED, evidence(5, 3, (3, 2)), "···2·3", True, id="did not settle, by fewer reports"),
        pytest.param(Rule.SUSTAINED, evidence(5, 2, (3, 2)), "···232", False, id="fell at the end"),
        pytest.param(Rule.SUSTAINED, evidence(5, 3, (3, 2)), "···203", False, id="fell in between"),
        pytest.param(Rule.PAST_BAND, evidence(8, 1), "0·······1", True, id="past its band"),
        pytest.param(Rule.PAST_BAND, evidence(8, 1, (5, 1), waiting=True), "·····1", True, id="still waiting"),
        pytest.param(Rule.PAST_BAND, evidence(8, 1, (5, 1), waiting=True), "·····1·1", False, id="heard of since"),
        pytest.param(
            Rule.PAST_BAND, evidence(8, 1, (5, 1), waiting=True), "·····2", False, id="last heard of as worse"
        ),
        pytest.param(Rule.PAST_BAND, evidence(8, 1, (5, 1), waiting=True), "", False, id="not heard of any more"),
    ],
)
def test_reports_bear_out_what_they_still_say(rule, named, course, expected):
    assert bears_out(history(redness=course), rule, "redness", named) is expected


def test_a_wait_is_over_when_a_report_came_that_did_not_ask():
    waiting = evidence(8, 1, (5, 1), waiting=True)
    assert not bears_out(history(redness="·····1", bruising="······0"), Rule.PAST_BAND, "redness", waiting)


@pytest.mark.parametrize(
    ("before", "course", "expected"),
    [
        pytest.param((3, 2), "···2", True, id="the last report as it was"),
        pytest.param((3, 2), "···1", False, id="the last report was milder after all"),
        pytest.param((3, 2), "···2·0", False, id="another report came"),
        pytest.param(None, "", True, id="no report yet"),
        pytest.param(None, "0", False, id="a first report came"),
    ],
)
def test_a_silence_lasts_while_the_last_report_is_the_same(before, course, expected):
    silence = evidence(5, before=before, waiting=True)
    assert bears_out(history(redness=course), Rule.SILENT, None, silence) is expected


@pytest.mark.parametrize(
    ("flags", "named", "expected"),
    [
        pytest.param({3: Signs(("pus",))}, evidence(3, signs=("pus",)), True, id="the same"),
        pytest.param({3: Signs(("fever", "pus"))}, evidence(3, signs=("pus",)), False, id="another one too"),
        pytest.param({3: Signs(("pus",), taken_back=True)}, evidence(3, signs=("pus",)), False, id="taken back since"),
        pytest.param({4: Signs(("pus",))}, evidence(3, signs=("pus",)), False, id="another day"),
    ],
)
def test_warning_signs_and_wishes_for_a_call_are_borne_out_as_they_were_said(flags, named, expected):
    calls = {day: signs.taken_back for day, signs in flags.items()}
    told = History(red_flags=flags, calls=calls)
    assert bears_out(told, Rule.RED_FLAG, None, named) is expected
    asked = replace(named, signs=())
    assert bears_out(told, Rule.CALL_ME, None, asked) is (calls.get(3) is False)


@pytest.mark.parametrize(
    ("newer", "older", "expected"),
    [
        pytest.param(evidence(3, 2), evidence(3, 2), False, id="the same"),
        pytest.param(evidence(3, 3), evidence(3, 2), True, id="worse"),
        pytest.param(evidence(3, 1), evidence(3, 2), False, id="milder"),
        pytest.param(replace(evidence(3, 2), level=Level.URGENT), evidence(3, 2), False, id="a higher level alone"),
        pytest.param(evidence(3, signs=("a", "b")), evidence(3, signs=("a",)), True, id="another sign"),
        pytest.param(evidence(3, signs=("b",)), evidence(3, signs=("a",)), True, id="a sign in another's place"),
        pytest.param(evidence(3, signs=("a",)), evidence(3, signs=("a", "b")), False, id="a sign fewer"),
        pytest.param(evidence(3, taken_back=True), evidence(3), False, id="taken back"),
        pytest.param(evidence(3), evidence(3, taken_back=True), True, id="no longer taken back"),
        pytest.param(evidence(8, 1), evidence(8, 2, waiting=True), True, id="a report in the place of waiting"),
        pytest.param(evidence(8, waiting=True), evidence(8, 1), False, id="waiting in the place of a report"),
    ],
)
def test_what_says_more(newer, older, expected):
    assert says_more(newer, than=older) is expected
