"""Two clinicians at the same alerts: who was first, what is written down, and what can be taken back."""

from datetime import timedelta

import pytest

from recovery.domain.alerts import State, Step
from recovery.domain.handling import How, Move
from recovery.domain.rules import Rule
from recovery.domain.wording.record import event_in_words
from recovery.errors import Conflict, InvalidInput, NotFound
from recovery.services.alerts import attending
from recovery.store import alerts, people

MINUTE = timedelta(minutes=1)
TAKE, CLOSE = Move(Step.ACKNOWLEDGED), Move(Step.CLOSED, note="Seen at the practice.")


@pytest.fixture
def patient(watched):
    """On day 9, with two reasons: severe redness, and past its band."""
    patient = watched.enrol(days_ago=9)
    watched.report(patient, 9, redness=3)
    return patient


@pytest.fixture
def alerts_now(watched, patient):
    def read():
        with watched.office.store.reading() as db:
            return alerts.of_treatment(db, 1, patient.treatment_id, watched.office.guide.catalogue)

    return read


@pytest.fixture
def attend(watched, alerts_now):
    def take(move, *, seen=None, who=None, now=watched.now):
        seen = {each.alert_id: each.version for each in alerts_now()} if seen is None else seen
        return attending.attend(watched.office, who or watched.clinician, seen=seen, move=move, now=now)

    return take


def trail(practice):
    with practice.office.store.reading() as db:
        rows = db.conn.execute("SELECT actor, action, subject, details FROM audit WHERE action LIKE 'alert:%'")
        return [tuple(row) for row in rows.fetchall()]


def events(practice, patient):
    with practice.office.store.reading() as db:
        found = alerts.events_of_treatment(db, 1, patient.treatment_id)
    return [[event.step for event in some] for some in found.values()]


def test_a_step_is_taken_with_all_of_them_and_written_down(watched, patient, alerts_now, attend):
    done = attend(Move(Step.CONTACTED, how=How.PHONE, note="She is at ease."))
    assert [alert.holding.state for alert in alerts_now()] == [State.CONTACTED] * 2
    assert done.seen == {alert.alert_id: 2 for alert in alerts_now()}
    assert events(watched, patient) == [[Step.OPENED, Step.CONTACTED]] * 2
    assert {(actor, action) for actor, action, *_ in trail(watched)} == {
        (f"staff:{watched.clinician.subject_id}", "alert: contacted")
    }
    assert '"phone"' in trail(watched)[0][3]
    assert "at ease" not in str(trail(watched))


@pytest.mark.parametrize(
    ("later", "when"),
    [(MINUTE, "at 10:00"), (13 * 60 * MINUTE, "at 10:00"), (timedelta(days=1), "on 15 July 2026, 10:00")],
    ids=["a minute later", "in the evening", "in a tab of the day before"],
)
def test_the_second_of_two_is_told_who_was_quicker_and_nothing_is_overwritten(later, when, watched, alerts_now, attend):
    seen = {each.alert_id: each.version for each in alerts_now()}
    attend(TAKE, who=watched.colleague("Bea Noor"), now=watched.now)
    with pytest.raises(Conflict, match=rf"Bea Noor was quicker: acknowledged {when}\. Nothing was overwritten"):
        attend(CLOSE, seen=seen, now=watched.now + later)
    assert [alert.holding.state for alert in alerts_now()] == [State.ACKNOWLEDGED] * 2


def test_all_or_none_when_only_one_of_them_has_changed(watched, alerts_now, attend):
    seen = {each.alert_id: each.version for each in alerts_now()}
    first = next(iter(seen))
    attend(TAKE, seen={first: seen[first]}, who=watched.colleague())
    with pytest.raises(Conflict):
        attend(TAKE, seen=dict(reversed(seen.items())))
    assert sorted(alert.holding.state for alert in alerts_now()) == [State.ACKNOWLEDGED, State.OPEN]


@pytest.mark.parametrize("taken_before", [False, True], ids=["nobody had it", "a colleague had it"])
def test_a_report_that_came_in_between_is_named_as_such(taken_before, watched, patient, alerts_now, attend):
    if taken_before:
        attend(TAKE, who=watched.colleague("Bea Noor"))
    seen = {each.alert_id: each.version for each in alerts_now()}
    watched.report(patient, 8, now=watched.now + MINUTE, redness=4)
    with pytest.raises(Conflict, match="A report has changed this"):
        attend(TAKE if not taken_before else CLOSE, seen=seen, now=watched.now + 2 * MINUTE)


@pytest.mark.parametrize("own", [False, True], ids=["a colleague's step before", "one's own step before"])
def test_a_report_that_only_changed_what_was_known_is_named_as_such(own, watched, patient, alerts_now, attend):
    watched.report(patient, 9, redness=4)
    attend(TAKE, who=watched.clinician if own else watched.colleague("Bea Noor"))
    seen = {each.alert_id: each.version for each in alerts_now()}
    watched.report(patient, 9, now=watched.now + MINUTE, redness=3)
    assert {steps[-1] for steps in events(watched, patient)} == {Step.ACKNOWLEDGED}
    with pytest.raises(Conflict, match="A report has changed this"):
        attend(CLOSE, seen=seen, now=watched.now + 2 * MINUTE)


