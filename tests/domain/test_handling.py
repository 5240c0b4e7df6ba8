"""What people do with alerts: each step by example, then two clinicians at once while reports come in."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from recovery.domain.alerts import Alert, Event, Held, Holding, State, Step
from recovery.domain.bands import Basis
from recovery.domain.handling import BY_PEOPLE, LONGEST_SNOOZE, How, Move, can_be_undone, handle, steps_for, undo
from recovery.domain.judging import Evidence, judge_silence
from recovery.domain.level import Level
from recovery.domain.report import NOTE_LIMIT
from recovery.domain.rules import Rule
from recovery.errors import Conflict, InvalidInput
from recovery.store.guide_files import read_guide
from tests.conftest import ROOT
from tests.domain.diaries import EFFECTS, METHOD, START, Followed, present

ADA, BEN = 7, 8
LATER = START + timedelta(hours=2)

MOVES = {
    Step.ACKNOWLEDGED: Move(Step.ACKNOWLEDGED),
    Step.CONTACTED: Move(Step.CONTACTED, how=How.PHONE),
    Step.NO_ACTION: Move(Step.NO_ACTION),
    Step.ESCALATED: Move(Step.ESCALATED, to=BEN),
    Step.SNOOZED: Move(Step.SNOOZED, until=LATER + timedelta(days=2)),
    Step.CLOSED: Move(Step.CLOSED, note="called, all is well"),
    Step.REOPENED: Move(Step.REOPENED, note="it was the other patient"),
}


def an_alert(rule=Rule.SEVERE, **holding):
    evidence = Held(Evidence(day=2, level=Level.HIGH, since=2), guidance=0)
    return Alert(1, 1, rule, "redness", (evidence,), START, START, Holding(**holding))


def taken(alert, *steps, by=ADA, now=LATER):
    """The alert after some steps, and all that happened."""
    events = []
    for step in steps:
        change = handle(alert, MOVES[step], by=by, seen=alert.version, now=now)
        alert, events = change.alert, [*events, *change.events]
    return alert, events


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        (State.OPEN, {*MOVES} - {Step.REOPENED}),
        (State.ACKNOWLEDGED, {*MOVES} - {Step.REOPENED, Step.ACKNOWLEDGED}),
        (State.CONTACTED, {*MOVES} - {Step.REOPENED, Step.ACKNOWLEDGED}),
        (State.NO_ACTION, {*MOVES} - {Step.REOPENED, Step.ACKNOWLEDGED}),
        (State.ESCALATED, {*MOVES} - {Step.REOPENED, Step.ACKNOWLEDGED}),
        (State.CLOSED, {Step.REOPENED}),
    ],
)
@pytest.mark.parametrize("step", Step)
def test_what_can_be_done_in_each_state_and_nothing_else(step, state, steps):
    alert = an_alert(state=state, closed_at=START if state is State.CLOSED else None)
    assert (step in steps_for(alert)) == (step in steps)
    if step in steps:
        assert handle(alert, MOVES[step], by=ADA, seen=1, now=LATER).alert.version == 2
    else:
        with pytest.raises(InvalidInput):
            handle(alert, MOVES.get(step, Move(step)), by=ADA, seen=1, now=LATER)


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (Step.ACKNOWLEDGED, Holding(State.ACKNOWLEDGED, ADA, None, LATER)),
        (Step.CONTACTED, Holding(State.CONTACTED, ADA, None, LATER)),
        (Step.NO_ACTION, Holding(State.NO_ACTION, ADA, None, LATER)),
        (Step.ESCALATED, Holding(State.ESCALATED, BEN, None, LATER)),
        (Step.SNOOZED, Holding(State.OPEN, ADA, LATER + timedelta(days=2))),
        (Step.CLOSED, Holding(State.CLOSED, ADA, None, LATER, LATER)),
    ],
)
def test_each_step_says_who_has_it_and_since_when(step, expected):
    alert, (event,) = taken(an_alert(), step)
    assert alert.holding == expected
    assert (event.step, event.at, event.account_id, event.before) == (step, LATER, ADA, Holding())
    assert (event.how, event.note, event.to) == (MOVES[step].how or "", MOVES[step].note, MOVES[step].to)


def test_the_first_moment_that_somebody_took_it_stays_through_its_life():
    early, late = LATER, LATER + timedelta(days=1)
    alert, _ = taken(an_alert(), Step.ACKNOWLEDGED, now=early)
    alert, _ = taken(alert, Step.CONTACTED, Step.CLOSED, Step.REOPENED, Step.CLOSED, by=BEN, now=late)
    assert (alert.holding.acknowledged_at, alert.holding.closed_at, alert.holding.account_id) == (early, late, BEN)


def test_whoever_opens_an_alert_again_that_a_report_had_answered_has_seen_it():
    answered = an_alert(state=State.CLOSED, closed_at=START)
    assert answered.was_answered
    alert, _ = taken(answered, Step.REOPENED)
    assert (alert.holding, alert.is_untouched) == (Holding(acknowledged_at=LATER), False)


def test_a_snooze_leaves_with_whom_it_is_and_how_far_it_has_come():
    alert, _ = taken(an_alert(), Step.CONTACTED)
    asleep, _ = taken(alert, Step.SNOOZED, by=BEN)
    assert asleep.holding == replace(alert.holding, snoozed_until=LATER + timedelta(days=2))
    assert [asleep.is_snoozed(LATER + timedelta(days=after)) for after in (0, 1, 2)] == [True, True, False]


@pytest.mark.parametrize(
    ("move", "field", "said"),
    [
        pytest.param(Move(Step.CLOSED), "note", "closing needs one", id="closing without a note"),
        pytest.param(Move(Step.CLOSED, note=" \n\u202e"), "note", "Write a note", id="closing with a blank note"),
        pytest.param(Move(Step.CLOSED, note="x" * (NOTE_LIMIT + 1)), "note", "shorten", id="closing with a long note"),
        pytest.param(Move(Step.CONTACTED), "how", "how you reached", id="reached, but how"),
        pytest.param(Move(Step.ESCALATED), "to", "Choose the colleague", id="handed over to nobody"),
        pytest.param(Move(Step.SNOOZED), "until", "Choose an end", id="put off for ever"),
        pytest.param(Move(Step.SNOOZED, until=LATER), "until", "after now", id="put off until now"),
        pytest.param(
            Move(Step.SNOOZED, until=LATER + LONGEST_SNOOZE + timedelta(seconds=1)), "until", "within 14 days",
            id="put off for too long",
        ),
        pytest.param(Move(Step.REOPENED, note="again"), "step", "open cannot be reopened", id="opening an open one"),
        pytest.param(Move(Step.UNDONE), "step", "cannot be undone", id="no step of its own"),
    ],
)  # fmt: skip
def test_what_a_step_needs_is_asked_for(move, field, said):
    with pytest.raises(InvalidInput, match=said) as refused:
        handle(an_alert(), move, by=ADA, seen=1, now=LATER)
    assert refused.value.field == field


def test_opening_a_closed_alert_again_needs_a_note():
    closed, _ = taken(an_alert(), Step.CLOSED)
    with pytest.raises(InvalidInput, match="opening it again needs one"):
        handle(closed, Move(Step.REOPENED), by=ADA, seen=closed.version, now=LATER)


def test_the_longest_snooze_is_allowed():
    move = Move(Step.SNOOZED, until=LATER + LONGEST_SNOOZE)
    assert handle(an_alert(), move, by=ADA, seen=1, now=LATER).alert.is_snoozed(LATER)


@pytest.mark.parametrize("state", [state for state in State if state is not State.CLOSED])
def test_a_warning_sign_is_never_put_off(state):
    with pytest.raises(InvalidInput, match="A warning sign is never put off: reach the patient"):
        handle(an_alert(Rule.RED_FLAG, state=state), MOVES[Step.SNOOZED], by=ADA, seen=1, now=LATER)


def test_nothing_ends_a_warning_sign_without_a_word():
    with pytest.raises(InvalidInput, match="a warning sign that needs no action needs one") as refused:
        handle(an_alert(Rule.RED_FLAG), Move(Step.NO_ACTION), by=ADA, seen=1, now=LATER)
    assert refused.value.field == "note"
    said = Move(Step.NO_ACTION, note="ticked by mistake, asked by phone")
    change = handle(an_alert(Rule.RED_FLAG), said, by=ADA, seen=1, now=LATER)
    assert (change.alert.holding.state, change.events[0].note) == (State.NO_ACTION, said.note)


@pytest.mark.parametrize("step", [step for step in MOVES if step not in (Step.REOPENED, Step.ACKNOWLEDGED)])
def test_who_saw_an_older_version_is_told_and_overwrites_nothing(step):
    alert, _ = taken(an_alert(), Step.ACKNOWLEDGED)
    with pytest.raises(Conflict, match="has changed since you saw it"):
        handle(alert, MOVES[step], by=BEN, seen=1, now=LATER)


@pytest.mark.parametrize("step", [step for step in MOVES if step is not Step.REOPENED])
def test_an_undo_restores_what_was_there_and_is_a_step_itself(step):
    alert, events = taken(an_alert(), step)
    change = undo(alert, events[-1], by=ADA, seen=alert.version, now=LATER)
    (event,) = change.events
    assert (change.alert.holding, change.alert.version) == (Holding(), 3)
    assert (event.step, event.note, event.account_id, event.before) == (Step.UNDONE, step.value, ADA, alert.holding)
    assert not can_be_undone(event, by=ADA)


@pytest.mark.parametrize(
    ("last", "why"),
    [
        (None, "nothing happened"),
        (Event(START, Step.OPENED, before=Holding()), "the reports did it"),
        (Event(START, Step.WOKEN, before=Holding()), "the reports did it"),
        (Event(START, Step.ACKNOWLEDGED, BEN, before=Holding()), "somebody else did it"),
        (Event(START, Step.UNDONE, ADA, before=Holding()), "it is an undo"),
    ],
)
def test_only_ones_own_last_step_can_be_taken_back(last, why):
    assert not can_be_undone(last, by=ADA), why
    with pytest.raises(Conflict, match="so your last step cannot be taken back"):
        undo(an_alert(), last, by=ADA, seen=1, now=LATER)


def test_an_undo_of_an_older_version_is_refused():
    alert, events = taken(an_alert(), Step.ACKNOWLEDGED)
    with pytest.raises(Conflict, match="cannot be taken back"):
        undo(alert, events[-1], by=ADA, seen=1, now=LATER)


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([Step.CLOSED, Step.REOPENED], id="back to closed"),
        pytest.param([Step.SNOOZED, Step.CONTACTED], id="back to sleep"),
    ],
)
def test_an_undo_puts_nothing_away_that_the_reports_have_said_since(steps):
    alert, events = taken(an_alert(), *steps)
    quiet = undo(alert, events[-1], by=ADA, seen=alert.version, now=LATER)
    assert quiet.alert.holding == events[-1].before
    heard = replace(alert, heard_at=LATER + timedelta(seconds=1))
    with pytest.raises(Conflict, match="A report has said something new since"):
        undo(heard, events[-1], by=ADA, seen=alert.version, now=LATER + timedelta(minutes=1))


def test_an_undo_that_puts_nothing_away_needs_no_quiet():
    alert, events = taken(an_alert(), Step.CLOSED)
    heard = replace(alert, heard_at=LATER + timedelta(seconds=1))
    assert undo(heard, events[-1], by=ADA, seen=alert.version, now=LATER).alert.is_open


GUIDE = read_guide(ROOT / "data")


def a_guidance(*, redness_ends, severe_from, missed):
    """The files' guidance with another end of redness, where "severe" begins, and how many missed reports are many."""
    band = replace(GUIDE.band(method=METHOD, side_effect="redness"), to_day=redness_ends, to_basis=Basis.CLINIC)
    rules = GUIDE.rules.with_number(Rule.SEVERE, "severity", severe_from).with_number(Rule.SILENT, "missed", missed)
    return replace(GUIDE, bands={**GUIDE.bands, (METHOD, "redness"): band}, rules=rules)


