"""The alerts of a practice on the page of exports: held back where they are few, as in the file."""

from datetime import timedelta

import pytest

from recovery.domain.alerts import Step
from recovery.domain.handling import Move
from recovery.services.alerts import attending
from recovery.store import alerts
from tests.pages.conftest import open_page, said


@pytest.fixture
def watched(practice):
    """Severe on day 1, twelve times: an alert each, of which all but one were taken after two hours and closed."""
    practice = practice.watching()
    for number in range(12):
        patient = practice.enrol(days_ago=5, entered_days_ago=5)
        practice.report(patient, 1, redness=3)
        with practice.office.store.reading() as db:
            (alert,) = alerts.of_treatment(db, 1, patient.treatment_id, practice.office.guide.catalogue)
        if number:
            note = Move(Step.CLOSED, note="Seen at the practice.")
            at = alert.opened_at + timedelta(hours=2)
            seen = {alert.alert_id: alert.version}
            attending.attend(practice.office, practice.clinician, seen=seen, move=note, now=at)
    return practice


def test_alerts_stand_with_what_they_count_and_without_what_is_of_few(watched):
    tab = open_page(watched.manager.session, "export")
    assert {metric.label: metric.value for metric in tab.metric} == {
        "Time until taken, median": "2.0 hours",
        "Time until taken, 90th percentile": "2.0 hours",
        "Closed within 48 hours": "held back",
    }
    shown = said(tab)
    assert "12 alerts of treatments whose procedure lies in this period" in shown
    assert "11 taken" not in shown  # that would say that one was not


def test_too_few_alerts_are_not_shown(practice):
    practice = practice.watching()
    practice.report(practice.enrol(days_ago=1), 1, redness=3)
    tab = open_page(practice.manager.session, "export")
    assert not tab.metric
    assert "Held back: fewer than 11 alerts or treatments by each method" in said(tab)


def test_a_practice_that_watches_nothing_is_told_why_there_are_no_alerts(practice):
    practice.report(practice.enrol(days_ago=1), 1, redness=3)
    tab = open_page(practice.manager.session, "export")
    assert "Reports are not watched at this practice, so they raise no alerts." in said(tab)
    assert not tab.metric


def test_alerts_from_before_are_said_to_be_so(watched):
    with watched.office.store.writing() as db:
        db.conn.execute("UPDATE clinic SET watched = 0")
    tab = open_page(watched.manager.session, "export")
    assert "These are from when they were." in said(tab)
    assert tab.metric


def test_the_day_on_which_watching_began_is_named(watched):
    with watched.office.store.writing() as db:
        db.conn.execute("UPDATE clinic SET watched_since = '2026-07-03T12:00:00Z'")
    assert "Reports raise alerts since 3 July 2026." in said(open_page(watched.manager.session, "export"))


def test_where_one_method_has_few_alerts_those_of_the_other_stand_alone(watched):
    watched.report(watched.enrol(days_ago=5, entered_days_ago=5, method="laser"), 1, redness=3)
    shown = said(open_page(watched.manager.session, "export"))
    assert "Of Derma roller alone" in shown
    assert "12 alerts of treatments" in shown
    assert "13 alerts" not in shown
