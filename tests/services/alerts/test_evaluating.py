"""Judging without a new report: what time brings, beside reports and other processes."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from recovery.domain.alerts import State, Step
from recovery.domain.handling import Move
from recovery.domain.identifiers import as_text
from recovery.domain.rules import Rule
from recovery.errors import DatabaseFull, NotJudged
from recovery.services.alerts import attending, evaluating
from recovery.services.alerts.evaluating import Evaluation, evaluate
from recovery.services.people.closing import close_treatment
from recovery.store import alerts, evaluations, installation, people
from recovery.store.database import Store
from recovery.store.rows import as_time
from tests.conftest import NOW


@pytest.fixture
def quiet(watched):
    """On day 3 today, with a moderate report, and none after it."""
    patient = watched.enrol(days_ago=3)
    watched.report(patient, 3, redness=2)
    return patient


def alerts_of(practice, who):
    with practice.office.store.reading() as db:
        return alerts.of_treatment(db, 1, who.treatment_id, practice.office.guide.catalogue)


def events_of(practice, who):
    with practice.office.store.reading() as db:
        return alerts.events_of_treatment(db, 1, who.treatment_id)


def seen(found):
    return {alert.alert_id: alert.version for alert in found}


def after(practice, days):
    return practice.now + timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "reasons"),
    [
        pytest.param(2, [], id="one day missed"),
        pytest.param(3, [Rule.SILENT], id="two days missed"),
        pytest.param(5, [Rule.SILENT], id="the day after its band"),
        pytest.param(6, [Rule.SILENT, Rule.PAST_BAND], id="that day has passed without a report"),
        pytest.param(99, [Rule.SILENT, Rule.PAST_BAND], id="long after"),
    ],
)
def test_time_alone_asks_for_someone(watched, quiet, days, reasons):
    for day in range(days + 1):
        evaluate(watched.office, now=after(watched, day))
    found = alerts_of(watched, quiet)
    assert [alert.rule for alert in found] == reasons
    assert all(alert.only_waited and alert.holding.state is State.OPEN for alert in found)


def test_a_silence_is_not_lost_where_the_watching_began_in_the_middle_of_it(watched, quiet):
    with watched.office.store.writing() as db:
        db.conn.execute("UPDATE clinic SET watched_since = ?", (as_time(after(watched, 6)),))
    evaluate(watched.office, now=after(watched, 6))
    assert {alert.rule for alert in alerts_of(watched, quiet)} == {Rule.SILENT, Rule.PAST_BAND}


def test_judging_again_changes_nothing(watched, quiet):
    assert evaluate(watched.office, now=after(watched, 9)) == Evaluation(treatments=1, opened=2)
    before = alerts_of(watched, quiet), events_of(watched, quiet)
    for everything in (False, True):
        assert evaluate(watched.office, now=after(watched, 9), everything=everything) == Evaluation(treatments=1)
    assert (alerts_of(watched, quiet), events_of(watched, quiet)) == before


def test_a_report_answers_what_only_waited_for_one(watched, quiet):
    evaluate(watched.office, now=after(watched, 3))
    watched.report(quiet, 6, redness=1)
    assert [alert.holding.state for alert in alerts_of(watched, quiet)] == [State.CLOSED]
    assert evaluate(watched.office, now=after(watched, 4)) == Evaluation(treatments=1)


def test_a_clinic_that_does_not_watch_reports_is_left_out(practice):
    patient = practice.enrol(days_ago=3)
    practice.report(patient, 3, redness=2)
    assert evaluate(practice.office, now=after(practice, 9), everything=True) == Evaluation()
    assert alerts_of(practice, patient) == []
    with practice.office.store.reading() as db:
        assert evaluating.last_evaluated(db, 1) is None


def test_each_clinic_is_judged_by_its_own_calendar_and_on_its_own(watched, quiet, other_clinic):
    elsewhere = replace(other_clinic.clinic, watched=True, watched_when="on weekdays")
    with watched.office.store.writing() as db:
        people.change_clinic(db, elsewhere)
    other = other_clinic.enrol(days_ago=3)
    assert evaluate(watched.office, now=after(watched, 9)) == Evaluation(treatments=2, opened=3)
    with watched.office.store.reading() as db:
        (alert,) = alerts.of_treatment(db, 2, other.treatment_id, watched.office.guide.catalogue)
    assert alert.rule is Rule.SILENT


def test_a_closed_recovery_opens_nothing_and_keeps_what_it_had(watched, quiet):
    unseen = watched.enrol(days_ago=3)
    watched.report(unseen, 3, redness=2)
    close = {"visitor": watched.clinician, "now": after(watched, 1)}
    close_treatment(watched.office, **close, treatment_id=unseen.treatment_id)
    evaluate(watched.office, now=after(watched, 4))
    waiting = alerts_of(watched, quiet)
    close_treatment(
        watched.office, watched.clinician, treatment_id=quiet.treatment_id, seen=seen(waiting), note="Fine.",
        now=after(watched, 4),
    )  # fmt: skip
    before = alerts_of(watched, quiet)
    for everything, judged in ((False, 0), (True, 2)):
        done = evaluate(watched.office, now=after(watched, 30), everything=everything)
        assert done == Evaluation(treatments=judged)
    assert alerts_of(watched, unseen) == []
    assert alerts_of(watched, quiet) == before


def test_it_says_when_all_was_last_judged(watched, quiet):
    evaluate(watched.office, now=after(watched, 3))
    with watched.office.store.reading() as db:
        assert evaluating.last_evaluated(db, 1) == after(watched, 3)
        assert evaluating.last_evaluated(db, 2) is None


def test_progress_ends_with_the_whole(watched, monkeypatch):
    monkeypatch.setattr(evaluations, "TREATMENTS_AT_A_TIME", 2)
    for _ in range(5):
        watched.enrol(days_ago=0)
    told = []
    done = evaluate(watched.office, now=after(watched, 5), progress=lambda *how_much: told.append(how_much))
    assert told == [(2, 5), (4, 5), (5, 5)]
    assert done == Evaluation(treatments=5, opened=5)


def test_what_was_judged_before_a_stop_stays(watched, monkeypatch):
    monkeypatch.setattr(evaluations, "TREATMENTS_AT_A_TIME", 2)
    patients = [watched.enrol(days_ago=0) for _ in range(5)]

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        evaluate(watched.office, now=after(watched, 5), progress=stop)
    assert sum(bool(alerts_of(watched, patient)) for patient in patients) == 2
    assert evaluate(watched.office, now=after(watched, 5)).opened == 3


def test_one_that_cannot_be_judged_keeps_no_other_from_it(watched, caplog, monkeypatch):
    patients = [watched.enrol(days_ago=0) for _ in range(5)]
    broken = patients[2]
    judge = evaluating._changes_of

    def stumble(guide, clinic, followed, known, *, now):
        if followed.treatment.treatment_id == broken.treatment_id:
            raise KeyError("what Ada wrote")
        return judge(guide, clinic, followed, known, now=now)

    monkeypatch.setattr(evaluating, "_changes_of", stumble)
    with pytest.raises(NotJudged, match="1 of 5 recoveries could not be judged, all others were"):
        evaluate(watched.office, now=after(watched, 5))
    assert [len(alerts_of(watched, patient)) for patient in patients] == [1, 1, 0, 1, 1]
    assert f"{as_text(broken.treatment_id)}: KeyError at " in caplog.text
    assert "Ada" not in caplog.text
    with watched.office.store.reading() as db:
        assert evaluating.last_evaluated(db, 1) is None


def test_a_database_that_fails_is_not_taken_for_a_recovery_that_does(watched, monkeypatch):
    def fail(*_arguments, **_more):
        raise DatabaseFull("The disk is full.")

    patients = [watched.enrol(days_ago=0) for _ in range(5)]
    monkeypatch.setattr(evaluating.alerts, "put", fail)
    with pytest.raises(DatabaseFull):
        evaluate(watched.office, now=after(watched, 5))
    assert sum(map(len, (alerts_of(watched, patient) for patient in patients))) == 0


LATE = evaluating.LATE_AFTER


@pytest.mark.parametrize(
    ("watching", "since", "computed_at", "late"),
    [
        pytest.param(True, None, NOW - LATE, False, id="three evaluations ago"),
        pytest.param(True, None, NOW - LATE - timedelta(seconds=1), True, id="longer ago than three evaluations"),
        pytest.param(True, NOW - 9 * LATE, NOW, False, id="just now"),
        pytest.param(True, None, None, False, id="never, for a clinic that is watched from its first day"),
        pytest.param(True, NOW, None, False, id="never, and the watching has just begun"),
        pytest.param(True, NOW - 2 * LATE, None, True, id="never, though the watching began a while ago"),
        pytest.param(False, None, NOW - 9 * LATE, False, id="long ago, where nobody watches reports"),
    ],
)
def test_an_evaluation_is_late_when_three_should_have_been(practice, watching, since, computed_at, late):
    clinic = replace(practice.clinic, watched=watching, watched_when="on weekdays" if watching else "",
                     watched_since=since)  # fmt: skip
    assert evaluating.is_late(clinic, computed_at, now=NOW) == late


def test_a_report_that_comes_while_treatments_are_judged_is_not_overruled(watched, quiet, monkeypatch):
    judge = evaluating._changes
    answers = [lambda: watched.report(quiet, 6, redness=0)]

    def judge_slowly(db, *arguments, **more):
        found = list(judge(db, *arguments, **more))
        while answers:
            answers.pop()()
        return found

    monkeypatch.setattr(evaluating, "_changes", judge_slowly)
    assert evaluate(watched.office, now=after(watched, 3)) == Evaluation(treatments=1)
    assert alerts_of(watched, quiet) == []


@pytest.mark.parametrize("by_a_late_report", [True, False], ids=["a late report", "another evaluation"])
def test_an_evaluation_that_goes_on_past_midnight_takes_nothing_back(watched, quiet, by_a_late_report):
    """On the evening of day 8 the day after the band is not over; once midnight has passed, it is."""
    evening, after_midnight = NOW + timedelta(days=5, hours=13), NOW + timedelta(days=5, hours=15)
    assert [watched.clinic.today(at).day for at in (evening, after_midnight)] == [20, 21]
    if by_a_late_report:
        watched.report(quiet, 4, now=after_midnight, redness=2)
    else:
        evaluate(watched.office, now=after_midnight)
    before = alerts_of(watched, quiet)
    assert {alert.rule for alert in before} == {Rule.SILENT, Rule.PAST_BAND}
    assert evaluate(watched.office, now=evening) == Evaluation(treatments=1)
    assert alerts_of(watched, quiet) == before


def test_what_a_clinician_did_meanwhile_is_kept(watched, quiet):
    evaluate(watched.office, now=after(watched, 3))
    waiting = alerts_of(watched, quiet)
    take = Move(Step.ACKNOWLEDGED)
    attending.attend(watched.office, watched.clinician, seen=seen(waiting), move=take, now=after(watched, 3))
    evaluate(watched.office, now=after(watched, 9))
    silent, past_band = alerts_of(watched, quiet)
    assert (silent.holding.state, past_band.holding.state) == (State.ACKNOWLEDGED, State.OPEN)


def test_several_at_once_open_each_alert_once(watched):
    """Each has its own door to the same file, as processes have."""
    patients = [watched.enrol(days_ago=0) for _ in range(20)]
    stores = [Store(watched.office.store.path) for _ in range(3)]
    offices = [replace(watched.office, store=store) for store in stores]
    start = threading.Barrier(len(offices) + 1)

    def judge(office):
        start.wait()
        return evaluate(office, now=after(watched, 5), everything=True)

    with ThreadPoolExecutor(len(offices)) as pool:
        judging = [pool.submit(judge, office) for office in offices]
        start.wait()
        for patient in patients[:8]:
            watched.report(patient, 5, redness=1)
        done = [each.result() for each in judging]
    for store in stores:
        store.close()
    with watched.office.store.reading() as db:
        assert installation.integrity(db) == []
    found = [alerts_of(watched, patient) for patient in patients]
    assert [len(each) for each in found[8:]] == [1] * 12
    assert all(not alert.is_open for each in found[:8] for alert in each)
    assert sum(each.opened for each in done) == sum(map(len, found))
