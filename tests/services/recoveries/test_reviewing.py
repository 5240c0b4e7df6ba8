from datetime import timedelta

import pytest

from recovery.domain.alerts import Step
from recovery.domain.course import Status
from recovery.domain.handling import How, Move
from recovery.domain.level import Level
from recovery.domain.report import Draft
from recovery.domain.wording import open_badges
from recovery.domain.worklist import Choice, leading
from recovery.services.alerts import attending, triaging
from recovery.services.recoveries import reporting, reviewing
from recovery.services.recoveries.reviewing import PAGE


def listed(practice, page=1):
    return reviewing.patients_list(practice.office, practice.clinician, page=page, now=practice.now)


def names(found):
    return [row.patient.name for row in found.rows]


def sends(practice, who, day, **said):
    draft = Draft(day, said.pop("severities", {}), **said)
    return reporting.submit(practice.office, who.visitor, treatment_id=who.treatment_id, draft=draft, now=practice.now)


def test_the_most_urgent_stand_first_also_where_nobody_watches(practice):
    """By a warning sign, a wish for a call, the worst now, what is past its band, and the age of the last report."""
    order = ["Flo Flag", "Cal Call", "Vera Very", "Sam Severe", "Pat Past", "Mia Mild", "Nora None", "Uma Unreported"]
    at = {name: practice.enrol(name=name, days_ago=2 if name == "Mia Mild" else 9) for name in reversed(order)}
    sends(practice, at["Flo Flag"], 9, red_flags=("breathing",))
    sends(practice, at["Cal Call"], 9, wants_call=True)
    for name, day, severities in [
        ("Vera Very", 9, {"redness": 4}), ("Sam Severe", 9, {"redness": 3}), ("Pat Past", 9, {"redness": 1}),
        ("Mia Mild", 2, {"redness": 1}), ("Nora None", 8, {}),
    ]:  # fmt: skip
        practice.report(at[name], day, **severities)
    found = listed(practice)
    assert names(found) == order
    assert (found.total, found.today) == (8, practice.clinic.today(practice.now))
    assert [row.sign and (row.sign.day, row.sign.level) for row in found.rows[:3]] == [
        (9, Level.URGENT), (9, Level.HIGH), None,
    ]  # fmt: skip
    assert {row.level for row in found.rows} == {Level.NONE}
    assert found.rows[-1].standing is None


def test_open_alerts_come_before_the_worst_and_a_sign_that_was_alerted_is_not_said_twice(practice):
    practice.report(practice.enrol(name="Before", days_ago=9), 9, redness=4)
    watching = practice.watching()
    flagged = watching.enrol(name="Flag", days_ago=9)
    sends(watching, flagged, 9, red_flags=("breathing",))
    first, second = listed(watching).rows
    assert (first.patient.name, first.level, first.sign) == ("Flag", Level.URGENT, None)
    assert (second.patient.name, second.level) == ("Before", Level.NONE)
    _close_everything(watching, flagged)
    assert names(listed(watching)) == ["Before", "Flag"]
    assert listed(watching).rows[1].sign is None


def test_both_lists_put_first_what_holds_and_what_nobody_has_and_say_the_same_of_it(practice):
    watching = practice.watching()
    nobodys, reached, taken_back = (watching.enrol(name=name, days_ago=9) for name in ("Zoe", "Bea", "Ada"))
    for who in (taken_back, reached, nobodys):
        watching.report(who, 9, redness=3)
    watching.report(taken_back, 9, redness=1)
    seen = triaging.row(watching.office, watching.clinician, treatment_id=reached.treatment_id, now=watching.now).alerts
    attending.attend(
        watching.office, watching.clinician, seen={alert.alert_id: alert.version for alert in seen},
        move=Move(Step.CONTACTED, how=How.PHONE), now=watching.now,
    )  # fmt: skip
    shown = triaging.worklist(watching.office, watching.clinician, choice=Choice(), page=1, now=watching.now).rows
    rows = listed(watching).rows
    assert [row.patient.name for row in rows] == [row.who.patient.name for row in shown] == ["Zoe", "Bea", "Ada"]
    assert [leading(row.alerts) for row in rows] == [leading(row.alerts) for row in shown]
    assert [[badge.word for badge in open_badges(row, day=9)] for row in rows] == [
        ["High"], ["High"], ["Was high", "Medium"],
    ]  # fmt: skip


def test_a_sign_counts_among_the_last_reported_days_only(practice):
    ada = practice.enrol(days_ago=9)
    sends(practice, ada, 4, red_flags=("pus",))
    sends(practice, ada, 5, wants_call=True)
    for day, sign in [(7, (4, Level.URGENT)), (8, (5, Level.HIGH)), (9, None)]:
        practice.report(ada, day)
        found = listed(practice).rows[0].sign
        assert (found and (found.day, found.level)) == sign, day


def _close_everything(practice, who):
    seen = triaging.row(practice.office, practice.clinician, treatment_id=who.treatment_id, now=practice.now).alerts
    attending.attend(
        practice.office, practice.clinician, seen={alert.alert_id: alert.version for alert in seen},
        move=Move(Step.CLOSED, note="Seen."), now=practice.now,
    )  # fmt: skip


