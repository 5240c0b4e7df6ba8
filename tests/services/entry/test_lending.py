"""The practice's tablet, lent to a patient for one report."""

from datetime import timedelta

import pytest

from recovery.domain.access import Action
from recovery.domain.report import Draft
from recovery.errors import Conflict, InvalidInput, NotAllowed, NotFound, SignedOut, SignInRefused
from recovery.services.entry import lending, visiting
from recovery.services.entry.passwords import fingerprint
from recovery.services.entry.personal_links import arrive
from recovery.services.people import closing
from recovery.services.recoveries import reporting, reviewing
from tests.conftest import come_in
from tests.services.entry.test_personal_links import race, rows, trail

NOTHING = Draft(day=3)


@pytest.fixture
def patient(practice):
    """Somebody who has agreed before."""
    patient = practice.enrol()
    come_in(practice.office, patient.link, now=practice.now)
    return patient


def lend(practice, patient, *, now=None):
    return lending.lend(
        practice.office, practice.clinician, patient_id=patient.patient.patient_id, now=now or practice.now
    )


def visitor_of(practice, token, *, now=None):
    return visiting.visitor_of(practice.office, fingerprint(token), now=now or practice.now)


def send(practice, patient, visitor, *, now=None, day=3):
    return reporting.submit(
        practice.office, visitor, treatment_id=patient.treatment_id, draft=Draft(day=day), now=now or practice.now
    )


def test_handing_over_signs_the_clinician_out_and_opens_the_report_alone(practice, patient):
    visitor = visitor_of(practice, lend(practice, patient).token)
    assert visiting.visitor_of(practice.office, practice.clinician.session, now=practice.now) is None
    assert (visitor.lent, visitor.patient_id) == (True, patient.patient.patient_id)
    assert {action for action in Action if visitor.may(action)} == {Action.REPORT}
    assert [action for action, *_ in trail(practice)][-3:] == ["signed out", "lent a tablet", "signed in"]
    assert rows(practice, "pin")[0]["patient_id"] == patient.patient.patient_id


def test_sending_ends_the_turn_in_the_same_transaction_and_the_curve_can_still_be_drawn(practice, patient):
    visitor = visitor_of(practice, lend(practice, patient).token)
    send(practice, patient, visitor)
    assert visiting.visitor_of(practice.office, visitor.session, now=practice.now) is None
    assert [action for action, *_ in trail(practice)][-2:] == ["sent a report", "gave the tablet back"]
    drawn = reviewing.own_recovery(practice.office, visitor, treatment_id=patient.treatment_id, now=practice.now)
    assert list(drawn.reports) == [3]
    with pytest.raises(SignedOut, match="turn is over"):
        send(practice, patient, visitor, day=2)
    assert len(rows(practice, "report")) == 1


def test_a_report_that_cannot_be_sent_leaves_the_turn_as_it_is(practice, patient):
    visitor = visitor_of(practice, lend(practice, patient).token)
    with pytest.raises(InvalidInput):
        send(practice, patient, visitor, day=99)
    assert visiting.visitor_of(practice.office, visitor.session, now=practice.now) == visitor
    send(practice, patient, visitor)


def test_of_reports_sent_at_the_same_moment_one_arrives(practice, patient):
    visitor = visitor_of(practice, lend(practice, patient).token)
    outcomes = race(lambda number: send(practice, patient, visitor, day=number), 4)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Filing", *["SignedOut"] * 3]
    assert len(rows(practice, "report")) == 1


@pytest.mark.parametrize(("minutes", "touched"), [(10, 0), (30, 9)])
def test_a_tablet_that_lies_about_ends_by_itself(minutes, touched, practice, patient):
    visitor = visitor_of(practice, lend(practice, patient).token)
    for minute in range(0, minutes, touched or minutes):
        at = practice.now + timedelta(minutes=minute)
        assert visiting.visitor_of(practice.office, visitor.session, now=at) == visitor
    late = practice.now + timedelta(minutes=minutes)
    assert visiting.visitor_of(practice.office, visitor.session, now=late) is None
    with pytest.raises(SignedOut):
        send(practice, patient, visitor, now=late)
    assert rows(practice, "report") == []


def test_a_patient_who_never_agreed_agrees_first_and_until_then_there_is_no_session(practice):
    patient = practice.enrol()
    before = len(rows(practice, "session"))
    handed = lend(practice, patient)
    assert not handed.has_agreed
    assert len(rows(practice, "session")) == before - 1
    assert visitor_of(practice, handed.token) is None
    step = fingerprint(handed.token)
    assert lending.waiting_for_consent(practice.office, step=step, now=practice.now).patient == patient.patient
    with pytest.raises(InvalidInput, match="tick"):
        lending.agree(practice.office, step=step, agrees=False, now=practice.now)
    token, visitor = lending.agree(practice.office, step=step, agrees=True, now=practice.now)
    assert visitor_of(practice, token) == visitor
    assert len(rows(practice, "consent")) == 1
    with pytest.raises(SignInRefused, match="turn is over"):
        lending.agree(practice.office, step=step, agrees=True, now=practice.now)


def test_what_was_agreed_to_on_the_tablet_is_not_asked_again_at_the_link(practice):
    patient = practice.enrol()
    lending.agree(practice.office, step=fingerprint(lend(practice, patient).token), agrees=True, now=practice.now)
    come_in(practice.office, patient.link, now=practice.now)
    assert len(rows(practice, "consent")) == 1


def test_the_step_of_a_tablet_runs_out(practice):
    patient = practice.enrol()
    handed = lend(practice, patient)
    with pytest.raises(SignInRefused):
        lending.agree(practice.office, step=fingerprint(handed.token), agrees=True, now=handed.until)
    assert rows(practice, "consent") == []


def test_there_must_be_something_to_report_on(practice, patient):
    closing.close_treatment(practice.office, practice.clinician, treatment_id=patient.treatment_id, now=practice.now)
    for call in (lambda: lend(practice, patient), lambda: ask(practice.clinician, practice, patient)):
        with pytest.raises(Conflict, match="nothing to report on"):
            call()
    assert visiting.visitor_of(practice.office, practice.clinician.session, now=practice.now)


def ask(visitor, practice, patient):
    return lending.lending(practice.office, visitor, patient_id=patient.patient.patient_id)


def test_only_a_clinician_of_the_clinic_whose_session_lives_lends(practice, patient, other_clinic):
    lent = visitor_of(practice, lend(practice, patient).token)
    for visitor, refusal in [
        (practice.manager, NotAllowed), (patient.visitor, NotAllowed), (lent, NotAllowed),
        (other_clinic.clinician, NotFound), (practice.clinician, SignedOut),
    ]:  # fmt: skip
        before = len(rows(practice, "session"))
        with pytest.raises(refusal):
            lending.lend(practice.office, visitor, patient_id=patient.patient.patient_id, now=practice.now)
        assert len(rows(practice, "session")) == before


def test_steps_that_nobody_went_on_with_are_forgotten_when_the_next_one_begins(practice):
    waiting, next_one = practice.enrol(), practice.enrol(name="Bo Example")
    arrive(practice.office, token=waiting.link, now=practice.now)
    assert not lend(practice, next_one, now=practice.now + timedelta(minutes=25)).has_agreed
    assert [row["patient_id"] for row in rows(practice, "entry_step")] == [next_one.patient.patient_id]