def test_ones_own_step_in_another_window_is_named_as_such(alerts_now, attend):
    seen = {each.alert_id: each.version for each in alerts_now()}
    attend(TAKE)
    with pytest.raises(Conflict, match="You have changed this yourself"):
        attend(CLOSE, seen=seen)


def test_closing_needs_a_note(alerts_now, attend):
    with pytest.raises(InvalidInput, match="Write a note"):
        attend(Move(Step.CLOSED, note="  "))
    assert [alert.holding.state for alert in alerts_now()] == [State.OPEN] * 2


def test_the_last_step_can_be_taken_back_by_who_took_it(watched, patient, alerts_now, attend):
    before = [alert.holding for alert in alerts_now()]
    done, bea = attend(CLOSE), watched.colleague()
    assert attending.may_take_back(watched.office, watched.clinician, seen=done.seen)
    assert not attending.may_take_back(watched.office, bea, seen=done.seen)
    with pytest.raises(Conflict, match="cannot be taken back"):
        attending.take_back(watched.office, bea, seen=done.seen, now=watched.now)
    undone = attending.take_back(watched.office, watched.clinician, seen=done.seen, now=watched.now)
    assert [alert.holding for alert in alerts_now()] == before
    assert events(watched, patient) == [[Step.OPENED, Step.CLOSED, Step.UNDONE]] * 2
    assert not attending.may_take_back(watched.office, watched.clinician, seen=undone.seen)
    assert not attending.may_take_back(watched.office, watched.clinician, seen={})


def test_what_somebody_has_gone_on_with_is_not_taken_back(watched, alerts_now, attend):
    done = attend(TAKE)
    attend(CLOSE, who=watched.colleague())
    with pytest.raises(Conflict, match="cannot be taken back"):
        attending.take_back(watched.office, watched.clinician, seen=done.seen, now=watched.now)
    assert [alert.holding.state for alert in alerts_now()] == [State.CLOSED] * 2


def test_it_is_handed_over_to_a_clinician_of_this_clinic_alone(watched, other_clinic, alerts_now, attend):
    bea = watched.colleague()
    for stranger in (watched.manager.subject_id, other_clinic.clinician.subject_id, 5):
        with pytest.raises(InvalidInput, match="Choose a clinician of this clinic"):
            attend(Move(Step.ESCALATED, to=stranger))
    attend(Move(Step.ESCALATED, to=bea.subject_id))
    assert {alert.holding.account_id for alert in alerts_now()} == {bea.subject_id}
    assert f'"to":"staff:{bea.subject_id}"' in trail(watched)[0][3]
    assert [staff.name for staff in attending.colleagues(watched.office, watched.clinician)] == ["Bea Noor"]
    assert [staff.name for staff in attending.colleagues(watched.office, bea)] == ["Cleo Clinician"]


def test_everyone_whom_it_was_handed_over_to_is_named(watched, patient, attend):
    both = [watched.colleague("Bea Noor"), watched.colleague("Cy Night")]
    for colleague in both:
        attend(Move(Step.ESCALATED, to=colleague.subject_id))
    with watched.office.store.reading() as db:
        staff = people.staff_names(db, 1)
        found = alerts.events_of_treatment(db, 1, patient.treatment_id)
    for life in found.values():
        assert [event_in_words(event, staff) for event in life[1:]] == [
            "Cleo Clinician handed it over to Bea Noor", "Cleo Clinician handed it over to Cy Night",
        ]  # fmt: skip


def test_alerts_of_another_clinic_are_not_there(watched, other_clinic, alerts_now):
    seen = {each.alert_id: each.version for each in alerts_now()}
    for call in (
        lambda: attending.attend(watched.office, other_clinic.clinician, seen=seen, move=TAKE, now=watched.now),
        lambda: attending.take_back(watched.office, other_clinic.clinician, seen=seen, now=watched.now),
    ):
        with pytest.raises(NotFound):
            call()
    assert {alert.rule for alert in alerts_now()} == {Rule.SEVERE, Rule.PAST_BAND}


def test_what_has_come_up_anew_since_is_not_open_twice(watched, patient, alerts_now, attend):
    attend(CLOSE)
    watched.report(patient, 9, redness=0)
    watched.report(patient, 9, redness=4)
    closed = {each.alert_id: each.version for each in alerts_now() if each.rule is Rule.SEVERE and not each.is_open}
    assert any(each.rule is Rule.SEVERE and each.is_open for each in alerts_now())
    before = alerts_now()
    with pytest.raises(Conflict, match="come up anew since"):
        attend(Move(Step.REOPENED, note="Still so."), seen=closed)
    assert alerts_now() == before