def test_the_list_comes_in_pages_and_has_neighbours(practice):
    ids = [practice.enrol(name=f"Patient {n}").treatment_id for n in range(PAGE + 2)]
    first, second, beyond = (listed(practice, page) for page in (1, 2, 3))
    assert (len(first.rows), len(second.rows), first.total) == (PAGE, 2, PAGE + 2)
    assert beyond == second
    assert listed(practice, 0) == listed(practice, -7) == first
    order = [row.treatment.treatment_id for row in (*first.rows, *second.rows)]
    assert sorted(order) == sorted(ids)
    for at, treatment_id in enumerate(order):
        found = reviewing.neighbours(practice.office, practice.clinician, treatment_id=treatment_id)
        assert (found.position, found.total) == (at + 1, PAGE + 2)
        assert found.previous == (order[at - 1] if at else None)
        assert found.next == (order[at + 1] if at + 1 < len(order) else None)


def test_neighbours_keep_to_the_order_that_they_are_given(practice):
    ada, bea, cyd = (practice.enrol(name=name).treatment_id for name in ("Ada", "Bea", "Cyd"))

    def place(treatment_id):
        return reviewing.neighbours(practice.office, practice.clinician, treatment_id=treatment_id, among=[cyd, ada])

    assert place(cyd) == reviewing.Neighbours(1, 2, None, ada)
    assert place(ada) == reviewing.Neighbours(2, 2, cyd, None)
    assert place(bea) == reviewing.Neighbours(None, 2, None, cyd)


def test_a_closed_treatment_leaves_the_list_and_can_still_be_seen(practice):
    gone, stays = practice.enrol(days_ago=9), practice.enrol()
    practice.report(gone, 8, redness=1)
    with practice.office.store.writing() as db:
        db.conn.execute("UPDATE treatment SET closed_on = '2026-07-14' WHERE treatment_id = ?", (gone.treatment_id,))
    assert [row.treatment.treatment_id for row in listed(practice).rows] == [stays.treatment_id]
    assert reviewing.neighbours(
        practice.office, practice.clinician, treatment_id=gone.treatment_id
    ) == reviewing.Neighbours(None, 1, None, stays.treatment_id)
    long_after = practice.now + timedelta(days=30)
    found = reviewing.recovery(practice.office, practice.clinician, treatment_id=gone.treatment_id, now=long_after)
    assert found.findings[0].status is Status.PAST_BAND  # as it stood on the day that it was closed


@pytest.mark.parametrize(
    ("days_ago", "reported", "received", "due"),
    [
        pytest.param(-5, [], 0, 0, id="booked ahead"),
        pytest.param(0, [], 0, 0, id="the procedure's day is not over"),
        pytest.param(0, [0], 1, 1, id="today is due once it is reported"),
        pytest.param(3, [0, 2], 2, 3, id="a missed day"),
        pytest.param(3, [0, 3], 2, 4, id="missed days, and today"),
        pytest.param(40, [35, 36], 0, 22, id="late reports count for no due day"),
    ],
)
def test_reports_received_of_those_due(days_ago, reported, received, due, *, practice):
    patient = practice.enrol(days_ago=days_ago, entered_days_ago=max(0, days_ago))
    for day in reported:
        practice.report(patient, day)
    found = reviewing.own_recovery(
        practice.office, patient.visitor, treatment_id=patient.treatment_id, now=practice.now
    )
    assert found.due(practice.office.guide.last_band_day) == (received, due)
    assert found.day == days_ago
    assert (found.last.day if found.last else None) == max(reported, default=None)


@pytest.mark.parametrize(
    ("reported", "received", "due"),
    [
        pytest.param([], 0, 2, id="nothing is due of the days before"),
        pytest.param([1, 2, 4], 1, 2, id="late reports of days before the entry count for none"),
        pytest.param([3, 5], 2, 3, id="today is due once it is reported"),
    ],
)
def test_nothing_is_due_before_the_entry(reported, received, due, *, practice):
    patient = practice.enrol(days_ago=5, entered_days_ago=2)
    for day in reported:
        practice.report(patient, day)
    found = reviewing.own_recovery(
        practice.office, patient.visitor, treatment_id=patient.treatment_id, now=practice.now
    )  # fmt: skip
    assert found.due(21) == (received, due)


def test_a_patients_treatments_the_latest_first(practice):
    patient = practice.enrol(days_ago=30)
    with practice.office.store.writing() as db:
        db.conn.execute(
            """
            INSERT INTO treatment SELECT clinic_id, 7, patient_id, 'laser', 'hands', '2026-07-10', clinician_id,
                NULL, 0, created_at, due_from FROM treatment
            """
        )
    clinic, own = reviewing.own_treatments(practice.office, patient.visitor)
    assert (clinic, [treatment.method for treatment in own]) == (practice.clinic, ["laser", "derma_roller"])


def test_a_warning_sign_that_stands_is_not_hidden_by_a_later_one_that_was_taken_back(practice):
    patient = practice.enrol(days_ago=5)
    for day, flags in ((4, ("pus",)), (5, ("fever",)), (5, ())):
        reporting.submit(
            practice.office,
            patient.visitor,
            treatment_id=patient.treatment_id,
            draft=Draft(day=day, red_flags=flags),
            now=practice.now,
        )
    found = reviewing.own_recovery(
        practice.office, patient.visitor, treatment_id=patient.treatment_id, now=practice.now
    )
    assert (found.warned_on, found.warning_signs) == (4, ("pus",))
