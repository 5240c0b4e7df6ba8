"""How the reports open, extend, raise and answer alerts: by example, then by properties."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.domain.alerts import Holding, State, Step
from recovery.domain.bands import Basis
from recovery.domain.handling import How, Move, handle, undo
from recovery.domain.judging import judge
from recovery.domain.level import Level
from recovery.domain.rules import Rule
from recovery.errors import Conflict
from tests.domain.diaries import METHOD, Followed, diaries, present, said, standing

BY = 7


@pytest.fixture
def followed(guide):
    return Followed(guide)


def days(alert, *, standing=True):
    return [held.evidence.day for held in alert.evidence if held.stands is standing]


def close(followed, alert):
    """Close an alert, as somebody would who dealt with it."""
    act(followed, alert, Move(Step.CLOSED, note="called, all is well"))


def act(followed, alert, move, by=BY):
    change = handle(alert, move, by=by, seen=alert.version, now=followed.now)
    followed.keep(change)
    return change.alert


def snooze(followed, alert):
    return act(followed, alert, Move(Step.SNOOZED, until=followed.now.replace(day=followed.now.day + 7)))


def test_one_alert_takes_all_evidence_of_its_rule_and_side_effect(followed):
    followed.file_all(redness="0334", bruising="03")
    red, blue = followed.of(Rule.SEVERE, "redness"), followed.of(Rule.SEVERE, "bruising")
    assert [days(alert) for alert in (*red, *blue)] == [[1, 2, 3], [1]]
    assert followed.steps(red[0]) == ["OPENED"]
    assert (red[0].opened_at < red[0].heard_at, red[0].version) == (True, 3)


@pytest.mark.parametrize(
    ("course", "then", "anew"),
    [
        pytest.param("033", {4: 3}, False, id="the same run, no worse"),
        pytest.param("033", {4: 4}, True, id="the same run, and worse"),
        pytest.param("0330", {5: 3}, True, id="a new run"),
        pytest.param("034", {4: 3}, False, id="the same run, and milder"),
        pytest.param("0·33", {1: 3}, False, id="an earlier day, filed late, no worse"),
        pytest.param("0·33", {1: 4}, True, id="an earlier day, filed late, and worse"),
    ],
)
def test_a_closed_alert_takes_what_it_has_dealt_with_and_leaves_the_rest_to_a_new_one(course, then, anew, followed):
    followed.file_all(redness=course)
    close(followed, followed.of(Rule.SEVERE, "redness")[0])
    for day, severity in then.items():
        followed.file(day, redness=severity)
    first, *more = followed.of(Rule.SEVERE, "redness")
    assert [alert.is_open for alert in more] == [True] * anew
    assert set(then) <= set(days(more[0] if anew else first))
    assert not first.is_open


@pytest.mark.parametrize("said", [{"flags": ("pus",)}, {"call": True}], ids=["warning sign", "wish for a call"])
def test_each_new_warning_sign_or_wish_for_a_call_opens_anew(said, followed):
    rule = Rule.RED_FLAG if "flags" in said else Rule.CALL_ME
    for day in (3, 4):
        followed.file(day, **said)
        close(followed, followed.of(rule)[-1])
    assert [days(alert) for alert in followed.of(rule)] == [[3], [4]]


def test_another_warning_sign_in_a_second_version_opens_anew_and_the_first_alert_keeps_what_it_said(followed):
    followed.file(3, flags=("pus",))
    close(followed, followed.of(Rule.RED_FLAG)[0])
    followed.file(3, flags=("pus", "breathing"))
    first, second = followed.of(Rule.RED_FLAG)
    assert [alert.latest.signs for alert in (first, second)] == [("pus",), ("breathing", "pus")]
    assert (first.is_open, second.is_open, first.stands) == (False, True, True)


def test_a_wish_for_a_call_that_was_taken_back_and_is_back_opens_anew(followed):
    followed.file(3, call=True)
    followed.file(3)
    (first,) = followed.of(Rule.CALL_ME)
    assert first.latest.taken_back
    close(followed, first)
    followed.file(3, call=True)
    assert [alert.is_open for alert in followed.of(Rule.CALL_ME)] == [False, True]


def test_a_second_version_with_the_same_sign_is_nothing_new(followed):
    followed.file(3, flags=("pus",))
    close(followed, followed.of(Rule.RED_FLAG)[0])
    followed.file(3, flags=("pus",), redness=1)
    assert len(followed.of(Rule.RED_FLAG)) == 1


def test_a_worse_second_version_of_a_day_that_was_dealt_with_opens_anew(followed):
    followed.file(6, scabbing=1)
    close(followed, followed.of(Rule.PAST_BAND, "scabbing")[0])
    followed.file(6, scabbing=3)
    first, second = followed.of(Rule.PAST_BAND, "scabbing")
    assert (first.is_open, first.stands, first.latest.severity) == (False, False, 1)
    assert (second.is_open, second.level, second.latest.severity) == (True, Level.MEDIUM, 3)


def test_a_milder_second_version_of_a_day_that_was_dealt_with_is_taken_in(followed):
    followed.file(6, scabbing=3)
    close(followed, followed.of(Rule.PAST_BAND, "scabbing")[0])
    followed.file(6, scabbing=1)
    (only,) = followed.of(Rule.PAST_BAND, "scabbing")
    assert (only.is_open, only.latest.severity) == (False, 1)


def test_a_reason_that_was_gone_when_the_alert_was_closed_opens_anew_when_it_is_back(followed):
    for severity in (3, 0):
        followed.file(4, redness=severity)
    close(followed, followed.of(Rule.SEVERE, "redness")[0])
    followed.file(4, redness=3)
    first, second = followed.of(Rule.SEVERE, "redness")
    assert (first.is_open, first.stands, second.is_open, second.stands) == (False, False, True, True)


@pytest.mark.parametrize(
    ("course", "day", "severity"),
    [
        pytest.param("··02", 3, 1, id="the report is replaced"),
        pytest.param("··02", 2, 1, id="the one before is replaced"),
        pytest.param("··0·2", 3, 1, id="a late one comes in between"),
    ],
)
def test_a_reason_that_is_taken_away_says_so_and_leaves_the_alert_open(course, day, severity, followed):
    followed.file_all(bruising=course)
    followed.file(day, bruising=severity)
    (alert,) = followed.of(Rule.WORSENING, "bruising")
    assert (alert.is_open, alert.stands, alert.level) == (True, False, Level.HIGH)
    assert followed.steps(alert) == ["OPENED", "TAKEN_BACK"]
    followed.look()
    assert followed.steps(alert) == ["OPENED", "TAKEN_BACK"]


def test_a_reason_that_moves_to_another_day_is_not_said_to_be_gone(followed):
    followed.file_all(bruising="···0·3")
    followed.file(4, bruising=3)
    (alert,) = followed.of(Rule.WORSENING, "bruising")
    assert (days(alert), days(alert, standing=False), followed.steps(alert)) == ([4], [5], ["OPENED"])


def test_a_snooze_ends_when_the_level_rises(followed):
    followed.file(6, scabbing=1)
    asleep = snooze(followed, followed.of(Rule.PAST_BAND, "scabbing")[0])
    followed.file(7, scabbing=1)
    assert followed.alerts[asleep.alert_id].is_snoozed(followed.now)
    followed.file(8, scabbing=2)
    awake = followed.alerts[asleep.alert_id]
    assert (awake.level, awake.is_snoozed(followed.now)) == (Level.MEDIUM, False)
    assert followed.steps(awake) == ["OPENED", "SNOOZED", "RAISED", "WOKEN"]


def test_a_snooze_that_is_over_is_not_woken(followed):
    followed.file(6, scabbing=1)
    asleep = snooze(followed, followed.of(Rule.PAST_BAND, "scabbing")[0])
    followed.now = asleep.holding.snoozed_until
    followed.file(7, scabbing=2)
    assert followed.steps(asleep) == ["OPENED", "SNOOZED", "RAISED"]


CONTACT = Move(Step.CONTACTED, how=How.PHONE)


@pytest.mark.parametrize(
    ("first", "then", "again"),
    [
        pytest.param({"flags": ("pus",)}, (4, {"flags": ("fever",)}), True, id="another sign on the next day"),
        pytest.param({"flags": ("pus",)}, (4, {"flags": ("pus",)}), True, id="the same sign on the next day"),
        pytest.param({"flags": ("pus",)}, (2, {"flags": ("pus",)}), True, id="a sign on an earlier day, filed late"),
        pytest.param({"flags": ("pus",)}, (3, {"flags": ("pus", "fever")}), True, id="one more sign on the same day"),
        pytest.param({"flags": ("pus", "fever")}, (3, {"flags": ("pus",)}), False, id="a second version with fewer"),
        pytest.param({"flags": ("pus",)}, (3, {}), False, id="a sign that is taken back"),
        pytest.param({"flags": ("pus",)}, (4, {"redness": 1}), False, id="a report without a sign"),
        pytest.param({"call": True}, (4, {"call": True}), True, id="a second wish for a call"),
        pytest.param({"call": True}, (3, {"call": True}), False, id="the same wish in a second version"),
    ],
)
@pytest.mark.parametrize("move", [Move(Step.ACKNOWLEDGED), CONTACT, Move(Step.ESCALATED, to=8)], ids=lambda m: m.step)
def test_what_somebody_has_in_hand_asks_for_someone_anew_when_it_is_said_again(move, first, then, again, followed):
    rule = Rule.RED_FLAG if "flags" in first else Rule.CALL_ME
    followed.file(3, **first)
    taken = act(followed, followed.of(rule)[0], move)
    day, said = then
    followed.file(day, **said)
    (alert,) = followed.of(rule)
    assert alert.holding == (Holding(acknowledged_at=taken.holding.acknowledged_at) if again else taken.holding)
    assert followed.steps(alert) == ["OPENED", move.step.name] + ["SAID_AGAIN"] * again
    assert followed.look() == ()


def test_a_snooze_ends_with_the_next_wish_for_a_call_and_nobody_has_it(followed):
    followed.file(3, call=True)
    snooze(followed, followed.of(Rule.CALL_ME)[0])
    followed.file(4, call=True)
    (alert,) = followed.of(Rule.CALL_ME)
    assert (followed.steps(alert), alert.holding) == (["OPENED", "SNOOZED", "SAID_AGAIN"], Holding())


def test_what_nobody_has_yet_only_gains_evidence_when_it_is_said_again(followed):
    for day in (3, 4):
        followed.file(day, flags=("pus",))
    (alert,) = followed.of(Rule.RED_FLAG)
    assert (days(alert), followed.steps(alert)) == ([3, 4], ["OPENED"])


def test_a_level_does_not_rise_by_what_no_longer_stands(followed):
    for day, severity in ((6, 2), (6, 0), (7, 1)):
        followed.file(day, scabbing=severity)
    asleep = snooze(followed, followed.of(Rule.PAST_BAND, "scabbing")[0])
    followed.file(7)
    assert followed.steps(asleep) == ["OPENED", "TAKEN_BACK", "SNOOZED", "TAKEN_BACK"]


def waiting(followed):
    """A treatment whose redness was last heard of before its band ended, two days before today."""
    followed.today = present(9)
    followed.file(7, redness=1)
    (alert,) = followed.of(Rule.PAST_BAND, "redness")
    assert alert.only_waited
    return alert


@pytest.mark.parametrize("step", [None, Step.SNOOZED], ids=["untouched", "put off"])
def test_an_alert_that_only_waited_closes_itself_when_a_report_comes(step, followed):
    alert = waiting(followed)
    if step is Step.SNOOZED:
        snooze(followed, alert)
    followed.file(9)
    (answered,) = followed.of(Rule.PAST_BAND, "redness")
    assert answered.was_answered
    assert answered.holding == Holding(State.CLOSED, closed_at=followed.now)
    assert followed.steps(answered)[-1] == "ANSWERED"


@pytest.mark.parametrize(
    "moves",
    [
        pytest.param([Move(Step.ACKNOWLEDGED)], id="taken"),
        pytest.param([Move(Step.ESCALATED, to=8)], id="handed over"),
        pytest.param([Move(Step.CLOSED, note="no answer"), Move(Step.REOPENED, note="try again")], id="opened again"),
    ],
)
def test_an_alert_that_somebody_has_in_hand_stays_open_when_a_report_comes(moves, followed):
    alert = waiting(followed)
    for move in moves:
        alert = act(followed, alert, move)
    followed.file(9)
    (after,) = followed.of(Rule.PAST_BAND, "redness")
    assert (after.is_open, after.stands, after.holding) == (True, False, alert.holding)
    assert followed.steps(after)[-1] == "TAKEN_BACK"


def test_an_answered_alert_that_somebody_opens_again_stays_open(followed):
    waiting(followed)
    followed.file(9)
    again = act(followed, followed.of(Rule.PAST_BAND, "redness")[0], Move(Step.REOPENED, note="I call all the same"))
    followed.file(10)
    assert followed.alerts[again.alert_id].is_open


def test_a_day_whose_alert_was_answered_opens_anew_by_a_late_report(followed):
    waiting(followed)
    followed.file(9)
    followed.file(8, redness=2)
    answered, second = followed.of(Rule.PAST_BAND, "redness")
    assert (answered.was_answered, answered.stands) == (True, False)
    assert (second.is_open, days(second), second.latest.waiting) == (True, [8], False)


def test_a_report_past_the_band_joins_the_alert_that_waited_for_it(followed):
    waiting(followed)
    followed.file(9, redness=1)
    (alert,) = followed.of(Rule.PAST_BAND, "redness")
    assert (alert.is_open, days(alert), days(alert, standing=False)) == (True, [9], [8])


def test_a_report_past_the_band_opens_anew_where_the_wait_for_it_was_closed(followed):
    close(followed, waiting(followed))
    followed.file(8, redness=1)
    assert [alert.is_open for alert in followed.of(Rule.PAST_BAND, "redness")] == [False, True]


def test_a_silence_that_was_closed_does_not_ask_again_when_its_day_moves(followed):
    followed.today = present(9)
    followed.file(1, redness=2)
    (alert,) = followed.of(Rule.SILENT)
    assert days(alert) == [3]
    close(followed, alert)
    followed.file(1, redness=1)
    (only,) = followed.of(Rule.SILENT)
    assert (only.is_open, days(only)) == (False, [4])


@pytest.mark.parametrize("ends", [5, 11], ids=["earlier", "later"])
def test_a_wait_past_its_band_that_was_closed_does_not_ask_again_when_the_band_ends_otherwise(ends, followed):
    followed.file(4, redness=1)
    followed.look(today=present(20))
    close(followed, followed.of(Rule.PAST_BAND, "redness")[0])
    band = replace(followed.guide.bands[METHOD, "redness"], to_day=ends, to_basis=Basis.CLINIC)
    bands = {**followed.guide.bands, (METHOD, "redness"): band}
    followed.guide, followed.opens_from = replace(followed.guide, bands=bands, number=1), 20
    followed.look()
    assert [alert.is_open for alert in followed.of(Rule.PAST_BAND, "redness")] == [False]


def test_a_new_silence_opens_anew(followed):
    followed.today = present(9)
    followed.file(1, redness=2)
    close(followed, followed.of(Rule.SILENT)[0])
    followed.file(5, redness=2)
    assert [(alert.is_open, days(alert)) for alert in followed.of(Rule.SILENT)] == [(False, []), (True, [7])]


@pytest.fixture(scope="session")
def stricter(guide):
    """A later guidance: redness may last four days more, a severe one is one from very severe on, nothing sustained."""
    band = guide.bands[METHOD, "redness"]
    later = replace(band, to_day=11, to_basis=Basis.CLINIC)
    rules = guide.rules.with_number(Rule.SEVERE, "severity", 4).switched(Rule.SUSTAINED, on=False)
    return replace(guide, bands={**guide.bands, (METHOD, "redness"): later}, rules=rules, number=1)


def test_what_an_older_guidance_found_stays_as_it_was_judged_while_the_reports_say_the_same(followed, stricter):
    followed.today = present(10)
    followed.file_all(redness="0333322221")
    before = dict(followed.alerts)
    assert {alert.rule for alert in followed.open} == {Rule.SEVERE, Rule.PAST_BAND, Rule.SUSTAINED}
    followed.guide = stricter
    assert followed.look() == ()
    assert followed.alerts == before
    assert {held.guidance for alert in followed.open for held in alert.evidence} == {0}


@pytest.mark.parametrize(
    ("day", "severity", "gone"),
    [
        pytest.param(9, 0, (Rule.PAST_BAND, [9]), id="a day past the older band"),
        pytest.param(4, 1, (Rule.SEVERE, [4]), id="a severe day"),
        pytest.param(6, 1, (Rule.SUSTAINED, [7]), id="a fall among those that did not settle"),
    ],
)
def test_what_an_older_guidance_found_goes_when_the_reports_no_longer_bear_it_out(
    day, severity, gone, followed, stricter
):
    followed.today = present(10)
    followed.file_all(redness="0333322221")
    followed.guide = stricter
    followed.file(day, redness=severity)
    rule, expected = gone
    assert days(followed.of(rule, "redness")[0], standing=False) == expected


def test_what_a_later_guidance_finds_adds_to_the_older_alert_and_names_its_version(followed, stricter):
    followed.file_all(redness="033")
    followed.guide = stricter
    followed.file(3, redness=4)
    (alert,) = followed.of(Rule.SEVERE, "redness")
    assert [(held.evidence.day, held.guidance) for held in alert.evidence] == [(1, 0), (2, 0), (3, 1)]


@pytest.mark.parametrize(
    ("filed", "opened"),
    [
        pytest.param({}, [], id="what was there before"),
        pytest.param({9: 3}, [9], id="a later day"),
        pytest.param({3: 3}, [3], id="a day before, filed only now"),
        pytest.param({5: 0}, [], id="a day before, with nothing"),
    ],
)
def test_days_before_the_watching_began_open_none_unless_they_are_filed_only_now(filed, opened, guide):
    unwatched = Followed(guide).file_all(redness="02·0·0340")
    watched = Followed(guide, opens_from=9, reports=unwatched.reports, history=unwatched.history)
    watched.look()
    for day, severity in filed.items():
        watched.file(day, redness=severity)
    severe = watched.of(Rule.SEVERE, "redness")
    assert [day for alert in severe for day in days(alert)] == opened


def test_what_a_late_report_makes_of_the_next_one_opens_too(guide):
    unwatched = Followed(guide).file_all(bruising="····1·2")
    watched = Followed(guide, opens_from=9, reports=unwatched.reports, history=unwatched.history)
    watched.file(5, bruising=0)
    assert [days(alert) for alert in watched.of(Rule.WORSENING, "bruising")] == [[6]]


def judged(followed):
    """What the rules find in a treatment's reports at once, by rule and side effect."""
    found = {}
    for hit in judge(followed.history, guide=followed.guide, method=METHOD, today=followed.today):
        found.setdefault((hit.rule, hit.side_effect), []).append(hit.evidence)
    return {key: tuple(evidence) for key, evidence in found.items()}


