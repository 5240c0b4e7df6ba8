from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from recovery.domain.alerts import Alert, Held, Holding, State, Step
from recovery.domain.catalogue import Severity
from recovery.domain.clinic import Clinic, Patient, Staff, Treatment
from recovery.domain.filing import OpenTreatment, Standing
from recovery.domain.judging import Evidence
from recovery.domain.level import Level
from recovery.domain.rules import Rule
from recovery.domain.worklist import (
    OLDEST_AGE_DAYS,
    Choice,
    Group,
    Row,
    View,
    by_urgency,
    counted,
    leading,
    midnights,
    morning,
    pictured,
    seen_for,
)

CLINIC = Clinic(1, "Corner Skin", "America/Chicago", "555 0100", "911", watched=True, watched_when="on weekdays")
MONDAY = datetime(2026, 7, 13, 15, 0, tzinfo=UTC)
WHO = OpenTreatment(
    Patient(7, "P-1", "Ada Example", "", None, None),
    Treatment(8, 7, "derma_roller", ("face",), date(2026, 7, 4), Staff(9, "Cleo Clinician")),
    None,
)


def alert(number=1, *, rule=Rule.SEVERE, effect="redness", level=Level.HIGH, severity=3, opened=MONDAY, **holding):
    evidence = Evidence(day=9, level=level, since=9, severity=Severity(severity))
    return Alert(number, 8, rule, effect, (Held(evidence, 1),), opened, opened, Holding(**holding))


def test_the_highest_level_comes_first_then_the_worst_then_the_oldest():
    earlier = MONDAY - timedelta(days=1)
    low, mild, severe, older = (
        alert(1, level=Level.LOW), alert(2, severity=1), alert(3), alert(4, opened=earlier),
    )  # fmt: skip
    assert by_urgency([low, mild, severe, older]) == (older, severe, mild, low)


def test_within_a_level_what_holds_comes_first_and_what_nobody_has():
    waits, taken, handed_over, nobodys = (
        alert(number, severity=4 - number, state=state)
        for number, state in enumerate([State.CONTACTED, State.ACKNOWLEDGED, State.ESCALATED, State.OPEN])
    )
    gone = replace(nobodys, alert_id=9, evidence=(replace(nobodys.evidence[0], stands=False),))
    mild = alert(8, level=Level.LOW)
    assert by_urgency([mild, gone, waits, taken, handed_over, nobodys]) == (
        nobodys, taken, handed_over, waits, gone, mild,
    )  # fmt: skip


def test_a_row_leads_with_what_it_was_and_what_holds():
    high, medium = alert(1), alert(2, level=Level.MEDIUM)
    gone = replace(high, evidence=(replace(high.evidence[0], stands=False),))
    assert leading([high, medium]) == (high,)
    assert leading([gone, medium]) == (gone, medium)
    assert leading([gone]) == (gone,)
    assert leading([]) == ()


@pytest.mark.parametrize(
    ("opened_at", "days"),
    [
        pytest.param(MONDAY, 0, id="just now"),
        pytest.param(datetime(2026, 7, 13, 5, 0, tzinfo=UTC), 0, id="at the clinic's midnight"),
        pytest.param(datetime(2026, 7, 13, 4, 59, tzinfo=UTC), 1, id="a minute before it"),
        pytest.param(MONDAY - timedelta(days=29), 29, id="a month less a day"),
        pytest.param(MONDAY - timedelta(days=200), OLDEST_AGE_DAYS, id="long ago counts as old"),
    ],
)
def test_age_is_counted_on_the_clinics_calendar(opened_at, days):
    passed = [midnight for midnight in midnights(CLINIC, MONDAY) if opened_at < midnight]
    assert len(passed) == days


