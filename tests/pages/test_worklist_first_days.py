"""The worklist of a practice that begins: nobody enrolled yet, or nobody who looks at reports."""

from datetime import timedelta

import pytest

from recovery.domain.report import Draft
from recovery.services.alerts import evaluating
from recovery.services.recoveries import reporting
from tests.pages.conftest import labels, open_page, said


@pytest.fixture
def see(practice):
    return lambda **query: open_page(practice.clinician.session, "worklist", **query)


@pytest.mark.parametrize("view", ["needs", "all"])
@pytest.mark.parametrize("watched", [True, False])
def test_where_nobody_is_enrolled_the_list_offers_to(view, watched, see, practice):
    if watched:
        practice.watching()
    tab = see(view=view)
    assert "No open recovery." in said(tab)
    assert "Enrol a patient" in labels(tab)
    assert not tab.success
    assert "have not been computed" not in said(tab)


def test_alerts_that_nobody_could_have_are_not_missed(see, practice):
    watched = practice.watching()
    with practice.office.store.writing() as db:
        evaluating.mark_evaluated(db, 1, now=watched.now - timedelta(days=2))
    assert "Alerts" not in said(see())
    watched.enrol(days_ago=2)
    assert "Alerts are not up to date" in said(see())


def test_who_does_not_watch_reports_learns_how_to_begin(see, practice):
    practice.enrol(days_ago=2)
    shown = said(see())
    assert "This practice does not watch reports" in shown
    assert "ask a manager to enter when" in shown
    assert "under Administration" not in shown


def test_who_does_not_watch_reports_sees_warning_signs_first(see, practice):
    practice.report(practice.enrol(name="Vera Very", days_ago=2), 2, redness=4)
    flo = practice.enrol(name="Flo Flag", days_ago=2)
    draft = Draft(2, red_flags=("breathing",))
    reporting.submit(practice.office, flo.visitor, treatment_id=flo.treatment_id, draft=draft, now=practice.now)
    shown = said(see())
    assert "Warning sign on day 2" in shown
    assert shown.index("Warning sign on day 2") < shown.index("Very severe")
    assert "Nothing present" not in shown