guidances = st.builds(
    a_guidance, redness_ends=st.integers(4, 14), severe_from=st.integers(2, 4), missed=st.integers(1, 4)
)  # fmt: skip


MOSTLY = st.sampled_from([True, True, True, False])


def right_moves(alert, now):
    """A move that can be made."""
    needed = {
        Step.CONTACTED: Move(Step.CONTACTED, how=How.MESSAGE),
        Step.SNOOZED: Move(Step.SNOOZED, until=now + timedelta(days=3)),
        Step.NO_ACTION: Move(Step.NO_ACTION, note="called, all is well"),
    }
    return st.sampled_from([needed.get(step, MOVES[step]) for step in steps_for(alert)])


def any_moves(now):
    """A move of any kind, nearly always wrong."""
    notes = st.sampled_from(["", "called, all is well"])
    untils = st.sampled_from([None, now, now + timedelta(hours=30), now + timedelta(days=30)])
    return st.builds(
        Move, st.sampled_from(sorted(BY_PEOPLE)), note=notes, how=st.sampled_from([None, *How]), until=untils,
        to=st.sampled_from([None, ADA, BEN]),
    )  # fmt: skip


def said_again_of(holding):
    """How an alert is held that somebody had when the same was said again."""
    return Holding(acknowledged_at=holding.acknowledged_at)


