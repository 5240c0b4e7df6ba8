"""Why an alert asks for someone, who has it, and what was just done: in clinicians' words."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from recovery.domain import wording
from recovery.domain.alerts import Alert, Held, Holding, State, Step
from recovery.domain.catalogue import Severity
from recovery.domain.course import Point
from recovery.domain.judging import Evidence
from recovery.domain.level import Level
from recovery.domain.rules import Rule
from recovery.domain.wording.badges import Tone

NOW = datetime(2026, 7, 15, 15, 0, tzinfo=UTC)
MILD, MODERATE, SEVERE = Severity.MILD, Severity.MODERATE, Severity.SEVERE


def alert(rule, effect="redness", *, stands=True, **of):
    evidence = Evidence(**{"day": 9, "level": Level.HIGH, "since": 9, **of})
    return Alert(1, 2, rule, effect, (Held(evidence, 1, stands),), NOW, NOW)


REASONS = [
    (
        alert(Rule.RED_FLAG, None, signs=("pus", "fever")),
        "Warning sign today: pus, oozing or a bad smell and fever of 38 °C (100.4 °F) or more, or shivering",
    ),
    (alert(Rule.CALL_ME, None, day=8), "Asked for a call yesterday"),
    (alert(Rule.SEVERE, severity=SEVERE), "Redness severe today"),
    (alert(Rule.SEVERE, severity=SEVERE, day=5), "Redness severe on day 5"),
    (
        alert(Rule.WORSENING, "itching", severity=SEVERE, before=Point(8, MILD)),
        "Itching rose from mild on day 8 to severe today",
    ),
    (
        alert(Rule.REBOUND, severity=MODERATE, before=Point(7, Severity.NONE)),
        "Redness came back: moderate today after none on day 7",
    ),
    (
        alert(Rule.REBOUND, severity=MODERATE, before=Point(7, MILD)),
        "Redness worse again: moderate today after mild on day 7",
    ),
    (alert(Rule.PAST_BAND, severity=MILD, band_ended=7), "Redness mild today, 2 days past its band"),
    (
        alert(Rule.PAST_BAND, day=8, severity=MILD, before=Point(6, MILD), band_ended=7, waiting=True),
        "Redness was mild on day 6; its band ended on day 7 and no report came since",
    ),
    (
        alert(Rule.SUSTAINED, "flaking", severity=MODERATE, before=Point(5, MODERATE)),
        "Flaking not settling: moderate in every report from day 5 to today",
    ),
    (
        alert(Rule.SUSTAINED, "flaking", severity=SEVERE, before=Point(5, MODERATE)),
        "Flaking not settling: severe today, no fall since moderate on day 5",
    ),
    (
        alert(Rule.SILENT, None, day=6, before=Point(4, MODERATE), waiting=True),
        "No report for 5 days; the last said moderate",
    ),
    (
        alert(Rule.SILENT, None, day=6, before=Point(4, Severity.NONE), waiting=True),
        "No report for 5 days; the last said nothing noticed",
    ),
    (alert(Rule.SILENT, None, day=3, waiting=True), "No report yet on day 9"),
]


@pytest.mark.parametrize(("of", "words"), REASONS, ids=[f"{of.rule}: {words}" for of, words in REASONS])
def test_each_rule_says_why(of, words, guide):
    assert wording.reason(of, guide.catalogue, today=9).startswith(words)


@pytest.mark.parametrize("of", [of for of, _ in REASONS], ids=[words for _, words in REASONS])
def test_what_is_filed_names_days_by_number(of, guide):
    said = wording.reason(of, guide.catalogue, today=None)
    assert re.search(r"\bday \d", said)
    assert not re.search(r"today|yesterday|ago|for \d+ days", said)


def course(severities):
    """Points from one digit a day; any other sign is a day without a report."""
    return [Point(day, Severity(int(sign))) for day, sign in enumerate(severities) if sign.isdigit()]


@pytest.mark.parametrize(
    ("severities", "words"),
    [
        pytest.param("0300", "Redness severe on day 1; none since day 2", id="gone"),
        pytest.param("0302010x0", "Redness severe on day 1; none since day 6", id="gone for good after a return"),
        pytest.param("0321", "Redness severe on day 1; since fallen to mild", id="fallen"),
        pytest.param("03xxxxxx3", "Redness severe on day 1; still severe yesterday", id="as it was"),
        pytest.param("03xxxxxxx4", "Redness severe on day 1; very severe today", id="worse"),
        pytest.param("03", "Redness severe on day 1", id="the reason is the last report"),
        pytest.param("", "Redness severe on day 1", id="not looked up"),
    ],
)
def test_an_old_reason_goes_on_to_what_the_last_report_says(severities, words, guide):
    of = alert(Rule.SEVERE, severity=SEVERE, day=1, since=1)
    assert wording.reason(of, guide.catalogue, today=9, points=course(severities)) == words
    past = replace(of, holding=Holding(State.CLOSED, 7, None, NOW, NOW))
    assert wording.reason(past, guide.catalogue, today=9, points=course(severities)) == "Redness severe on day 1"


@pytest.mark.parametrize(
    ("severities", "since"),
    [
        pytest.param("x22222", 1, id="from before the band"),
        pytest.param("xxx222", 3, id="from the band's first day"),
        pytest.param("131222", 3, id="after a fall"),
        pytest.param("2x2222", 0, id="over a day without a report"),
    ],
)
def test_what_does_not_settle_says_since_when(severities, since, guide):
    of = alert(Rule.SUSTAINED, day=5, since=5, severity=MODERATE, before=Point(3, MODERATE))
    said = wording.reason(of, guide.catalogue, today=5, points=course(severities))
    assert said == f"Redness not settling: moderate in every report from day {since} to today"


CLOSED = Holding(State.CLOSED, 7, None, NOW, NOW)
AFTER_A_REPORT = alert(Rule.SILENT, None, day=6, before=Point(4, MODERATE), waiting=True)
NEVER_HEARD_OF = alert(Rule.SILENT, None, day=3, waiting=True)


@pytest.mark.parametrize(
    ("of", "stands", "holding", "words"),
    [
        pytest.param(AFTER_A_REPORT, True, Holding(), "No report for 26 days; ", id="still silent"),
        pytest.param(AFTER_A_REPORT, False, Holding(), "No report for 3 days; ", id="a report came"),
        pytest.param(AFTER_A_REPORT, True, CLOSED, "No report for 3 days; ", id="closed"),
        pytest.param(AFTER_A_REPORT, False, CLOSED, "No report for 3 days; ", id="closed, and a report came"),
        pytest.param(NEVER_HEARD_OF, True, Holding(), "No report yet on day 30", id="none yet"),
        pytest.param(NEVER_HEARD_OF, False, Holding(), "No report yet on day 4", id="none yet, then one came"),
        pytest.param(NEVER_HEARD_OF, True, CLOSED, "No report yet on day 4", id="none yet, and closed"),
    ],
)
def test_a_silence_that_is_over_or_was_dealt_with_grows_no_longer(of, stands, holding, words, guide):
    held = tuple(replace(each, stands=stands) for each in of.evidence)
    past = replace(of, evidence=held, holding=holding)
    said = wording.reason(past, guide.catalogue, today=30)
    assert said.startswith(words)
    assert ("(no longer so: a report came since)" in said) is not stands


OTHER_REASONS = [(of, words) for of, words in REASONS if of.rule is not Rule.SILENT]


@pytest.mark.parametrize(("of", "words"), OTHER_REASONS, ids=[of.rule.value for of, _ in OTHER_REASONS])
def test_what_no_longer_holds_says_so(of, words, guide):
    gone = replace(of, evidence=tuple(replace(held, stands=False) for held in of.evidence))
    said = wording.reason(gone, guide.catalogue, today=9)
    assert said.startswith(words)
    assert "(no longer so: " in said
    assert ("a report came since" in said) is of.latest.waiting


@pytest.mark.parametrize(("stands", "word", "tone"), [(True, "High", Tone.URGENT), (False, "Was high", Tone.QUIET)])
def test_a_badge_is_quiet_once_the_reports_do_not_bear_it_out(stands, word, tone):
    badge = wording.alert_badge(alert(Rule.SEVERE, stands=stands))
    assert (badge.word, badge.tone) == (word, tone)


def test_a_warning_sign_that_was_taken_back_still_stands(guide):
    said = wording.reason(alert(Rule.RED_FLAG, None, signs=("pus",), taken_back=True), guide.catalogue, today=9)
    assert said.endswith(" (taken back since)")


def test_who_has_it_in_every_state():
    said = {state: wording.state_in_words(state, who="Bea Noor") for state in State}
    assert said[State.OPEN] == ""
    assert all("Bea Noor" in words for state, words in said.items() if state is not State.OPEN)


@pytest.mark.parametrize(
    ("step", "more", "words"),
    [
        (Step.ACKNOWLEDGED, {}, "Taken"),
        (Step.CONTACTED, {"how": "visit"}, "Contact at a visit noted"),
        (Step.NO_ACTION, {}, "Noted that no action is needed"),
        (Step.ESCALATED, {"whom": "Bea Noor"}, "Handed over to Bea Noor"),
        (Step.SNOOZED, {"until": "16 July 2026, 8:00"}, "Put off until 16 July 2026, 8:00"),
        (Step.CLOSED, {}, "Closed"),
        (Step.REOPENED, {}, "Opened again"),
        (Step.UNDONE, {}, "Taken back"),
    ],
)
def test_what_was_just_done(step, more, words):
    assert wording.done_in_words(step, **more) == words


def test_a_moment_as_people_write_it():
    assert wording.at_time(datetime(2026, 7, 6, 8, 5, tzinfo=UTC)) == "6 July 2026, 8:05"
