"""Guessing PINs: from many addresses, in parallel, for days; and the clinic that is told."""

from datetime import timedelta

import pytest

from recovery.errors import SignInRefused, TooManyAttempts
from recovery.services.entry import pins
from recovery.services.entry.pins import FREE_TRIES, LONGEST_WAIT_S, SUSPECTED_FROM, WRONG, wait_s
from recovery.services.people.handing_out import LINK_LASTS
from recovery.store import pins as kept_pins
from tests.conftest import PIN, come_in
from tests.services.entry.test_personal_links import race, rows, trail

WRONG_PIN = "739182"


@pytest.fixture
def patient(practice):
    """Somebody who has chosen a PIN."""
    patient = practice.enrol()
    come_in(practice.office, patient.link, now=practice.now)
    return patient


@pytest.fixture
def without_hashing(monkeypatch):
    """A hash takes 0.1 s: where only the counting matters, compare at once."""
    monkeypatch.setattr(pins, "is_password", lambda pin, _: pin == PIN)


def guess(practice, patient, now, pin=WRONG_PIN):
    key = {"clinic_id": 1, "patient_id": patient.patient.patient_id}
    pins.try_pin(practice.office, **key, pin=pin, now=now)


def kept(practice, patient):
    with practice.office.store.reading() as db:
        return kept_pins.of_patient(db, 1, patient.patient.patient_id)


WAITS = [(0, 0), (FREE_TRIES - 1, 0), (5, 30), (6, 60), (7, 120), (11, 1920), (12, 3600), (13, 3600), (10**6, 3600)]


@pytest.mark.parametrize(("failures", "seconds"), WAITS)
def test_the_wait_doubles_up_to_an_hour(failures, seconds):
    assert wait_s(failures) == seconds


def test_whoever_guesses_as_fast_as_they_may_makes_two_thousand_tries_in_a_links_life():
    at, failures = 0, 0
    while at <= LINK_LASTS.total_seconds():
        failures += 1
        at += wait_s(failures)
    assert failures <= FREE_TRIES + 7 + 24 * LINK_LASTS.days
    assert failures / 10**6 < 0.0022
    assert wait_s(failures) == LONGEST_WAIT_S


def test_guesses_from_many_addresses_wait_together(practice, patient, without_hashing):
    """No address is asked for at all: they count at the patient."""
    for _ in range(FREE_TRIES):
        with pytest.raises(SignInRefused, match=WRONG):
            guess(practice, patient, practice.now)
    with pytest.raises(TooManyAttempts, match="Wait 30 seconds") as refused:
        guess(practice, patient, practice.now)
    assert refused.value.wait_s == 30
    assert kept(practice, patient).failures == FREE_TRIES


def test_guesses_at_the_same_moment_all_count(practice, patient):
    outcomes = race(lambda _: guess(practice, patient, practice.now), 12)
    refused = [type(outcome) for outcome in outcomes]
    assert (refused.count(SignInRefused), refused.count(TooManyAttempts)) == (FREE_TRIES, 12 - FREE_TRIES)
    assert kept(practice, patient).failures == FREE_TRIES


def test_the_right_pin_has_to_wait_too_so_that_the_wait_tells_nothing(practice, patient, without_hashing):
    for _ in range(FREE_TRIES):
        with pytest.raises(SignInRefused):
            guess(practice, patient, practice.now)
    with pytest.raises(TooManyAttempts):
        guess(practice, patient, practice.now, pin=PIN)
    guess(practice, patient, practice.now + timedelta(seconds=30), pin=PIN)


def wrong_many_times(practice, patient, count):
    at = practice.now
    for number in range(1, count + 1):
        with pytest.raises(SignInRefused, match=WRONG):
            guess(practice, patient, at)
        at += timedelta(seconds=wait_s(number))
    return at


def test_nobody_is_locked_out_after_any_number_of_wrong_pins(practice, patient, without_hashing):
    at = wrong_many_times(practice, patient, 40)
    _, visitor = come_in(practice.office, patient.link, now=at)
    assert visitor.patient_id == patient.patient.patient_id
    assert kept(practice, patient).failures == 0


def test_the_clinic_is_told_at_the_tenth_and_success_does_not_hide_it(practice, patient, without_hashing):
    at = wrong_many_times(practice, patient, SUSPECTED_FROM - 1)
    assert pins.suspected(practice.office, practice.clinician) == []
    wrong_many_times(practice, patient, 0)
    with pytest.raises(SignInRefused):
        guess(practice, patient, at)
    (told,) = pins.suspected(practice.office, practice.clinician)
    who = patient.patient
    assert (told.patient_id, told.name, told.code, told.since) == (who.patient_id, "Ada Example", who.code, at)
    come_in(practice.office, patient.link, now=at + timedelta(hours=1))
    assert pins.suspected(practice.office, practice.clinician) == [told]


def test_a_clinician_takes_the_notice_back_and_the_patient_may_try_at_once(practice, patient, without_hashing):
    at = wrong_many_times(practice, patient, SUSPECTED_FROM)
    pins.dismiss(practice.office, practice.clinician, patient_id=patient.patient.patient_id, now=at)
    assert pins.suspected(practice.office, practice.clinician) == []
    guess(practice, patient, at, pin=PIN)
    assert trail(practice)[-1] == ("dismissed wrong PINs", "staff", '{"failures":[10,0]}')
    pins.dismiss(practice.office, practice.clinician, patient_id=patient.patient.patient_id, now=at)
    assert [action for action, *_ in trail(practice)].count("dismissed wrong PINs") == 1


def test_every_wrong_pin_is_in_the_trail_and_none_by_its_digits(practice, patient, without_hashing):
    wrong_many_times(practice, patient, SUSPECTED_FROM + 1)
    actions = [action for action, *_ in trail(practice)]
    assert actions.count("wrong PIN") == SUSPECTED_FROM + 1
    assert actions.count("told the clinic of wrong PINs") == 1
    assert WRONG_PIN not in str(rows(practice, "audit"))


def test_another_clinic_is_told_nothing(practice, patient, other_clinic, without_hashing):
    wrong_many_times(practice, patient, SUSPECTED_FROM)
    assert pins.suspected(practice.office, other_clinic.clinician) == []


def test_the_notice_is_found_by_its_index(practice):
    with practice.office.store.reading() as db:
        sql = "EXPLAIN QUERY PLAN SELECT patient_id FROM pin WHERE clinic_id = 1 AND suspected_at IS NOT NULL"
        plan = " ".join(row[3] for row in db.conn.execute(sql).fetchall())
    assert "pin_suspected" in plan
