from dataclasses import replace
from datetime import timedelta

import pytest

from recovery.domain.access import Role
from recovery.errors import NotAllowed, SignInRefused, TooManyAttempts
from recovery.services import enrolling, passwords, signing_in
from recovery.services.signing_in import PATIENT_LASTS, STAFF_IDLE, STAFF_LASTS
from recovery.store import accounts, people
from tests.conftest import PASSWORD

MANAGER, ELSEWHERE, WRONG = "manager@example.com", "203.0.113.9", "wrong"


@pytest.fixture
def hashed(monkeypatch):
    """Compare passwords at once, and count how often that was done: argon2id takes its tenth of a second elsewhere."""
    counted = []

    class Quick:
        def verify(self, _hash, password):
            counted.append(password)
            if password != PASSWORD or "nobody" in _hash:
                raise passwords.VerificationError

    monkeypatch.setattr(passwords, "_hasher", Quick())
    monkeypatch.setattr(passwords, "_nobodys_hash", lambda: "nobody")
    return counted


def attempt(office, now, *, login=MANAGER, password=WRONG, address="198.51.100.7"):
    return signing_in.sign_in(office, login=login, password=password, address=address, now=now)


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
    assert signing_in.visitor_of(practice.office, passwords.fingerprint(token), now=now) == visitor


def test_a_real_password_is_told_from_others(practice, now):
    for wrong in ("", PASSWORD.upper(), PASSWORD + " ", "x" * 1_000_000):
        with pytest.raises(SignInRefused, match="The name or the password is wrong"):
            attempt(practice.office, now, password=wrong, address=wrong[:9])


@pytest.mark.parametrize("login", ["manager@example.com", " Manager@Example.COM "])
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
    assert signing_in.visitor_of(practice.office, practice.manager.session, now=now) is None


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


@pytest.mark.parametrize(
    ("after", "known"),
    [
        pytest.param(timedelta(0), True, id="at once"),
        pytest.param(STAFF_IDLE - timedelta(seconds=1), True, id="just before the idle end"),
        pytest.param(STAFF_IDLE, False, id="idle for two hours"),
    ],
)
def test_staff_who_do_nothing_are_signed_out(after, known, practice, now):
    assert (signing_in.visitor_of(practice.office, practice.manager.session, now=now + after) is not None) is known


def test_a_screen_that_only_looks_for_news_does_not_keep_its_session_alive(practice, now):
    office, session = practice.office, practice.manager.session
    for minutes in range(10, 120, 10):
        assert signing_in.visitor_of(office, session, now=now + timedelta(minutes=minutes), in_use=False)
    assert signing_in.visitor_of(office, session, now=now + STAFF_IDLE, in_use=False) is None


def test_staff_who_work_are_signed_out_after_a_working_day(practice, now):
    clock = now
    while clock + timedelta(hours=1) < now + STAFF_LASTS:
        clock += timedelta(hours=1)
        assert signing_in.visitor_of(practice.office, practice.manager.session, now=clock)
    last = now + STAFF_LASTS
    assert signing_in.visitor_of(practice.office, practice.manager.session, now=last - timedelta(seconds=1))
    assert signing_in.visitor_of(practice.office, practice.manager.session, now=last) is None


def test_a_patients_phone_is_remembered_without_a_click_until_the_end(practice, now):
    patient = practice.enrol()
    last = now + PATIENT_LASTS
    session = patient.visitor.session
    assert signing_in.visitor_of(practice.office, session, now=last - timedelta(seconds=1)) == patient.visitor
    assert signing_in.visitor_of(practice.office, session, now=last) is None


def test_signing_out_ends_one_session_only(practice, hashed, now):
    token, _ = attempt(practice.office, now, password=PASSWORD)
    signing_in.sign_out(practice.office, passwords.fingerprint(token))
    signing_in.sign_out(practice.office, "never was one")
    assert signing_in.visitor_of(practice.office, passwords.fingerprint(token), now=now) is None
    assert signing_in.visitor_of(practice.office, practice.manager.session, now=now) == practice.manager


def test_a_token_is_not_its_own_key(practice, hashed, now):
    token, _ = attempt(practice.office, now, password=PASSWORD)
    assert signing_in.visitor_of(practice.office, token, now=now) is None


@pytest.mark.parametrize("change", [enrolling.renew_link, enrolling.revoke_link])
def test_a_link_that_is_renewed_or_revoked_ends_what_it_opened(change, practice, now):
    patient, other = practice.enrol(), practice.enrol()
    fresh = change(practice.office, practice.clinician, patient_id=patient.patient.patient_id, now=now)
    assert signing_in.visitor_of(practice.office, patient.visitor.session, now=now) is None
    with pytest.raises(SignInRefused, match="does not work any more"):
        signing_in.open_personal_link(practice.office, token=patient.link, now=now)
    assert signing_in.visitor_of(practice.office, other.visitor.session, now=now) == other.visitor
    if fresh:
        assert signing_in.open_personal_link(practice.office, token=fresh, now=now)[1].name == patient.patient.name


def test_a_link_ends_with_its_ninety_days(practice, now):
    patient = practice.enrol()
    last = now + enrolling.LINK_LASTS
    signing_in.open_personal_link(practice.office, token=patient.link, now=last - timedelta(seconds=1))
    with pytest.raises(SignInRefused):
        signing_in.open_personal_link(practice.office, token=patient.link, now=last)


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
    assert signing_in.visitor_of(practice.office, passwords.fingerprint(token), now=now) == visitor


def test_one_account_of_one_clinic_is_found_by_its_name(practice, other_clinic, now):
    with practice.office.store.reading() as db:
        found = accounts.by_login(db, "else@example.com")
        assert (found.clinic_id, people.the_clinic(db).clinic_id) == (2, 1)
        assert replace(found, password_hash="").roles == {Role.CLINICIAN, Role.MANAGER}