todays = st.builds(present, st.integers(0, 34), closed=st.booleans())


def check(followed):
    """What holds of a treatment's alerts at any time while nobody touches them."""
    keys = [(alert.rule, alert.side_effect) for alert in followed.open]
    assert len(keys) == len(set(keys))
    assert standing(followed.open) == standing(followed.alerts.values()) == judged(followed)
    for alert in followed.alerts.values():
        assert list(alert.evidence) == sorted(alert.evidence, key=lambda held: held.evidence.day)
        assert alert.is_open or alert.was_answered
        assert followed.events[alert.alert_id][0].at == alert.opened_at <= alert.heard_at
    assert followed.look() == ()


@settings(max_examples=150)
@given(diary=diaries, seconds=st.lists(said, max_size=3), today=todays, random=st.randoms(use_true_random=False))
def test_in_whatever_order_reports_come_what_stands_is_what_the_rules_say_of_them_all(
    diary, seconds, today, random, guide
):
    """Untouched alerts that stand are the open ones; what arrived in an order that took its reason away says so."""
    filings = [(day, told) for day, told in diary.items()]
    filings += [(random.choice(list(diary)), told) for told in seconds if diary]
    random.shuffle(filings)
    last_said = dict(filings)
    followed, at_once = Followed(guide, today), Followed(guide, today)
    for day, told in filings:
        before = dict(followed.alerts)
        followed.file(day, **told)
        check(followed)
        for alert_id, alert in before.items():
            assert {held.evidence.day for held in alert.evidence} <= {
                held.evidence.day for held in followed.alerts[alert_id].evidence
            }
    for day in sorted(last_said):
        at_once.file(day, **last_said[day])
    counted_anew = (Rule.RED_FLAG, Rule.CALL_ME)  # they remember what was taken back, and one of these took none back
    here, there = (
        {key: evidence for key, evidence in standing(each.open).items() if key[0] not in counted_anew}
        for each in (followed, at_once)
    )
    assert here == there


