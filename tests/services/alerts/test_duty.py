"""Who is on duty, and who may say so."""

from dataclasses import replace

import pytest

from recovery.errors import InvalidInput
from recovery.services.alerts.duty import Off, duty_now, end_duty, take_duty, why_off
from recovery.services.staff import administering
from recovery.store import duty
from tests.mail_server import nobody_at, watched


@pytest.fixture
def office(practice):
    return watched(practice, nobody_at(25)).office


@pytest.fixture
def colleague(practice):
    return practice.colleague("Cy Colleague")


def on_duty(office):
    with office.store.reading() as db:
        return duty.on_duty(db, 1)


def trail(office):
    with office.store.reading() as db:
        return [tuple(row) for row in db.conn.execute("SELECT actor, action, subject FROM audit").fetchall()]


def test_a_clinician_goes_on_duty_with_an_address_and_off_again(office, practice, now):
    me = practice.clinician
    assert duty_now(office, me).on_duty is None
    take_duty(office, me, email=" bea@example.com ", now=now)
    shown = duty_now(office, me)
    assert (shown.on_duty.name, shown.own_email, shown.is_of(me)) == ("Cleo Clinician", "bea@example.com", True)
    end_duty(office, me, now=now)
    assert duty_now(office, me).on_duty is None
    assert duty_now(office, me).own_email == "bea@example.com"
    who = f"staff:{me.subject_id}"
    assert trail(office)[-2:] == [(who, "went on duty", who), (who, "went off duty", who)]


def test_whoever_goes_on_duty_takes_over_and_the_other_cannot_end_it(office, practice, colleague, now):
    take_duty(office, practice.clinician, email="bea@example.com", now=now)
    take_duty(office, colleague, email="cy@example.com", now=now)
    end_duty(office, practice.clinician, now=now)
    assert on_duty(office).name == "Cy Colleague"
    assert not duty_now(office, practice.clinician).is_of(practice.clinician)


def test_a_wrong_address_changes_nothing(office, practice, now):
    with pytest.raises(InvalidInput):
        take_duty(office, practice.clinician, email="bea@example.com\nBcc: x@y.example", now=now)
    assert on_duty(office) is None


def test_a_disabled_account_is_not_on_duty(office, practice, now):
    take_duty(office, practice.clinician, email="bea@example.com", now=now)
    administering.disable_account(office, login="clinician@example.com", now=now)
    assert on_duty(office) is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"watched": False}, Off.NOT_WATCHED),
        ({"demo": True}, Off.DEMO),
        ({"mail": None}, Off.NO_SERVER),
        ({"mail": None, "demo": True, "watched": False}, Off.NO_SERVER),
    ],
)
def test_why_no_alert_is_mailed(changes, reason, office, practice):
    settings = replace(office.settings, mail=changes.get("mail", office.settings.mail))
    asked = replace(office, settings=settings)
    clinic = replace(asked.the_clinic(), demo=changes.get("demo", False), watched=changes.get("watched", True))
    with office.store.writing() as db:
        db.conn.execute("UPDATE clinic SET demo = ?, watched = ?", (clinic.demo, clinic.watched))
    assert why_off(asked, clinic) is reason
    if reason is None:
        assert duty_now(asked, practice.clinician) is not None
    else:
        assert duty_now(asked, practice.clinician) is None
