import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from recovery.domain.catalogue import Severity
from recovery.domain.guidance import Asking
from recovery.domain.report import Draft
from recovery.errors import InvalidInput, NotFound
from recovery.services.guidance import guiding
from recovery.services.office import Office
from recovery.services.rebuilding import verify
from recovery.services.recoveries import reporting, reviewing
from recovery.store import treatments


@pytest.fixture
def patient(practice):
    return practice.enrol(days_ago=5, areas=("face", "neck"))


def all_reports(practice, patient):
    return reviewing.recovery(
        practice.office, practice.clinician, treatment_id=patient.treatment_id, now=practice.now
    ).reports


def severities(report):
    return {score.side_effect: int(score.severity) for score in report.scores if score.severity}


def differences(practice):
    return verify(practice.office.store, practice.office.guide)


def trail(practice):
    with practice.office.store.reading() as db:
        rows = db.conn.execute("SELECT actor, action, subject, details FROM audit ORDER BY seq").fetchall()
        return [tuple(row) for row in rows]


def test_a_report_is_stored_whole(practice, patient, now):
    draft = Draft(
        day=5, severities={"redness": 3, "itching": 1}, areas={"redness": "neck"}, red_flags=("pus",), wants_call=True,
        note="=cmd()|' /C calc'!A0 \u202e<b>שלום</b> 😀\0",
    )  # fmt: skip
    filing = reporting.submit(practice.office, patient.visitor, treatment_id=patient.treatment_id, draft=draft, now=now)
    stored = all_reports(practice, patient)[5]
    assert stored == filing.report
    assert severities(stored) == {"redness": 3, "itching": 1}
    assert {score.side_effect: score.area for score in stored.scores if score.area} == {"redness": "neck"}
    assert (stored.red_flags, stored.wants_call) == (("pus",), True)
    assert stored.note == "=cmd()|' /C calc'!A0 <b>שלום</b> 😀"
    assert (stored.reported_at, stored.reported_by) == (now, f"patient:{patient.patient.patient_id}")
    assert differences(practice) == []


def test_a_second_report_of_a_day_keeps_the_first_as_a_revision(practice, patient):
    first = practice.report(patient, 5, redness=3)
    second = practice.report(patient, 5, redness=1, itching=2)
    third = practice.report(patient, 5)
    assert [filing.report.revision for filing in (first, second, third)] == [1, 2, 3]
    assert all_reports(practice, patient) == {5: third.report}
    assert practice.replaced(patient) == [
        first.report, second.report,
    ]  # fmt: skip
    assert differences(practice) == []


def test_a_late_report_among_others_changes_what_follows(practice, patient):
    practice.report(patient, 1, redness=2)
    practice.report(patient, 4, redness=0)
    before = reviewing.own_recovery(
        practice.office, patient.visitor, treatment_id=patient.treatment_id, now=practice.now
    )
    late = practice.report(patient, 3, now=practice.now, redness=1)
    after = reviewing.own_recovery(
        practice.office, patient.visitor, treatment_id=patient.treatment_id, now=practice.now
    )
    assert [recovery.findings[0].course.last_present for recovery in (before, after)] == [1, 3]
    assert (list(after.reports), late.standing.last_day) == ([1, 3, 4], 4)
    assert differences(practice) == []


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        pytest.param(Draft(6), "day", id="tomorrow"),
        pytest.param(Draft(5, severities={"redness": 9}), "severity_redness", id="no such severity"),
        pytest.param(Draft(5, severities={"redness": 2}), "area_redness", id="no area"),
        pytest.param(Draft(5, note="x" * 10_000), "note", id="a long note"),
        pytest.param(Draft(5, red_flags=("x",)), "warning_sign", id="unknown warning sign"),
    ],
)
def test_a_report_that_cannot_be_changes_nothing(draft, field, practice, patient, now):
    practice.report(patient, 5, redness=1)
    reporting.keep_draft(practice.office, patient.visitor, treatment_id=patient.treatment_id, draft=draft, now=now)
    before = all_reports(practice, patient), trail(practice)
    for send in (reporting.check, reporting.submit):
        with pytest.raises(InvalidInput) as refused:
            send(practice.office, patient.visitor, treatment_id=patient.treatment_id, draft=draft, now=now)
        assert refused.value.field == field
    assert (all_reports(practice, patient), trail(practice)) == before
    desk = reporting.open_desk(practice.office, patient.visitor, treatment_id=patient.treatment_id, now=now)
    assert desk.drafts == {draft.day: draft}


