"""Who needs someone today, as reports and clinicians make it."""

from datetime import timedelta

from recovery.domain.alerts import Step
from recovery.domain.catalogue import Severity
from recovery.domain.handling import How, Move
from recovery.domain.level import Level
from recovery.domain.report import Draft
from recovery.domain.rules import Rule
from recovery.domain.worklist import Choice, View
from recovery.services.alerts import attending, evaluating, triaging
from recovery.services.alerts.triaging import PAGE, marks_of
from recovery.services.recoveries import reporting

HOUR = timedelta(hours=1)


def shown(practice, choice=Choice(), *, page=1, now=None, who=None):  # noqa: B008 - a choice is a frozen value
    return triaging.worklist(
        practice.office, who or practice.clinician, choice=choice, page=page, now=now or practice.now
    )


def names(worklist):
    return [row.who.patient.name for row in worklist.rows]


def flag(practice, patient, *, now=None):
    """A warning sign on the patient's day."""
    day = patient.treatment.day(practice.clinic.today(practice.now))
    draft = Draft(day=day, red_flags=("pus",))
    reporting.submit(
        practice.office, patient.visitor, treatment_id=patient.treatment_id, draft=draft, now=now or practice.now
    )


def attend(practice, row, move, *, now=None, who=None):
    seen = {alert.alert_id: alert.version for alert in row.alerts}
    return attending.attend(practice.office, who or practice.clinician, seen=seen, move=move, now=now or practice.now)


def test_those_who_need_someone_the_most_urgent_first(watched):
    flagged, severe, mild = (watched.enrol(name=name, days_ago=9) for name in ("Flo Flag", "Sam Severe", "Mia Mild"))
    watched.enrol(name="Nora New", days_ago=0)
    watched.report(mild, 9, redness=1)
    watched.report(severe, 9, itching=3)
    flag(watched, flagged)
    found = shown(watched)
    assert names(found) == ["Flo Flag", "Sam Severe", "Mia Mild"]
    assert [row.level for row in found.rows] == [Level.URGENT, Level.HIGH, Level.MEDIUM]
    assert [row.pictured for row in found.rows] == [None, "itching", "redness"]
    assert found.rows[1].courses == {"itching": ((9, Severity.SEVERE),)}
    assert (found.counts.shown, found.counts.untaken, found.counts.mine) == (3, 3, 3)
    assert found.counts.rules == {Rule.RED_FLAG: 1, Rule.SEVERE: 1, Rule.PAST_BAND: 1}
    assert found.counts.side_effects == {"redness": 1, "itching": 1}
    assert found.staff[watched.clinician.subject_id] == "Cleo Clinician"


def test_one_row_a_treatment_with_all_its_reasons(watched):
    patient = watched.enrol(days_ago=9)
    watched.report(patient, 8, redness=0, itching=1)
    watched.report(patient, 9, redness=3, itching=3)
    (row,) = shown(watched).rows
    rules = {(alert.rule, alert.side_effect) for alert in row.alerts}
    assert {(Rule.SEVERE, "redness"), (Rule.WORSENING, "itching"), (Rule.PAST_BAND, "redness")} <= rules
    assert row.alerts[0].level is Level.HIGH


def test_what_reports_add_after_somebody_took_it_is_new(watched, now):
    patient = watched.enrol(days_ago=9)
    watched.report(patient, 8, now=now, redness=3)
    (row,) = shown(watched).rows
    attend(watched, row, Move(Step.ACKNOWLEDGED), now=now + HOUR)
    (taken,) = shown(watched).rows
    assert not any(taken.is_new(alert) for alert in taken.alerts)
    watched.report(patient, 9, now=now + 2 * HOUR, redness=3)
    (again,) = shown(watched).rows
    assert all(again.is_new(alert) for alert in again.alerts)
    attend(watched, again, Move(Step.CONTACTED, how=How.PHONE), now=now + 3 * HOUR)
    (reached,) = shown(watched).rows
    assert not any(reached.is_new(alert) for alert in reached.alerts)


