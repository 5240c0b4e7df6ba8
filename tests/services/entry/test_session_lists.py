"""Seeing and ending sessions: one's own, and as a manager everybody's."""

from datetime import timedelta

import pytest

from recovery.domain.access import Role
from recovery.domain.lifetimes import LIFETIMES
from recovery.errors import NotAllowed, NotFound
from recovery.services.entry import session_lists, visiting
from recovery.services.entry.session_lists import sign_of
from recovery.services.staff import own_account
from recovery.store import accounts, known_devices
from tests.conftest import session_of


def again(practice, visitor):
    """One more session of the same member of staff."""
    with practice.office.store.reading() as db:
        account = accounts.by_id(db, visitor.clinic_id, visitor.subject_id)
    return session_of(practice.office, account, now=practice.now)[1]


def is_in(practice, visitor):
    return visiting.visitor_of(practice.office, visitor.session, now=practice.now) is not None


def sign(visitor):
    return visitor.session[:12]


def last_row(practice):
    with practice.office.store.reading() as db:
        row = list(db["audit"].rows)[-1]
    return row["actor"], row["action"], row["subject"], row["details"]


def test_one_sees_ones_own_sessions_and_no_others(practice):
    second = again(practice, practice.clinician)
    own = own_account.own_account(practice.office, practice.clinician, now=practice.now)
    assert {one.visitor.session for one in own.sessions} == {practice.clinician.session, second.session}
    assert {one.device for one in own.sessions} == {"Chrome on Linux"}
    assert own.member.login == "clinician@example.com"


def test_ending_one_of_ones_own_leaves_the_others(practice):
    second = again(practice, practice.clinician)
    session_lists.end_own_session(practice.office, practice.clinician, sign=sign(second), now=practice.now)
    assert (is_in(practice, second), is_in(practice, practice.clinician)) == (False, True)
    assert last_row(practice)[1:] == (
        "ended a session", f"staff:{practice.clinician.subject_id}", f'{{"session":"{sign(second)}"}}'
    )  # fmt: skip


@pytest.mark.parametrize("which", ["the manager's", "a part", "nothing", "a pattern", "gone"])
def test_nobody_ends_a_session_that_is_not_theirs(which, practice):
    signs = {
        "the manager's": sign(practice.manager), "a part": sign(practice.clinician)[:4], "nothing": "",
        "a pattern": "%" * 12, "gone": "0" * 12,
    }  # fmt: skip
    with pytest.raises(NotFound, match="has ended already"):
        session_lists.end_own_session(practice.office, practice.clinician, sign=signs[which], now=practice.now)
    assert is_in(practice, practice.manager)
    assert is_in(practice, practice.clinician)


def test_signing_out_everywhere_else_keeps_this_one_and_forgets_devices(practice):
    others = [again(practice, practice.clinician) for _ in range(2)]
    account_id = practice.clinician.subject_id
    with practice.office.store.writing() as db:
        until = practice.now + timedelta(days=9)
        known_devices.add(db, "d" * 64, clinic_id=1, account_id=account_id, now=practice.now, expires_at=until)
    ended = session_lists.sign_out_everywhere(practice.office, practice.clinician, but_here=True, now=practice.now)
    assert (ended, is_in(practice, practice.clinician), is_in(practice, practice.manager)) == (2, True, True)
    assert not any(is_in(practice, other) for other in others)
    with practice.office.store.reading() as db:
        assert known_devices.holders(db, ["d" * 64], now=practice.now) == {}
    assert last_row(practice)[1::2] == ("signed out everywhere else", '{"sessions":2}')


def test_signing_out_everywhere_ends_this_one_too(practice):
    other = again(practice, practice.clinician)
    session_lists.sign_out_everywhere(practice.office, practice.clinician, but_here=False, now=practice.now)
    assert not is_in(practice, practice.clinician)
    assert not is_in(practice, other)
    assert is_in(practice, practice.manager)


def test_a_manager_sees_everybodys_sessions_and_ends_one(practice, other_clinic):
    practice.enrol()
    shown = session_lists.staff_sessions(practice.office, practice.manager, page=1, now=practice.now)
    assert {one.visitor.name for one in shown.sessions} == {"Cleo Clinician", "Mo Manager"}
    session_lists.end_session(practice.office, practice.manager, sign=sign(practice.clinician), now=practice.now)
    assert not is_in(practice, practice.clinician)
    assert visiting.has_expired(practice.office, practice.clinician.session)  # the sign-in page leads back
    assert last_row(practice)[:3] == (
        f"staff:{practice.manager.subject_id}", "ended a session", f"staff:{practice.clinician.subject_id}"
    )  # fmt: skip


def test_a_session_that_ended_by_itself_is_not_in_the_list(practice):
    later = practice.now + LIFETIMES[Role.MANAGER].idle
    shown = session_lists.staff_sessions(practice.office, practice.manager, page=1, now=later)
    assert [one.visitor.name for one in shown.sessions] == ["Cleo Clinician"]


def test_many_sessions_are_paged(practice):
    for _ in range(session_lists.PAGE):
        again(practice, practice.clinician)
    pages = [
        session_lists.staff_sessions(practice.office, practice.manager, page=page, now=practice.now)
        for page in (1, 2, 99)
    ]
    assert [len(page.sessions) for page in pages] == [session_lists.PAGE, 2, 2]
    signs = [sign_of(one) for page in pages[:2] for one in page.sessions]
    assert len(set(signs)) == pages[0].total == session_lists.PAGE + 2


def test_a_manager_ends_every_session_of_somebody(practice):
    other = again(practice, practice.clinician)
    ended = session_lists.end_sessions_of(
        practice.office, practice.manager, account_id=practice.clinician.subject_id, now=practice.now
    )  # fmt: skip
    assert ended == 2
    assert not is_in(practice, other)
    assert is_in(practice, practice.manager)
    assert last_row(practice)[1] == "ended every session"


def test_patients_and_other_clinics_sessions_are_not_a_managers_to_end(practice, other_clinic):
    patient = practice.enrol().visitor
    for visitor in (patient, other_clinic.clinician):
        with pytest.raises(NotFound):
            session_lists.end_session(practice.office, practice.manager, sign=sign(visitor), now=practice.now)
        assert is_in(practice, visitor)
    with pytest.raises(NotFound):
        session_lists.end_sessions_of(
            practice.office, practice.manager, account_id=other_clinic.clinician.subject_id, now=practice.now
        )


def test_a_clinician_ends_nobody_elses(practice):
    for attack in (
        lambda: session_lists.staff_sessions(practice.office, practice.clinician, page=1, now=practice.now),
        lambda: session_lists.end_session(
            practice.office, practice.clinician, sign=sign(practice.manager), now=practice.now
        ),
        lambda: session_lists.end_sessions_of(
            practice.office, practice.clinician, account_id=practice.manager.subject_id, now=practice.now
        ),
    ):
        with pytest.raises(NotAllowed):
            attack()
    assert is_in(practice, practice.manager)


def test_a_patient_has_no_account_to_look_after(practice):
    patient = practice.enrol().visitor
    with pytest.raises(NotAllowed):
        own_account.own_account(practice.office, patient, now=practice.now)
    with pytest.raises(NotAllowed):
        session_lists.sign_out_everywhere(practice.office, patient, but_here=False, now=practice.now)
