"""The manager's export: what is chosen, what is shown, and where the file is."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from recovery.domain.alerts import Step
from recovery.domain.handling import Move
from recovery.services import attending
from recovery.store import alerts
from tests.pages.conftest import open_page, said


@pytest.fixture
def tab(practice):
    face = practice.enrol(name="Ada Example", days_ago=30)
    for day in range(10):
        practice.report(face, day, redness=max(0, 3 - day // 2), itching=1)
    practice.report(practice.enrol(name="Bea Other", days_ago=5, method="laser"), 5, redness=1)
    return open_page(practice.manager.session, "export")


def address(tab, *, file="summary.csv"):
    links = [element.proto.url for element in tab.main if element.type == "link_button"]
    parts = urlsplit(next(link for link in links if file in link))
    return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}


def test_before_anything_is_enrolled_there_is_nothing_to_take(practice):
    tab = open_page(practice.manager.session, "export")
    assert "No treatment in this choice." in said(tab)
    assert "link_button" not in {element.type for element in tab.main}


def test_everything_on_record_is_shown_to_begin_with(tab, practice):
    table = tab.dataframe[0].value
    redness = table[table["Side effect"] == "Redness"].set_index("Method")
    assert set(redness.index) == {"Derma roller", "Laser"}
    assert list(redness.loc["Derma roller", ["Treatments", "Reports", "Evaluable"]]) == [1, 10, 1]
    assert redness.loc["Derma roller", "Clear by band's end"] == 100
    assert address(tab) == (
        "/download/summary.csv",
        {
            "since": (practice.clinic.today(practice.now) - timedelta(days=30)).isoformat(),
            "until": practice.clinic.today(practice.now).isoformat(),
        },
    )


def test_names_never_reach_the_managers_screen(tab, practice):
    assert not any(name in said(tab) for name in ("Ada", "Bea", "P-"))


def test_the_choice_narrows_table_and_file_alike(tab, practice):
    tab.selectbox(key="method").set_value("laser").run()
    assert set(tab.dataframe[0].value["Method"]) == {"Laser"}
    assert address(tab)[1]["method"] == "laser"
    assert address(tab, file="alerts.csv") == ("/download/alerts.csv", address(tab)[1])
    tab.selectbox(key="clinician").set_value(practice.clinician.subject_id).run()
    assert "clinician" in address(tab)[1]
    tab.date_input(key="until").set_value(practice.clinic.today(practice.now) - timedelta(days=20)).run()
    assert "No treatment in this choice." in said(tab)


def test_a_period_that_ends_before_it_begins_is_said_and_can_be_mended(tab, practice):
    start = tab.date_input(key="since").value
    tab.date_input(key="until").set_value(start - timedelta(days=1)).run()
    assert "ends before it begins" in tab.error[0].value
    assert tab.date_input(key="since").value == start
    tab.date_input(key="until").set_value(start).run()
    assert not tab.error
    assert tab.dataframe


def metrics(tab):
    return {metric.label: metric.value for metric in tab.metric}


def test_a_practice_that_watches_nothing_is_told_why_there_are_no_alerts(tab):
    assert "Reports are not watched at this practice, so they raise no alerts." in said(tab)
    assert not tab.metric


@pytest.fixture
def watched(practice):
    """Severe on day 1: an alert that waits, and one of four days ago that was taken after two hours, then closed."""
    practice = practice.watching()
    practice.report(practice.enrol(days_ago=1), 1, redness=3)
    patient = practice.enrol(days_ago=5)
    practice.report(patient, 1, redness=3)
    with practice.office.store.reading() as db:
        (alert,) = alerts.of_treatment(db, 1, patient.treatment_id, practice.office.guide.catalogue)
    note = Move(Step.CLOSED, note="Seen at the practice.")
    at = alert.opened_at + timedelta(hours=2)
    attending.attend(practice.office, practice.clinician, seen={alert.alert_id: alert.version}, move=note, now=at)
    return practice


def test_the_figures_of_alerts_stand_with_what_they_count(watched):
    tab = open_page(watched.manager.session, "export")
    assert metrics(tab) == {
        "Time until taken, median": "2.0 hours",
        "Time until taken, 90th percentile": "2.0 hours",
        "Closed within 48 hours": "100%",
    }
    shown = said(tab)
    assert shown.count("of 1 alert taken") == 2
    assert "of 1 alert opened 48 hours ago or earlier" in shown
    assert "2 alerts of treatments whose procedure lies in this period: 1 taken, 1 not taken yet, 0 answered" in shown


def test_a_watching_practice_without_alerts_says_that_there_is_nothing_to_say(practice):
    practice = practice.watching()
    practice.report(practice.enrol(days_ago=1), 1)
    tab = open_page(practice.manager.session, "export")
    assert list(metrics(tab).values()) == ["no alert taken yet", "no alert taken yet", "too early to say"]
    assert "of 0 alerts taken" in said(tab)


def test_alerts_from_before_are_said_to_be_so(watched):
    with watched.office.store.writing() as db:
        db.conn.execute("UPDATE clinic SET watched = 0")
    tab = open_page(watched.manager.session, "export")
    assert "These are from when they were." in said(tab)
    assert tab.metric


def test_the_day_on_which_watching_began_is_named(watched):
    with watched.office.store.writing() as db:
        db.conn.execute("UPDATE clinic SET watched_since = '2026-07-03T12:00:00Z'")
    tab = open_page(watched.manager.session, "export")
    assert "Reports raise alerts since 3 July 2026." in said(tab)