def test_a_night_in_which_clocks_change_is_one_day():
    after = datetime(2026, 3, 9, 15, 0, tzinfo=UTC)
    today, yesterday, before = midnights(CLINIC, after)[:3]
    assert [at.astimezone(UTC).hour for at in (today, yesterday, before)] == [5, 6, 6]
    assert morning(CLINIC, date(2026, 3, 8)).astimezone(UTC) == datetime(2026, 3, 8, 13, 0, tzinfo=UTC)
    assert morning(CLINIC, date(2026, 3, 7)).astimezone(UTC) == datetime(2026, 3, 7, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("step", "numbers"),
    [
        pytest.param(Step.ACKNOWLEDGED, [1, 2], id="what somebody has is not taken again"),
        pytest.param(Step.SNOOZED, [1, 3], id="a warning sign is never put off"),
        pytest.param(Step.CLOSED, [1, 2, 3], id="all that is open can be closed"),
        pytest.param(Step.REOPENED, [4], id="what is closed can be opened again"),
    ],
)
def test_a_step_is_for_the_alerts_that_allow_it(step, numbers):
    alerts = [
        alert(1),
        alert(2, rule=Rule.RED_FLAG, effect=None, level=Level.URGENT),
        replace(alert(3, state=State.CONTACTED, account_id=9), version=5),
        alert(4, state=State.CLOSED, closed_at=MONDAY),
    ]
    versions = {1: 1, 2: 1, 3: 5, 4: 1}
    assert seen_for(alerts, step) == {number: versions[number] for number in numbers}


def test_what_is_pictured_is_the_first_reason_that_names_a_side_effect():
    flag = alert(1, rule=Rule.RED_FLAG, effect=None)
    assert pictured([flag, alert(2, effect="itching"), alert(3)], WHO) == "itching"
    assert pictured([flag], WHO) is None
    reported = replace(WHO, standing=Standing(9, MONDAY, Severity.MILD, "scabbing", 1, 0))
    assert pictured([flag], reported) == "scabbing"


@pytest.mark.parametrize(
    ("state", "heard_after", "new"),
    [
        pytest.param(State.ACKNOWLEDGED, 60, True, id="taken, then heard of again"),
        pytest.param(State.ACKNOWLEDGED, -60, False, id="heard of, then taken"),
        pytest.param(State.OPEN, 60, False, id="taken back again: all of it is new"),
    ],
)
def test_new_is_what_came_after_somebody_had_it(state, heard_after, new):
    held = replace(alert(state=state), heard_at=MONDAY + timedelta(seconds=heard_after))
    assert Row(WHO, (held,), handled={1: MONDAY}).is_new(held) is new
    assert not Row(WHO, (held,)).is_new(held)


def test_a_row_is_as_urgent_as_its_worst_alert_and_as_old_as_its_oldest():
    earlier = MONDAY - timedelta(days=2)
    row = Row(WHO, (alert(1), alert(2, level=Level.LOW, opened=earlier, state=State.CONTACTED)))
    assert (row.level, row.opened_at) == (Level.HIGH, earlier)
    assert Row(WHO, ()).level is Level.NONE


def test_a_row_is_marked_by_its_alerts_and_its_last_report():
    row = Row(WHO, (alert(),))
    changed = [
        replace(row, alerts=(replace(alert(), version=2),)),
        replace(row, alerts=(alert(2),)),
        replace(row, who=replace(WHO, standing=Standing(9, MONDAY, Severity.NONE, None, 0, 0))),
    ]
    assert row.mark == replace(row, handled={1: MONDAY}).mark
    assert all(other.mark != row.mark for other in changed)


GROUPS = [
    # level, mine, untaken, fits rule and side effect, how many
    Group(Level.URGENT, True, True, True, 1),
    Group(Level.HIGH, True, False, True, 10),
    Group(Level.HIGH, False, True, True, 100),
    Group(Level.LOW, True, True, False, 1000),
]


@pytest.mark.parametrize(
    ("choice", "shown", "mine", "untaken", "high"),
    [
        pytest.param(Choice(), 111, 11, 101, 110, id="no filter"),
        pytest.param(Choice(mine=True), 11, 11, 1, 10, id="mine"),
        pytest.param(Choice(untaken=True), 101, 1, 101, 100, id="nobody has it"),
        pytest.param(Choice(levels=frozenset({Level.URGENT})), 1, 1, 1, 110, id="a level"),
        pytest.param(Choice(levels=frozenset({Level.URGENT, Level.HIGH}), mine=True), 11, 11, 1, 10, id="several"),
    ],
)
def test_each_filter_is_counted_with_the_others_as_they_are(choice, shown, mine, untaken, high):
    counts = counted(GROUPS, choice)
    assert (counts.shown, counts.mine, counts.untaken, counts.levels[Level.HIGH]) == (shown, mine, untaken, high)
    assert counts.levels[Level.LOW] == 0


def test_a_choice_knows_its_filters():
    chosen = Choice(View.PUT_OFF, mine=True)
    assert chosen.filters
    assert chosen.without_filters() == Choice(View.PUT_OFF)
    assert not Choice(View.PUT_OFF).filters