@settings(max_examples=60)
@given(diary=diaries, nights=st.lists(st.integers(0, 34), max_size=5))
def test_time_alone_opens_what_waits_and_nothing_else(diary, nights, guide):
    followed = Followed(guide, present(0))
    for day, told in sorted(diary.items()):
        followed.today = present(day)
        followed.file(day, **told)
        check(followed)
    for night in sorted(nights):
        if night < followed.today.day:
            continue
        changes = followed.look(today=present(night))
        assert all(change.alert.latest.waiting for change in changes)
        assert {event.step for change in changes for event in change.events} <= {Step.OPENED}
        check(followed)


@settings(max_examples=60)
@given(diary=diaries, closing=st.lists(st.booleans(), min_size=12, max_size=12), later=diaries)
def test_closed_alerts_hide_nothing_worse_than_what_was_dealt_with(diary, closing, later, guide):
    followed = Followed(guide)
    for day, told in sorted(diary.items()):
        followed.file(day, **told)
    for alert, closes in zip(list(followed.open), closing, strict=False):
        if closes:
            close(followed, alert)
    followed.look()
    for day, told in later.items():
        followed.file(day, **told)
    assert followed.look() == ()
    keys = [(alert.rule, alert.side_effect) for alert in followed.open]
    assert len(keys) == len(set(keys))
    for key, evidence in judged(followed).items():
        alerts = followed.of(*key)
        dealt_with = [a for a in alerts if not a.is_open and not a.was_answered]
        shown = {held.evidence for alert in alerts for held in alert.evidence if held.stands}
        for each in evidence:
            assert each in shown or any(each.day in days(alert) for alert in dealt_with)
            if each not in {
                held.evidence
                for alert in followed.open
                for held in alert.evidence
                if (alert.rule, alert.side_effect) == key
            }:
                assert any(each.severity <= alert.severity and each.level <= alert.level for alert in dealt_with)


