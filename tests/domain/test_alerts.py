"""What an alert says of itself by the evidence that it holds."""

import pytest

from recovery.domain.alerts import Alert, Held, Holding, State
from recovery.domain.catalogue import Severity
from recovery.domain.judging import Evidence
from recovery.domain.level import Level
from recovery.domain.rules import Rule
from tests.domain.diaries import START

HELD = {
    "milder": Held(Evidence(6, Level.LOW, 6, Severity.MILD), guidance=1),
    "worse": Held(Evidence(7, Level.MEDIUM, 6, Severity.SEVERE), guidance=2),
    "worse, gone": Held(Evidence(7, Level.MEDIUM, 6, Severity.SEVERE), guidance=2, stands=False),
    "milder, gone": Held(Evidence(8, Level.LOW, 8, Severity.MILD), guidance=2, stands=False),
}


def alert(*held, **holding):
    return Alert(1, 1, Rule.PAST_BAND, "scabbing", tuple(HELD[each] for each in held), START, START, Holding(**holding))


@pytest.mark.parametrize(
    ("held", "latest", "level", "severity", "stands"),
    [
        pytest.param(["milder"], 6, Level.LOW, Severity.MILD, True, id="one piece"),
        pytest.param(["milder", "worse"], 7, Level.MEDIUM, Severity.SEVERE, True, id="the worst counts"),
        pytest.param(["milder", "worse, gone"], 6, Level.LOW, Severity.MILD, True, id="what is gone does not"),
        pytest.param(["worse", "milder, gone"], 7, Level.MEDIUM, Severity.SEVERE, True, id="the last is gone"),
        pytest.param(["worse, gone", "milder, gone"], 8, Level.MEDIUM, Severity.SEVERE, False, id="all are gone"),
    ],
)
def test_an_alert_is_what_still_stands_of_it_or_what_it_was(held, latest, level, severity, stands):
    each = alert(*held)
    assert (each.latest.day, each.level, each.severity, each.stands) == (latest, level, severity, stands)


def test_an_alert_names_the_guidance_that_it_was_first_judged_by():
    assert alert("milder", "worse").guidance_version == 1


@pytest.mark.parametrize(
    ("holding", "is_open", "untouched", "answered"),
    [
        pytest.param({}, True, True, False, id="new"),
        pytest.param({"snoozed_until": START, "account_id": 7}, True, True, False, id="put off"),
        pytest.param({"state": State.ACKNOWLEDGED, "acknowledged_at": START}, True, False, False, id="taken"),
        pytest.param({"acknowledged_at": START}, True, False, False, id="opened again"),
        pytest.param(
            {"state": State.CLOSED, "acknowledged_at": START, "closed_at": START}, False, False, False, id="closed"
        ),
        pytest.param({"state": State.CLOSED, "closed_at": START}, False, True, True, id="answered by a report"),
    ],
)
def test_whether_anyone_has_an_alert_in_hand(holding, is_open, untouched, answered):
    each = alert("milder", **holding)
    assert (each.is_open, each.is_untouched, each.was_answered) == (is_open, untouched, answered)


def test_a_closed_alert_is_not_put_off():
    until = START.replace(year=2027)
    assert alert("milder", snoozed_until=until).is_snoozed(START)
    assert not alert("milder", state=State.CLOSED, closed_at=START, snoozed_until=until).is_snoozed(START)
