from dataclasses import replace
from datetime import timedelta

import pytest

from recovery.domain.access import Role
from recovery.errors import NotAllowed, SignInRefused, TooManyAttempts
from recovery.services.entry import passwords, signing_in, visiting
from recovery.services.entry.confirming import Whence
from recovery.store import accounts, people
from tests.conftest import PASSWORD

MANAGER, ELSEWHERE, WRONG = "manager@example.com", "203.0.113.9", "wrong"


def attempt(office, now, *, login=MANAGER, password=WRONG, address="198.51.100.7"):
    return signing_in.sign_in(office, login=login, password=password, whence=Whence(address), now=now)


def fail(office, now, times, **attempted):
    """Fail this often, each time as soon as one may; when that was."""
    for _ in range(times):
        with pytest.raises(SignInRefused) as refused:
            attempt(office, now, **attempted)
        if isinstance(refused.value, TooManyAttempts):
            now += timedelta(seconds=refused.value.wait_s)
            with pytest.raises(SignInRefused, match="The name or the password is wrong"):
                attempt(office, now, **attempted)
    return now


def test_a_real_password_opens_a_session(practice, now):
    token, visitor = attempt(practice.office, now, password=PASSWORD)
    assert (visitor.name, visitor.roles, visitor.clinic_id) == ("Mo Manager", {Role.MANAGER}, 1)
    assert visiting.visitor_of(practice.office, passwords.fingerprint(token), now=now) == visitor


def test_a_real_password_is_told_from_others(practice, now):
    for wrong in ("", PASSWORD.upper(), PASSWORD + " ", "x" * 1_000_000):
        with pytest.raises(SignInRefused, match="The name or the password is wrong"):
            attempt(practice.office, now, password=wrong, address=wrong[:9])


@pytest.mark.parametrize("login", ["manager@example.com", " Manager@Example.COM ", "manager@\u2060example.com\u200b"])
def test_the_name_may_be_written_as_a_phone_writes_it(login, practice, hashed, now):
    assert attempt(practice.office, now, login=login, password=PASSWORD)[1].name == "Mo Manager"


@pytest.mark.parametrize("login", ["", "nobody@example.com", "' OR 1=1 --", "\0", "x" * 100_000])
def test_an_unknown_name_costs_one_comparison_like_a_known_one(login, practice, hashed, now):
    with pytest.raises(SignInRefused) as unknown:
        attempt(practice.office, now, login=login)
    with pytest.raises(SignInRefused) as known:
        attempt(practice.office, now)
    assert hashed == [WRONG, WRONG]
    assert str(unknown.value) == str(known.value)


def test_a_disabled_account_is_refused_like_an_unknown_one(practice, hashed, now):
    with practice.office.store.writing() as db:
        db.conn.execute("UPDATE account SET disabled = 1 WHERE login = ?", (MANAGER,))
    with pytest.raises(SignInRefused, match="The name or the password is wrong"):
        attempt(practice.office, now, password=PASSWORD)
    assert hashed == [PASSWORD]
    assert visiting.visitor_of(practice.office, practice.manager.session, now=now) is None


@pytest.mark.parametrize(
    ("failures", "wait"),
    [(4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 16), (13, 256), (14, 300), (15, 300), (25, 300)],
)
def test_the_wait_doubles_after_five_failures_and_ends_at_five_minutes(failures, wait, practice, hashed, now):
    last = fail(practice.office, now, failures)
    if wait:
        with pytest.raises(TooManyAttempts, match=f"Wait {wait} second") as refused:
            attempt(practice.office, last, password=PASSWORD)
        assert refused.value.wait_s == wait
        with pytest.raises(TooManyAttempts, match="Wait 1 second, then"):
            attempt(practice.office, last + timedelta(seconds=wait - 1), password=PASSWORD)
    assert attempt(practice.office, last + timedelta(seconds=wait), password=PASSWORD)


def test_waiting_costs_no_comparison(practice, hashed, now):
    last = fail(practice.office, now, 9)
    hashed.clear()
    with pytest.raises(TooManyAttempts):
        attempt(practice.office, last)
    assert hashed == []


def test_nobody_locks_the_owner_out_from_elsewhere(practice, hashed, now):
    last = fail(practice.office, now, 20)
    assert attempt(practice.office, last, password=PASSWORD, address=ELSEWHERE)
    assert attempt(practice.office, last, login="clinician@example.com", password=PASSWORD)


def test_signing_in_forgets_the_failures(practice, hashed, now):
    last = fail(practice.office, now, 4)
    attempt(practice.office, last, password=PASSWORD)
    fail(practice.office, last, 4)
    assert attempt(practice.office, last, password=PASSWORD)


def test_neither_name_nor_address_of_a_failure_is_kept(practice, hashed, now):
    fail(practice.office, now, 1, login="my-password-by-mistake")
    with practice.office.store.reading() as db:
        kept = [tuple(row) for row in db.conn.execute("SELECT * FROM sign_in_attempt").fetchall()]
        kept += [tuple(row) for row in db.conn.execute("SELECT * FROM audit").fetchall()]
    assert "sign-in refused" in str(kept)
    assert not any(secret in str(kept) for secret in ("my-password", "198.51", "wrong"))


def test_a_token_is_not_its_own_key(practice, hashed, now):
    token, _ = attempt(practice.office, now, password=PASSWORD)
    assert visiting.visitor_of(practice.office, token, now=now) is None


@pytest.mark.parametrize("role", Role)
def test_a_real_clinic_has_no_way_in_without_a_secret(role, practice, now):
    with pytest.raises(NotAllowed, match="This is a real clinic; sign in"):
        signing_in.sign_in_to_demo(practice.office, role=role, now=now)


@pytest.mark.parametrize("role", Role)
def test_a_demo_lets_anyone_look_around(role, practice, now):
    patient = practice.enrol()
    with practice.office.store.writing() as db:
        db.conn.execute("UPDATE clinic SET demo = 1")
    token, visitor = signing_in.sign_in_to_demo(practice.office, role=role, now=now)
    names = {Role.PATIENT: patient.patient.name, Role.CLINICIAN: "Cleo Clinician", Role.MANAGER: "Mo Manager"}
    assert (visitor.name, visitor.roles) == (names[role], {role})
    assert visiting.visitor_of(practice.office, passwords.fingerprint(token), now=now) == visitor


def test_one_account_of_one_clinic_is_found_by_its_name(practice, other_clinic, now):
    with practice.office.store.reading() as db:
        found = accounts.by_login(db, "else@example.com")
        assert (found.clinic_id, people.the_clinic(db).clinic_id) == (2, 1)
        assert replace(found, password_hash="").roles == {Role.CLINICIAN, Role.MANAGER}