@settings(max_examples=60)
@given(filings=st.lists(st.tuples(st.integers(0, 26), said, st.integers(0, 2), st.booleans()), max_size=9))
def test_whatever_guidance_comes_and_goes_nothing_opens_twice_and_nothing_is_lost(filings, guide, stricter):
    guides = (guide, stricter, replace(guide, number=2))
    followed = Followed(guide)
    for day, told, number, closes in filings:
        followed.guide = guides[number]
        before = dict(followed.alerts)
        followed.file(day, **told)
        assert followed.look() == ()
        assert len({(alert.rule, alert.side_effect) for alert in followed.open}) == len(followed.open)
        for alert_id, alert in before.items():
            held = followed.alerts[alert_id].evidence
            assert {each.evidence.day for each in alert.evidence} <= {each.evidence.day for each in held}
            assert {each.guidance for each in held} <= {0, 1, 2}
        if closes and followed.open:
            close(followed, followed.open[0])


def test_what_has_come_up_anew_since_it_was_closed_cannot_be_open_twice(followed):
    followed.file_all(redness="033")
    (first,) = followed.of(Rule.SEVERE, "redness")
    close(followed, first)
    followed.file_all(redness="····4")
    closed, second = followed.of(Rule.SEVERE, "redness")
    told = {"by": BY, "seen": closed.version, "now": followed.now}
    for change in (
        undo(closed, followed.events[first.alert_id][-1], **told),
        handle(closed, Move(Step.REOPENED, note="again"), **told),
    ):
        with pytest.raises(Conflict, match="come up anew"):
            followed.keep(change)
    assert followed.of(Rule.SEVERE, "redness") == [closed, second]