def test_two_devices_at_once_both_count_in_order(practice, patient, now):
    gate, sent = threading.Barrier(8), []

    def send(severity):
        gate.wait()
        draft = Draft(5, severities={"redness": severity % 2})
        own = Office(practice.office.settings, practice.office.guide, practice.office.store)
        sent.append(
            reporting.submit(own, patient.visitor, treatment_id=patient.treatment_id, draft=draft, now=now).report
        )

    devices = [threading.Thread(target=send, args=(n,)) for n in range(8)]
    for device in devices:
        device.start()
    for device in devices:
        device.join()
    kept = practice.replaced(patient)
    kept.append(all_reports(practice, patient)[5])
    assert [report.revision for report in kept] == list(range(1, 9))
    assert sorted(sent, key=lambda report: report.revision) == kept
    assert differences(practice) == []


def test_a_draft_is_kept_for_its_day_and_goes_when_that_day_is_sent(practice, patient, now):
    office, visitor, treatment = practice.office, patient.visitor, {"treatment_id": patient.treatment_id}
    half = Draft(5, severities={"redness": None}, areas={"redness": "face"}, red_flags=("pus",), note="\ud800 =1+1 \0")
    other = Draft(4, severities={"itching": 2})
    for draft in (replace(half, wants_call=True), half, other):
        reporting.keep_draft(office, visitor, **treatment, draft=draft, now=now)
    assert reporting.open_desk(office, visitor, **treatment, now=now).drafts == {4: other, 5: half}
    practice.report(patient, 5, redness=1)
    assert reporting.open_desk(office, visitor, **treatment, now=now).drafts == {4: other}
    reporting.discard_draft(office, visitor, **treatment, day=4)
    assert reporting.open_desk(office, visitor, **treatment, now=now).drafts == {}


def test_the_desk_shows_what_may_be_reported(practice, patient):
    practice.report(patient, 2, redness=1)
    desk = reporting.open_desk(
        practice.office, patient.visitor, treatment_id=patient.treatment_id, now=practice.now + timedelta(days=4)
    )
    assert (desk.clinic, list(desk.days), desk.reported) == (practice.clinic, list(range(2, 10)), (2,))
    found = reporting.report_of(practice.office, patient.visitor, treatment_id=patient.treatment_id, day=2)
    assert severities(found) == {"redness": 1}
    assert reporting.report_of(practice.office, patient.visitor, treatment_id=patient.treatment_id, day=3) is None


def test_the_day_is_that_of_the_clinics_wall(practice, now):
    patient = practice.enrol(days_ago=0)
    midnight = now.replace(hour=5)  # midnight in Memphis
    for moment, days in (
        (midnight - timedelta(seconds=1), []),
        (midnight, [0]),
        (midnight + timedelta(days=1), [0, 1]),
    ):
        desk = reporting.open_desk(practice.office, patient.visitor, treatment_id=patient.treatment_id, now=moment)
        assert list(desk.days) == days


def test_a_closed_treatment_takes_no_more_reports(practice, patient, now):
    practice.report(patient, 5, redness=1)
    with practice.office.store.writing() as db:
        db.conn.execute("UPDATE treatment SET closed_on = '2026-07-15'")
    with pytest.raises(InvalidInput, match=r"takes no more reports. Call the practice") as refused:
        practice.report(patient, 5, redness=2)
    assert refused.value.field == "treatment"
    assert reporting.choices(practice.office, patient.visitor)[1] == ()
    assert list(all_reports(practice, patient)) == [5]


def test_a_side_effect_switched_off_since_leaves_nothing_derived_behind(practice, patient):
    practice.report(patient, 5, redness=1, itching=2)
    without = [Asking("itching", asked=False)]
    guiding.save(practice.office, practice.manager, changes=without, reason="as agreed", seen=1, now=practice.now)
    practice.report(patient, 5, redness=1)
    assert differences(practice) == []
    assert severities(practice.replaced(patient)[0]) == {
        "redness": 1, "itching": 2,
    }  # fmt: skip


