"""What a demo's clinicians have done, and what they still have before them."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import count
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.domain.alerts import State, Step
from recovery.domain.catalogue import Severity
from recovery.domain.clinic import Treatment
from recovery.domain.handling import BY_PEOPLE, Move
from recovery.domain.level import Level
from recovery.domain.notes import NoteEntry, NoteKind, check_note
from recovery.domain.report import Report
from recovery.domain.rules import Rule
from recovery.domain.simulation.care import Care
from recovery.domain.simulation.practice import Place, draw_practice
from recovery.domain.simulation.replaying import Planned, replay
from recovery.domain.simulation.watching import Watched
from tests.domain.test_simulation import CLINICIANS, FIRST, NOW, UNTIL, ZONE

DAY = timedelta(days=1)


def cared_for(guide, *, patients=40, seed=1, now=NOW, until=None):
    """The treatments of a demo, each with what became of it."""
    place = Place(guide.catalogue, ZONE, until or now.astimezone(ZONE).date(), now)
    drawn = draw_practice(patients=patients, seed=seed, place=place, clinicians=CLINICIANS, first_code=FIRST)
    care = Care(guide, place, seed, [staff.account_id for staff in CLINICIANS])
    return [(followed, care.of(followed)) for enrolled in drawn for followed in enrolled.treatments]


def lives(found):
    return [kept for _, care in found for kept in care.alerts]


@pytest.fixture(scope="module")
def large(guide):
    return cared_for(guide, patients=600)


def test_the_same_seed_gives_the_same_care(guide):
    assert cared_for(guide, seed=7) == cared_for(guide, seed=7)
    assert lives(cared_for(guide, seed=7)) != lives(cared_for(guide, seed=8))


MORNINGS = [datetime(2026, 7, day, hour, tzinfo=UTC) for day in (13, 15) for hour in (5, 13, 18, 23)]


@pytest.mark.parametrize("now", MORNINGS, ids=str)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_demo_s_worklist_has_something_of_everything(guide, now, seed):
    opened = [kept.alert for kept in lives(cared_for(guide, seed=seed, now=now)) if kept.alert.is_open]
    waiting = [alert for alert in opened if not alert.is_snoozed(now)]
    assert 8 <= len(waiting) <= 14
    assert {alert.level for alert in waiting} == {Level.LOW, Level.MEDIUM, Level.HIGH, Level.URGENT}
    assert any(alert.is_snoozed(now) for alert in opened)
    assert any(alert.holding.state is State.ACKNOWLEDGED for alert in waiting)
    assert any(alert.holding.state is State.CONTACTED for alert in waiting)
    assert any(not alert.stands for alert in waiting)
    assert sum(alert.is_untouched for alert in waiting) >= 4


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32), days_back=st.sampled_from([0, 0, 3, 400]))
def test_what_happened_to_an_alert_fits_together(guide, seed, days_back):
    until = UNTIL - days_back * DAY
    staff = {one.account_id for one in CLINICIANS}
    for followed, care in cared_for(guide, patients=20, seed=seed, until=until):
        numbers = [kept.alert.alert_id for kept in care.alerts]
        assert len(set(numbers)) == len(numbers)
        for kept in care.alerts:
            times = [event.at for event in kept.events]
            assert kept.events[0].step is Step.OPENED
            assert times == sorted(times)
            assert times[-1].astimezone(ZONE).date() <= until
            assert all((event.step in BY_PEOPLE) == (event.account_id in staff) for event in kept.events)
            assert all(event.note for event in kept.events if event.step is Step.CLOSED)
            assert kept.alert.is_open == (kept.events[-1].step not in (Step.CLOSED, Step.ANSWERED))
            assert followed.treatment.closed_on is None or not kept.alert.is_open


def test_at_most_one_alert_is_open_for_each_reason(large):
    for _, care in large:
        opened = Counter((kept.alert.rule, kept.alert.side_effect) for kept in care.alerts if kept.alert.is_open)
        assert set(opened.values()) <= {1}


def test_what_is_older_than_a_day_is_in_hand(large):
    for kept in lives(large):
        if kept.alert.is_open and NOW - kept.alert.heard_at > 2 * DAY:
            assert kept.alert.holding.state is not State.OPEN or kept.alert.is_snoozed(NOW)


def test_alerts_are_taken_within_hours_and_mostly_closed_within_two_days(large):
    closed = [kept.alert for kept in lives(large) if kept.alert.holding.acknowledged_at and not kept.alert.is_open]
    hours = [(alert.holding.acknowledged_at - alert.opened_at) / timedelta(hours=1) for alert in closed]
    assert 1 < median(hours) < 18
    within = sum(alert.holding.closed_at - alert.opened_at <= 2 * DAY for alert in closed) / len(closed)
    assert 0.5 < within < 0.9


def test_clinicians_do_all_that_can_be_done(large):
    steps = Counter(event.step for kept in lives(large) for event in kept.events)
    rare = {Step.REOPENED, Step.UNDONE, Step.WOKEN, Step.RAISED, Step.SAID_AGAIN, Step.ANSWERED}
    assert set(Step) - rare <= set(steps)
    assert {kept.alert.rule for kept in lives(large)} == set(Rule)


def test_a_warning_sign_always_leads_to_the_patient(large):
    for kept in lives(large):
        if kept.alert.rule is Rule.RED_FLAG and NOW - kept.alert.opened_at > 2 * DAY:
            steps = {event.step for event in kept.events}
            assert steps & {Step.CONTACTED, Step.ESCALATED}
            assert Step.SNOOZED not in steps


def test_every_note_could_have_been_written_just_then(large, guide):
    kinds = Counter()
    for followed, care in large:
        for note in care.notes:
            grade = note.grade
            entry = NoteEntry(
                kind=note.kind.value, text=note.text, day=note.day,
                side_effect=grade.side_effect if grade else None, severity=grade.severity if grade else None,
            )  # fmt: skip
            today = followed.treatment.day(note.written_at.astimezone(ZONE).date())
            checked = check_note(
                entry, note_id=note.note_id, treatment_id=note.treatment_id, today=today, catalogue=guide.catalogue,
                by=note.written_by, now=note.written_at,
            )  # fmt: skip
            assert checked == note
            assert note.written_at <= NOW
            kinds[note.kind] += 1
    assert set(kinds) == set(NoteKind)


def test_a_reason_that_was_taken_away_is_said_on_its_alert(guide):
    opened = [kept for kept in lives(cared_for(guide)) if kept.alert.is_open and not kept.alert.stands]
    (kept,) = opened
    assert [event.step for event in kept.events] == [Step.OPENED, Step.TAKEN_BACK]
    assert (kept.alert.rule, kept.alert.severity) == (Rule.REBOUND, Severity.MODERATE)


def test_people_make_up_their_minds_anew_when_an_alert_is_said_again(guide):
    entered = NOW - 20 * DAY
    treatment = Treatment(1, 1, "derma_roller", ("face",), entered.astimezone(ZONE).date(), CLINICIANS[0])
    reports = [Report(day, (), ("pus",), False, "", entered + day * DAY, "patient:1") for day in (2, 4)]

    def staff(alert):
        """Takes it within the hour, and closes it after three days."""
        close = Move(Step.CLOSED, note="Healed.")
        return Planned(alert.heard_at + DAY / 24, Move(Step.ACKNOWLEDGED), 7), Planned(
            alert.heard_at + 3 * DAY, close, 7
        )

    watched = Watched(treatment, reports, guide, ZONE, entered, NOW)
    kept = replay(watched, new_id=count(1).__next__, staff=staff)
    (life,) = [one.events for one in kept if one.alert.rule is Rule.RED_FLAG]
    assert [(event.step.name, (event.at - entered) / DAY) for event in life] == [
        ("OPENED", 2), ("ACKNOWLEDGED", pytest.approx(2 + 1 / 24)),
        ("SAID_AGAIN", 4), ("ACKNOWLEDGED", pytest.approx(4 + 1 / 24)), ("CLOSED", 7),
    ]  # fmt: skip
