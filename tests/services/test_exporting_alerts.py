"""The figures of alerts that managers see and take along, from reports to the file."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest

from recovery.domain.alert_figures import MEDIAN, NINE_IN_TEN, AlertRow
from recovery.domain.alerts import Step
from recovery.domain.handling import Move
from recovery.domain.rules import Rule
from recovery.domain.summary import Filters
from recovery.errors import InvalidInput, NotAllowed
from recovery.services import attending, exporting
from recovery.services.csv_files import csv_lines
from recovery.services.evaluating import evaluate
from recovery.services.export_columns import ALERT_COLUMNS, alert_cells
from recovery.store import alerts

OF_ALERTS = [
    "alerts", "alerts_per_100_reports", "median_hours_to_acknowledge", "p90_hours_to_acknowledge",
    "share_closed_within_48_h",
]  # fmt: skip


@pytest.fixture
def filters(practice):
    today = practice.clinic.today(practice.now)
    return Filters(since=today - timedelta(days=60), until=today)


@pytest.fixture
def watching(practice):
    return practice.watching()


@pytest.fixture
def busy(watching):
    """Three recoveries, each severe on day 1 five days ago: one taken and closed, one taken, one left."""
    for hours in ((2, 20), (6, None), (None, None)):
        patient = watching.enrol(days_ago=6)
        watching.report(patient, 1, redness=3)
        _see_to(watching, patient, *hours)
    watching.report(watching.enrol(days_ago=0, method="laser"), 0)
    return watching


def _see_to(practice, patient, taken, closed):
    for hours, move in ((taken, Move(Step.ACKNOWLEDGED)), (closed, Move(Step.CLOSED, note="Called, all well."))):
        with practice.office.store.reading() as db:
            (alert,) = alerts.of_treatment(db, 1, patient.treatment_id, practice.office.guide.catalogue)
        if hours is not None:
            seen, at = {alert.alert_id: alert.version}, alert.opened_at + timedelta(hours=hours)
            attending.attend(practice.office, practice.clinician, seen=seen, move=move, now=at)


def summary(practice, filters):
    return exporting.summary(practice.office, practice.manager, filters=filters, now=practice.now)


def taken(practice, filters, take=exporting.take_alerts):
    return "".join(take(practice.office, practice.manager, filters=filters, now=practice.now))


def frame_of(text):
    return pd.read_csv(io.StringIO(text))


def test_what_became_of_the_alerts(busy, filters):
    tally = summary(busy, filters).alerts.of(rule=Rule.SEVERE)
    assert (tally.alerts, tally.taken, tally.waiting, tally.answered) == (3, 2, 1, 0)
    assert (tally.hours_until_taken(MEDIAN), tally.hours_until_taken(NINE_IN_TEN)) == (4, pytest.approx(5.6))
    assert (tally.in_time, tally.judged) == (1, 3)


def test_one_opened_again_counts_by_its_first_taking_and_its_last_closing(busy, filters):
    with busy.office.store.reading() as db:
        closed = db.conn.execute("SELECT alert_id, version FROM alert WHERE state = 'closed'").fetchone()
    again = Move(Step.REOPENED, note="It came back.")
    attending.attend(busy.office, busy.clinician, seen={closed[0]: closed[1]}, move=again, now=busy.now)
    tally = summary(busy, filters).alerts.of(rule=Rule.SEVERE)
    assert (tally.taken, tally.hours_until_taken(MEDIAN)) == (2, 4)
    assert (tally.in_time, tally.judged) == (0, 3)


@pytest.mark.parametrize(("days", "judged"), [pytest.param(1, 0, id="in time"), pytest.param(3, 1, id="too late")])
def test_what_a_report_answered_is_nobodys_work_and_counted_apart(days, judged, watching, filters):
    patient = watching.enrol(days_ago=14)
    watching.report(patient, 0, redness=1)
    past_its_band = watching.now - timedelta(days=4)
    evaluate(watching.office, now=past_its_band)
    watching.report(patient, 10 + days, now=past_its_band + timedelta(days=days))
    tally = summary(watching, filters).alerts.of(rule=Rule.PAST_BAND)
    assert (tally.alerts, tally.answered, tally.taken, tally.waiting) == (1, 1, 0, 0)
    assert (tally.judged, tally.in_time, tally.hours_until_taken(MEDIAN)) == (judged, 0, None)


def test_the_file_has_a_row_a_rule_and_level_under_each_method_and_under_all(busy, filters):
    frame = frame_of(taken(busy, filters))
    assert list(frame.columns) == list(ALERT_COLUMNS)
    assert len(frame) == 3 * (1 + 4 + 8)
    assert list(frame["method"].unique()) == ["all", "Derma roller", "Laser"]
    severe = frame.query("rule == 'Severe' and method == 'Derma roller'").iloc[0]
    assert (severe["level"], severe["clinician"], severe["procedures_from"]) == ("all", "all", "2026-05-16")
    assert list(severe["reports":"answered_by_a_report"]) == [3, 3, 100, 2, 1, 0]
    assert list(severe["median_hours_to_acknowledge":]) == [4, 5.6, 3, 1, 0.3333]


def test_an_empty_cell_means_nothing_to_count(busy, filters):
    rows = {
        (row["rule"], row["method"], row["level"]): row for row in csv.DictReader(io.StringIO(taken(busy, filters)))
    }
    call = rows["Asks for a call", "Laser", "all"]
    assert [call[name] for name in ("reports", "alerts", "alerts_per_100_reports", "judged_at_48_h")] == [
        "1", "0", "0.0000", "0",
    ]  # fmt: skip
    assert [call[name] for name in OF_ALERTS[2:]] == ["", "", ""]


def test_the_file_agrees_with_the_screen(busy, filters):
    frame = frame_of(taken(busy, filters)).set_index(["rule", "method", "level"])
    figures, rules = summary(busy, filters).alerts, busy.office.guide.rules
    for rule in Rule:
        tally, line = figures.of(rule=rule), frame.loc[(rules[rule].name, "all", "all")]
        assert (tally.alerts, tally.taken, tally.judged) == (
            line["alerts"], line["acknowledged"], line["judged_at_48_h"],
        )  # fmt: skip
        assert figures.per_100_reports(tally) == pytest.approx(line["alerts_per_100_reports"], abs=5e-5)


def test_the_summary_ends_with_the_alerts_of_each_side_effect(busy, filters):
    frame = frame_of(taken(busy, filters, exporting.take_summary)).set_index(["side_effect", "method"])
    assert list(frame.columns[-5:]) == OF_ALERTS
    assert list(frame.loc[("Redness", "Derma roller"), OF_ALERTS]) == [3, 100, 4, 5.6, 0.3333]
    itching = frame.loc[("Itching", "Derma roller"), OF_ALERTS]
    assert (itching["alerts"], itching["alerts_per_100_reports"], itching[2:].isna().all()) == (0, 0, True)


def test_a_practice_that_watches_nothing_has_no_figures_rather_than_noughts(practice, filters):
    practice.report(practice.enrol(days_ago=6), 1, redness=4)
    assert summary(practice, filters).alerts is None
    assert taken(practice, filters) == ",".join(ALERT_COLUMNS) + "\r\n"
    frame = frame_of(taken(practice, filters, exporting.take_summary))
    assert frame[OF_ALERTS].isna().all(axis=None)


def test_alerts_from_when_reports_were_watched_are_still_counted(busy, filters):
    with busy.office.store.writing() as db:
        db.conn.execute("UPDATE clinic SET watched = 0")
    found = summary(busy, filters)
    assert (found.choice.clinic.watched, found.alerts.of().alerts) == (False, 3)


def test_a_watching_practice_without_alerts_has_noughts(watching, filters):
    watching.report(watching.enrol(days_ago=1), 1)
    figures = summary(watching, filters).alerts
    assert (figures.of().alerts, figures.per_100_reports(figures.of())) == (0, 0)


def test_the_filters_choose_the_treatments(busy, filters):
    laser = replace(filters, method="laser")
    assert set(frame_of(taken(busy, laser))["method"]) == {"all", "Laser"}
    assert summary(busy, laser).alerts.of().alerts == 0
    nobody = Filters(since=filters.since, until=filters.since)
    assert taken(busy, nobody).count("\r\n") == 1


def test_filters_that_cannot_be_are_refused(busy, filters):
    with pytest.raises(InvalidInput, match="no such clinician"):
        taken(busy, replace(filters, clinician_id=busy.manager.subject_id))


def test_clinicians_take_no_group_figures(busy, filters):
    with pytest.raises(NotAllowed):
        exporting.take_alerts(busy.office, busy.clinician, filters=filters, now=busy.now)


def test_a_rule_whose_name_begins_like_a_formula_is_only_text(busy, filters, guide):
    found = summary(busy, filters)
    setting = replace(guide.rules[Rule.SEVERE], name="=1+1")
    rules = replace(guide.rules, settings={**guide.rules.settings, Rule.SEVERE: setting})
    choice = replace(found.choice, guide=replace(guide, rules=rules))
    row = AlertRow(Rule.SEVERE, None, None, found.alerts.of(rule=Rule.SEVERE))
    lines = list(csv_lines(ALERT_COLUMNS, [alert_cells(row, figures=found.alerts, choice=choice)]))
    assert lines[1].startswith("'=1+1,all,all,")


def test_the_trail_says_who_took_what(busy, filters):
    taken(busy, filters)
    with busy.office.store.reading() as db:
        last = db.conn.execute("SELECT actor, action, subject, details FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    assert tuple(last) == (
        f"staff:{busy.manager.subject_id}", "took the alerts", "alerts.csv",
        '{"since":"2026-05-16","until":"2026-07-15","method":null,"clinician":null,"rows":39}',
    )  # fmt: skip