def test_what_is_put_off_waits_on_its_own_list_until_its_time(watched, now):
    patient = watched.enrol(days_ago=9)
    watched.report(patient, 9, itching=3)
    attend(watched, shown(watched).rows[0], Move(Step.SNOOZED, until=now + HOUR))
    put_off = Choice(View.PUT_OFF)
    assert (names(shown(watched)), names(shown(watched, put_off))) == ([], ["Ada Example"])
    later = now + HOUR
    assert (names(shown(watched, now=later)), names(shown(watched, put_off, now=later))) == (["Ada Example"], [])
    flag(watched, patient)
    assert [[alert.rule for alert in row.alerts] for row in shown(watched).rows] == [[Rule.RED_FLAG]]
    both = triaging.row(watched.office, watched.clinician, treatment_id=patient.treatment_id, now=now)
    assert [alert.rule for alert in both.alerts] == [Rule.RED_FLAG, Rule.SEVERE]


def test_mine_is_what_i_have_and_what_nobody_has_of_my_patients(watched):
    bea, mine = watched.colleague(), Choice(mine=True)
    ada, cyd = (watched.enrol(name=name, days_ago=9) for name in ("Ada Example", "Cyd Other"))
    for patient in (ada, cyd):
        watched.report(patient, 9, redness=3)
    assert (len(shown(watched, mine).rows), len(shown(watched, mine, who=bea).rows)) == (2, 0)
    row = next(row for row in shown(watched).rows if row.treatment_id == cyd.treatment_id)
    attend(watched, row, Move(Step.ESCALATED, to=bea.subject_id))
    assert (names(shown(watched, mine)), names(shown(watched, mine, who=bea))) == (["Ada Example"], ["Cyd Other"])
    assert names(shown(watched, Choice(untaken=True))) == ["Ada Example"]


def test_the_list_comes_in_pages_and_its_order_is_the_neighbours(watched):
    for number in range(PAGE + 2):
        watched.report(watched.enrol(name=f"Patient {number}", days_ago=9), 9, redness=3)
    first, second, beyond = (shown(watched, page=page) for page in (1, 2, 9))
    assert (len(first.rows), len(second.rows), first.counts.shown) == (PAGE, 2, PAGE + 2)
    assert (beyond.page, names(beyond)) == (2, names(second))
    assert (shown(watched, page=-3).page, shown(watched, page=0).page) == (1, 1)
    order = triaging.order(watched.office, watched.clinician, choice=Choice(), now=watched.now)
    assert order == [row.treatment_id for row in (*first.rows, *second.rows)]
    everyone = triaging.order(watched.office, watched.clinician, choice=Choice(View.ALL), now=watched.now)
    assert sorted(everyone) == sorted(order)


def test_changes_are_counted_by_treatment(watched, now):
    patients = [watched.enrol(name=name, days_ago=9) for name in ("Ada", "Bea", "Cyd")]
    for patient in patients[:2]:
        watched.report(patient, 8, redness=3)
    before = marks_of(shown(watched).rows)

    def changes():
        later = triaging.marks(watched.office, watched.clinician, choice=Choice(), page=1, now=now)
        return before.changes(later)

    assert changes() == 0
    watched.report(patients[0], 9, redness=3)
    assert changes() == 1
    flag(watched, patients[2])
    assert changes() == 2
    row = next(row for row in shown(watched).rows if row.treatment_id == patients[1].treatment_id)
    attend(watched, row, Move(Step.CLOSED, note="Seen."))
    assert changes() == 3


def test_the_lists_and_when_they_were_computed(watched, now):
    patient = watched.enrol(days_ago=9)
    watched.enrol(name="Bea", days_ago=1)
    watched.report(patient, 9, redness=3)
    found = triaging.lists(watched.office, watched.clinician, now=now)
    assert (found.counts, found.computed_at) == ({View.NEEDS: 1, View.PUT_OFF: 0, View.ALL: 2}, None)
    evaluating.evaluate(watched.office, now=now)
    assert triaging.lists(watched.office, watched.clinician, now=now).computed_at == now


def test_a_clinic_that_does_not_watch_has_nobody_on_its_worklist(practice, now):
    practice.report(practice.enrol(days_ago=9), 9, redness=4)
    found = triaging.lists(practice.office, practice.clinician, now=now)
    assert (found.clinic.watched, found.counts[View.NEEDS], found.counts[View.ALL]) == (False, 0, 1)


def test_a_recovery_whose_alerts_are_all_closed_has_a_row_without_reasons(watched, now):
    patient = watched.enrol(days_ago=9)
    watched.report(patient, 9, redness=3)
    attend(watched, shown(watched).rows[0], Move(Step.CLOSED, note="Seen."))
    row = triaging.row(watched.office, watched.clinician, treatment_id=patient.treatment_id, now=now)
    assert (row.alerts, row.level, row.who.patient.name) == ((), Level.NONE, "Ada Example")