class TwoCliniciansWhileReportsComeIn(RuleBasedStateMachine):
    """Ada and Ben each look at the list now and then and act by what they saw, while the patient reports."""

    def __init__(self):
        super().__init__()
        self.followed = Followed(GUIDE, present(4))
        self.followed.look()
        self.seen = {ADA: {}, BEN: {}}

    @rule(
        day=st.integers(0, 26), effect=st.sampled_from(EFFECTS), severity=st.integers(0, 4),
        flags=st.sampled_from([(), (), ("pus",), ("fever",)]), call=st.booleans(),
    )  # fmt: skip
    def a_report_comes(self, day, effect, severity, flags, call):
        before = dict(self.followed.alerts)
        self.followed.file(day, flags=flags, call=call, **{effect: severity})
        self.check_what_the_reports_may_do(before)

    @rule(days=st.integers(1, 6))
    def days_pass(self, days):
        before = dict(self.followed.alerts)
        self.followed.now += timedelta(days=days)
        self.followed.look(today=present(self.followed.today.day + days))
        self.check_what_the_reports_may_do(before)

    @rule(guide=guidances, nights=st.integers(0, 3))
    def a_new_guidance_comes_into_force(self, guide, nights):
        """Before the next evaluation: what the last nights brought is judged by the new one alone."""
        before = dict(self.followed.alerts)
        today = present(self.followed.today.day + nights)
        self.followed.now += timedelta(days=nights)
        self.followed.guide = replace(guide, number=self.followed.guide.number + 1)
        self.followed.opens_from = today.day
        self.followed.look(today=today)
        self.check_what_the_reports_may_do(before)

    def check_what_the_reports_may_do(self, before):
        for alert_id, was in before.items():
            alert = self.followed.alerts[alert_id]
            asleep = was.is_snoozed(self.followed.now)
            if was.is_open and alert.level > was.level and alert.stands:
                assert not alert.is_snoozed(self.followed.now)
            if alert.holding == was.holding:
                continue
            answered = alert.was_answered and was.is_untouched and was.only_waited
            woken = asleep and alert.holding == replace(was.holding, snoozed_until=None)
            anew = was.holding.account_id is not None and alert.heard_at == self.followed.now
            said_again = anew and alert.rule.counts_anew and alert.holding == said_again_of(was.holding)
            assert answered or woken or said_again

    def somebody_looks(self, who):
        self.seen[who] = {alert_id: alert.version for alert_id, alert in self.followed.alerts.items()}

    @precondition(lambda self: self.followed.alerts)
    @rule(who=st.sampled_from([ADA, BEN]), told=st.data())
    def somebody_acts(self, who, told):
        alert, seen = self.draw(who, told)
        self.followed.now += timedelta(minutes=5)
        now = self.followed.now
        move = told.draw(right_moves(alert, now) if told.draw(MOSTLY) else any_moves(now))
        try:
            change = handle(alert, move, by=who, seen=seen, now=now)
        except Conflict:
            assert seen != alert.version
            return
        except InvalidInput:
            assert seen == alert.version
            return
        assert seen == alert.version
        assert move.step in steps_for(alert)
        assert not (change.alert.is_snoozed(self.followed.now) and alert.rule is Rule.RED_FLAG)
        assert change.alert.is_open == (move.step is not Step.CLOSED)
        assert move.note or move.step not in (Step.CLOSED, Step.REOPENED)
        self.keep(change)

    @precondition(lambda self: self.followed.alerts)
    @rule(who=st.sampled_from([ADA, BEN]), told=st.data())
    def somebody_takes_a_step_back(self, who, told):
        alert, seen = self.draw(who, told)
        last = self.followed.events[alert.alert_id][-1]
        who, seen = (last.account_id or who, alert.version) if told.draw(MOSTLY) else (who, seen)
        self.followed.now += timedelta(minutes=5)
        try:
            change = undo(alert, last, by=who, seen=seen, now=self.followed.now)
        except Conflict:
            mine = seen == alert.version and can_be_undone(last, by=who)
            assert not mine or alert.heard_at > last.at
            return
        assert (seen, last.account_id) == (alert.version, who)
        assert change.alert.holding == last.before
        self.keep(change)
        self.followed.look()  # what a report has answered closes once nobody has it in hand any more

    def draw(self, who, told):
        if told.draw(MOSTLY):
            self.somebody_looks(who)
        attended = [alert for alert in self.followed.alerts.values() if alert.version > 1]
        alert = told.draw(
            st.sampled_from(attended if attended and told.draw(MOSTLY) else [*self.followed.alerts.values()])
        )
        return alert, self.seen[who].get(alert.alert_id, 1)

    def keep(self, change):
        """Store what somebody did, unless that opens again what has come up anew since."""
        try:
            self.followed.keep(change)
        except Conflict:
            (event,) = change.events
            assert event.before.state is State.CLOSED
            assert change.alert.is_open

    @invariant()
    def one_is_open_for_the_same_at_most(self):
        keys = [(alert.rule, alert.side_effect) for alert in self.followed.open]
        assert len(keys) == len(set(keys))

    @invariant()
    def no_warning_sign_is_put_off(self):
        assert not any(alert.holding.snoozed_until for alert in self.followed.of(Rule.RED_FLAG))

    @invariant()
    def the_events_tell_how_each_alert_came_to_be_held(self):
        for alert_id, alert in self.followed.alerts.items():
            events = self.followed.events[alert_id]
            held = [event.before for event in events] + [alert.holding]
            assert events[0].step is Step.OPENED
            assert held[0] == held[1] == Holding()
            versions = [event.version for event in events]
            assert versions == sorted(versions)
            assert versions[-1] <= alert.version
            moments = [event.at for event in events]
            assert moments == sorted(moments)
            for event, before, after in zip(events, held, held[1:], strict=False):
                assert (event.account_id is not None) == (event.step in BY_PEOPLE)
                if event.step in (Step.OPENED, Step.RAISED, Step.TAKEN_BACK):
                    assert after == before
                if event.step is Step.SAID_AGAIN:
                    assert after == said_again_of(before)
                if event.step is Step.WOKEN:
                    assert after == replace(before, snoozed_until=None)

    @invariant()
    def a_silence_that_holds_today_has_an_alert(self):
        followed = self.followed
        for hit in judge_silence(followed.history, guide=followed.guide, method=METHOD, today=followed.today):
            alerts = [alert for alert in followed.of(hit.rule, hit.side_effect) if not alert.was_answered]
            assert hit.evidence.day in {held.evidence.day for alert in alerts for held in alert.evidence}

    @invariant()
    def judging_again_changes_nothing(self):
        assert self.followed.look() == ()


TestTwoCliniciansWhileReportsComeIn = TwoCliniciansWhileReportsComeIn.TestCase
TestTwoCliniciansWhileReportsComeIn.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