def test_the_trail_says_who_sent_what_without_a_word_of_it(practice, patient):
    practice.report(patient, 5, redness=4)
    practice.report(patient, 5, redness=3)
    who, about = f"patient:{patient.patient.patient_id}", f"treatment:{patient.treatment_id}"
    assert trail(practice)[-2:] == [
        (who, "sent a report", about, '{"day":5,"revision":1}'),
        (who, "replaced a report", about, '{"day":5,"revision":[1,2]}'),
    ]
    assert not any(word in str(trail(practice)) for word in ("Ada", "redness", "555 0100"))


def test_reports_in_order_leave_what_follows_right(practice, patient):
    for day, severity in ((0, 3), (1, 2), (2, 0), (4, 1), (5, 0)):
        practice.report(patient, day, redness=severity, itching=4 - severity)
        assert differences(practice) == []


def test_each_report_makes_the_treatment_a_newer_version(practice, patient):
    for day in (1, 2, 2):
        practice.report(patient, day)
    with practice.office.store.reading() as db:
        found = treatments.treatment(db, 1, patient.treatment_id)
    standing = practice.standing(patient)
    assert (found.version, standing.last_day, standing.worst) == (3, 2, Severity.NONE)


@pytest.mark.parametrize("treatment_id", [0, -1, 1, 2**63 - 1])
def test_a_treatment_that_is_not_there_is_not_found(treatment_id, practice, patient, now):
    with pytest.raises(NotFound, match="no such treatment here; go back to the list"):
        reporting.open_desk(practice.office, patient.visitor, treatment_id=treatment_id, now=now)


def test_a_report_by_phone_is_stored_as_the_patients_own_and_names_who_entered_it(practice, patient, now):
    draft = Draft(5, severities={"redness": 3}, areas={"redness": "neck"}, wants_call=True)
    treatment = {"treatment_id": patient.treatment_id, "draft": draft, "now": now}
    by_phone = reporting.submit_for(practice.office, practice.clinician, **treatment).report
    own = reporting.submit(practice.office, patient.visitor, **treatment).report
    assert replace(own, reported_by=by_phone.reported_by, revision=1) == by_phone
    assert (by_phone.entered_by, own.entered_by) == (practice.clinician.subject_id, None)
    assert [report.entered_by for report in practice.replaced(patient)] == [practice.clinician.subject_id]
    assert differences(practice) == []
    sent = next((actor, action) for actor, action, *_ in trail(practice) if "a report" in action)
    assert sent == (f"staff:{practice.clinician.subject_id}", "sent a report")


def test_a_report_by_phone_gives_the_same_alerts_as_the_patients_own(practice, now):
    watched = practice.watching()
    draft = Draft(9, severities={"redness": 2}, red_flags=("pus",), wants_call=True)
    one, other = watched.enrol(days_ago=9), watched.enrol(days_ago=9, name="Bea Other")
    mine = reporting.submit_for(
        watched.office, watched.clinician, treatment_id=one.treatment_id, draft=draft, now=now
    )  # fmt: skip
    theirs = reporting.submit(watched.office, other.visitor, treatment_id=other.treatment_id, draft=draft, now=now)
    assert mine.alerts
    assert [(change.alert.rule, change.alert.level, change.alert.evidence) for change in mine.alerts] == [
        (change.alert.rule, change.alert.level, change.alert.evidence) for change in theirs.alerts
    ]


def test_what_a_patient_began_outlasts_a_report_by_phone(practice, patient, now):
    begun = Draft(5, severities={"itching": 1}, note="half a word")
    reporting.keep_draft(practice.office, patient.visitor, treatment_id=patient.treatment_id, draft=begun, now=now)
    reporting.submit_for(
        practice.office, practice.clinician, treatment_id=patient.treatment_id, draft=Draft(5), now=now
    )  # fmt: skip
    desk = reporting.open_desk(practice.office, patient.visitor, treatment_id=patient.treatment_id, now=now)
    assert desk.drafts == {5: begun}


def test_a_report_by_phone_for_a_closed_recovery_says_what_staff_can_do(practice, patient, now):
    with practice.office.store.writing() as db:
        db.conn.execute("UPDATE treatment SET closed_on = '2026-07-15'")
    with pytest.raises(InvalidInput, match="Open it again first"):
        reporting.submit_for(
            practice.office, practice.clinician, treatment_id=patient.treatment_id, draft=Draft(5), now=now
        )  # fmt: skip
