from datetime import timedelta

import pytest

from recovery.domain.access import Role
from recovery.domain.lifetimes import LIFETIMES
from recovery.services.entry import visiting

STAFF_IDLE = LIFETIMES[Role.MANAGER].idle
STAFF_LASTS = LIFETIMES[Role.MANAGER].absolute
PATIENT_LASTS = LIFETIMES[Role.PATIENT].absolute


@pytest.mark.parametrize(
    ("after", "known"),
    [
        pytest.param(timedelta(0), True, id="at once"),
        pytest.param(STAFF_IDLE - timedelta(seconds=1), True, id="just before the idle end"),
        pytest.param(STAFF_IDLE, False, id="idle for too long"),
    ],
)
def test_staff_who_do_nothing_are_signed_out(after, known, practice, now):
    assert (visiting.visitor_of(practice.office, practice.manager.session, now=now + after) is not None) is known


def test_a_screen_that_only_looks_for_news_does_not_keep_its_session_alive(practice, now):
    office, session = practice.office, practice.manager.session
    for minutes in range(5, 30, 5):
        assert visiting.visitor_of(office, session, now=now + timedelta(minutes=minutes), in_use=False)
    assert visiting.visitor_of(office, session, now=now + STAFF_IDLE, in_use=False) is None


def test_staff_who_work_are_signed_out_after_a_working_day(practice, now):
    clock = now
    while clock + timedelta(minutes=20) < now + STAFF_LASTS:
        clock += timedelta(minutes=20)
        assert visiting.visitor_of(practice.office, practice.manager.session, now=clock)
    last = now + STAFF_LASTS
    assert visiting.visitor_of(practice.office, practice.manager.session, now=last - timedelta(seconds=1))
    assert visiting.visitor_of(practice.office, practice.manager.session, now=last) is None


def test_a_patients_phone_is_remembered_without_a_click_until_the_end(practice, now):
    patient = practice.enrol()
    last = now + PATIENT_LASTS
    session = patient.visitor.session
    assert visiting.visitor_of(practice.office, session, now=last - timedelta(seconds=1)) == patient.visitor
    assert visiting.visitor_of(practice.office, session, now=last) is None


def test_signing_out_ends_one_session_only(practice, now):
    other = practice.colleague()
    visiting.sign_out(practice.office, other.session, now=now)
    visiting.sign_out(practice.office, "never was one", now=now)
    assert visiting.visitor_of(practice.office, other.session, now=now) is None
    assert visiting.visitor_of(practice.office, practice.manager.session, now=now) == practice.manager
