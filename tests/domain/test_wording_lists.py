"""What a row of the list of all open recoveries says: why somebody is needed, and of the last report how old it is."""

from datetime import UTC, datetime

import pytest

from recovery.domain.alerts import Alert, Held
from recovery.domain.catalogue import Severity
from recovery.domain.filing import OpenTreatment, Sign, Standing
from recovery.domain.judging import Evidence
from recovery.domain.level import Level
from recovery.domain.rules import Rule
from recovery.domain.wording.clinicians import last_report_in_words
from recovery.domain.wording.urgency import open_reasons

AT = datetime(2026, 7, 15, tzinfo=UTC)


def stands(worst=Severity.MILD, past=0, effect="redness"):
    return Standing(29, AT, worst, effect, 1, past)


@pytest.mark.parametrize(
    ("standing", "day", "said"),
    [
        pytest.param(None, 3, "no report yet", id="none"),
        pytest.param(stands(), 30, "last report yesterday: redness mild", id="within its band"),
        pytest.param(stands(past=1), 32, "last report 3 days ago: redness mild, 1 past the band", id="known"),
        pytest.param(
            stands(past=1), 33, "last report 4 days ago: redness mild, 1 was past the band on day 29", id="not known"
        ),
        pytest.param(stands(Severity.NONE, effect=None), 29, "last report today: nothing present", id="nothing"),
    ],
)
def test_an_old_report_is_told_as_what_was(standing, day, said, guide):
    assert last_report_in_words(standing, guide.catalogue, day=day) == said


def an_alert(rule, *, stood=True, **of):
    evidence = Evidence(**{"day": 9, "level": Level.HIGH, "since": 9, "severity": Severity.SEVERE, **of})
    return Alert(1, 2, rule, "redness", (Held(evidence, 1, stood),), AT, AT)


@pytest.mark.parametrize(
    ("alerts", "sign", "said"),
    [
        pytest.param([an_alert(Rule.SEVERE)], None, ("Redness severe today",), id="an alert"),
        pytest.param([an_alert(Rule.SEVERE)], Sign(9, Level.URGENT), (), id="a sign that no alert tells of"),
        pytest.param([], None, (), id="none"),
    ],
)
def test_a_level_has_its_reason_beside_it(alerts, sign, said, guide):
    row = OpenTreatment(None, None, stands(), tuple(alerts), sign)
    assert open_reasons(row, guide.catalogue, day=9) == said


def test_what_no_longer_holds_and_what_does_have_a_reason_each(guide):
    alerts = (an_alert(Rule.SEVERE, stood=False), an_alert(Rule.PAST_BAND, level=Level.MEDIUM, band_ended=7))
    first, second = open_reasons(OpenTreatment(None, None, stands(), alerts), guide.catalogue, day=9)
    assert "no longer so" in first
    assert second == "Redness severe today, 2 days past its band"
