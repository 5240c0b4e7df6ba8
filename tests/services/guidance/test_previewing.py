"""What a change would have meant, over a practice's own reports."""

from datetime import timedelta

import pytest

from recovery.domain.guidance import Asking, BandDays, RuleNumber, RuleSwitch
from recovery.domain.level import Level
from recovery.domain.preview import of_rule
from recovery.domain.rules import Rule
from recovery.errors import InvalidInput
from recovery.services.guidance import previewing
from recovery.services.guidance.guiding import in_force
from recovery.store import alerts


@pytest.fixture
def reported(practice):
    """Redness severe on two days, and moderate past its band, after a laser treatment."""
    patient = practice.enrol(days_ago=10, method="laser")
    for day, severity in enumerate((2, 3, 3, 2, 2, 1, 1, 1, 2)):
        practice.report(patient, day, redness=severity, itching=1)
    return patient


def preview(practice, *changes, now=None, progress=None):
    return previewing.preview(
        practice.office, practice.manager, changes=changes, now=now or practice.now, progress=progress
    )  # fmt: skip


def test_it_counts_by_rule_what_the_change_alone_would_change(practice, reported):
    found = preview(practice, RuleNumber(Rule.SEVERE, "severity", 4))
    assert (found.treatments, of_rule(found.today, Rule.SEVERE), of_rule(found.proposed, Rule.SEVERE)) == (1, 1, 0)
    assert {key: count for key, count in found.today.items() if key[0] is not Rule.SEVERE} == dict(found.proposed)


def test_a_band_counts_for_its_own_method_alone(practice, reported):
    found = preview(practice, BandDays("laser", "redness", (3, 20)))
    assert found.today[Rule.PAST_BAND, Level.MEDIUM] == 1
    assert found.proposed[Rule.PAST_BAND, Level.MEDIUM] == 0
    other = preview(practice, BandDays("ultrasound", "redness", (3, 20)))
    assert other.today == other.proposed


def test_what_would_no_longer_be_asked_opens_nothing(practice, reported):
    found = preview(practice, Asking("redness", asked=False))
    assert of_rule(found.today, Rule.SEVERE) == 1
    assert of_rule(found.proposed, Rule.SEVERE) == 0


def test_a_rule_switched_off_opens_nothing(practice, reported):
    found = preview(practice, RuleSwitch(Rule.SEVERE, on=False))
    assert of_rule(found.proposed, Rule.SEVERE) == 0


def test_it_counts_what_live_judging_opened(practice):
    watching = practice.watching()
    patient = watching.enrol(days_ago=6)
    for day, severity in enumerate((1, 1, 3, 3, 3, 3)):
        watching.report(patient, day, redness=severity)
    found = preview(watching, RuleSwitch(Rule.SILENT, on=False))
    with practice.office.store.reading() as db:
        opened = alerts.of_treatment(db, 1, patient.treatment_id, practice.office.guide.catalogue)
    assert sorted(rule for rule, _ in found.today.elements()) == sorted(alert.rule for alert in opened)


def test_without_reports_there_is_nothing_to_count(practice):
    assert preview(practice, RuleNumber(Rule.SEVERE, "severity", 4)).treatments == 0


def test_what_lies_before_the_period_is_left_out(practice, reported):
    found = preview(practice, RuleNumber(Rule.SEVERE, "severity", 4), now=practice.now + timedelta(days=200))
    assert (found.treatments, dict(found.today), dict(found.proposed)) == (0, {}, {})


def test_another_clinics_reports_are_left_out(practice, reported, other_clinic):
    assert preview(other_clinic, RuleNumber(Rule.SEVERE, "severity", 4)).treatments == 0


def test_it_tells_how_far_it_is(practice, reported):
    seen = []
    preview(practice, RuleNumber(Rule.SEVERE, "severity", 4), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 1)]


def test_it_changes_nothing_and_refuses_what_cannot_be(practice, reported):
    preview(practice, RuleNumber(Rule.SEVERE, "severity", 4))
    assert in_force(practice.office, practice.manager).guide.number == 1
    with pytest.raises(InvalidInput, match="days must rise"):
        preview(practice, BandDays("laser", "redness", (9, 2)))
