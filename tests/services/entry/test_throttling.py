"""Guessing from many addresses, at many names, and on devices that are known; and what of it stands in the trail."""

import json
import threading
from datetime import timedelta

import pytest

from recovery.domain.throttling import ONE_NAME, ONE_NETWORK
from recovery.errors import SignInRefused, TooManyAttempts
from recovery.services.entry import known_devices, passwords, signing_in, throttling
from recovery.services.entry.confirming import Whence
from recovery.services.entry.passwords import fingerprint
from tests.conftest import PASSWORD

MANAGER, CLINICIAN, WRONG = "manager@example.com", "clinician@example.com", "wrong"


pytestmark = pytest.mark.usefixtures("hashed")


def attempt(office, now, *, login=MANAGER, password=WRONG, address="198.51.100.7", held=""):
    return signing_in.sign_in(office, login=login, password=password, whence=Whence(address, held=held), now=now)


def stuff(
    office, now, tries, *, login=lambda _: MANAGER, address=lambda number: f"10.0.{number // 250}.{number % 250}"
):
    """So many tries, one after the other; what stopped them, and how many were compared before."""
    for number in range(tries):
        try:
            attempt(office, now, login=login(number), address=address(number))
        except TooManyAttempts as refusal:
            return number, refusal
        except SignInRefused:
            continue
    return tries, None


def audited(office, *actions):
    with office.store.reading() as db:
        rows = db.conn.execute("SELECT action, details FROM audit ORDER BY seq").fetchall()
    return [(row["action"], json.loads(row["details"])) for row in rows if row["action"] in actions]


def counts(office):
    with office.store.reading() as db:
        return db.conn.execute("SELECT count(*) FROM sign_in_attempt").fetchone()[0]


@pytest.mark.parametrize("login", [MANAGER, "nobody@example.com"], ids=["a known name", "an unknown name"])
def test_ten_thousand_addresses_get_thirty_guesses_at_one_name(login, practice, hashed, now):
    compared, refusal = stuff(practice.office, now, 10_000, login=lambda _: login)
    assert compared == len(hashed) == ONE_NAME.at_once == 30
    assert str(refusal).startswith("Too many tries with this name on devices that it never signed in on.")
    assert (str(refusal).endswith("Wait 15 minutes, then try again."), refusal.wait_s) == (True, 900)
    later = now + ONE_NAME.one_per
    assert stuff(practice.office, later, 10, login=lambda _: login, address=lambda n: f"192.0.2.{n}")[0] == 1


def test_one_address_gets_a_hundred_guesses_at_all_names_together(practice, hashed, now):
    here = "198.51.100.7"
    compared, refusal = stuff(practice.office, now, 500, login=lambda n: f"name{n}", address=lambda _: here)
    assert compared == len(hashed) == ONE_NETWORK.at_once == 100
    assert "Too many tries from this network." in str(refusal)
    assert attempt(practice.office, now, password=PASSWORD, address="203.0.113.9")


def test_addresses_of_one_subscriber_count_together(practice, now):
    compared, _ = stuff(
        practice.office, now, 500, login=lambda n: f"name{n}", address=lambda n: f"2001:db8::{n:x}"
    )  # fmt: skip
    assert compared == ONE_NETWORK.at_once


def test_nobody_locks_the_owner_out_of_their_own_device(practice, now):
    office = practice.office
    held = known_devices.remember(office, practice.manager, held="", now=now)
    stuff(office, now, 100)
    stuff(office, now, 500, login=lambda n: f"name{n}", address=lambda _: "198.51.100.7")
    for address in ("198.51.100.7", "203.0.113.9"):
        assert attempt(office, now, password=PASSWORD, address=address, held=held)
        with pytest.raises(TooManyAttempts):
            attempt(office, now, password=PASSWORD, address=address)


def test_a_known_device_is_known_to_its_owners_alone(practice, now):
    office = practice.office
    held = known_devices.remember(office, practice.manager, held="", now=now)
    stuff(office, now, 100, login=lambda _: CLINICIAN)
    with pytest.raises(TooManyAttempts):
        attempt(office, now, login=CLINICIAN, password=PASSWORD, address="203.0.113.9", held=held)
    both = known_devices.remember(office, practice.clinician, held=held, now=now)
    for login in (MANAGER, CLINICIAN):
        assert attempt(office, now, login=login, password=PASSWORD, address="203.0.113.9", held=both)


def test_guessing_on_a_known_device_waits_too_and_spends_nobody_elses_tries(practice, hashed, now):
    office = practice.office
    held = known_devices.remember(office, practice.manager, held="", now=now)
    for _ in range(5):
        with pytest.raises(SignInRefused, match="The name or the password is wrong"):
            attempt(office, now, held=held)
    with pytest.raises(TooManyAttempts, match="Wait 1 second"):
        attempt(office, now, held=held, password=PASSWORD)
    assert attempt(office, now, password=PASSWORD)
    assert len(hashed) == 6


HELD = [
    pytest.param(lambda held: "", id="none"),
    pytest.param(lambda held: "made.up", id="made up"),
    pytest.param(lambda held: held[:-1], id="cut off"),
    pytest.param(fingerprint, id="its hash, as it stands in the database"),
    pytest.param(lambda held: "x" * 100_000, id="100,000 characters"),
    pytest.param(lambda held: "." * 1_000, id="dots"),
    pytest.param(lambda held: "x." * 20 + held, id="behind too many others"),
    pytest.param(lambda held: "' OR 1=1 --", id="SQL"),
]


@pytest.mark.parametrize("made", HELD)
def test_only_the_whole_token_makes_a_device_known(made, practice, now):
    held = made(known_devices.remember(practice.office, practice.manager, held="", now=now))
    with practice.office.store.reading() as db:
        who = {"clinic_id": 1, "account_id": practice.manager.subject_id}
        assert known_devices.device_of(db, held, **who, now=now) == ""
    assert known_devices.remember(practice.office, practice.manager, held=held, now=now).count(".") == 0


def test_a_device_is_known_by_a_fresh_token_each_time_and_for_half_a_year(practice, now):
    office, who = practice.office, {"clinic_id": 1, "account_id": practice.manager.subject_id}
    first = known_devices.remember(office, practice.manager, held="", now=now)
    second = known_devices.remember(office, practice.manager, held=first, now=now)
    with office.store.reading() as db:
        assert known_devices.device_of(db, first, **who, now=now) == ""
        assert known_devices.device_of(db, second, **who, now=now) == fingerprint(second)
        assert known_devices.device_of(db, second, **who, now=now + timedelta(days=180)) == ""
        assert second not in str([tuple(row) for row in db.conn.execute("SELECT * FROM known_device").fetchall()])
    with office.store.writing() as db:
        db.conn.execute("UPDATE known_device SET clinic_id = 1, account_id = ?", (practice.clinician.subject_id,))
    with office.store.reading() as db:
        assert known_devices.device_of(db, second, **who, now=now) == ""


def test_a_shared_computer_knows_those_who_signed_in_last(practice, now):
    office, held = practice.office, ""
    staff = [practice.colleague(f"Colleague {number}") for number in range(10)]
    for one in staff:
        held = known_devices.remember(office, one, held=held, now=now)
    with office.store.reading() as db:
        known = [
            bool(known_devices.device_of(db, held, clinic_id=1, account_id=one.subject_id, now=now)) for one in staff
        ]
    assert known == [False] * 2 + [True] * 8
    assert len(held) < 400


def test_of_many_at_once_none_beyond_the_limit_learns_whether_it_was_right(practice, now, monkeypatch):
    """All pass the first look before any is counted, as in many threads at once."""
    office, together, said = practice.office, threading.Barrier(10), []
    fail_four(office, now)

    class Slow:
        def verify(self, _hash, password):
            together.wait(timeout=20)
            if password != PASSWORD:
                raise passwords.VerificationError

    def one(password):
        try:
            said.append(type(attempt(office, now, password=password)).__name__)
        except SignInRefused as refusal:
            said.append(type(refusal).__name__)

    monkeypatch.setattr(passwords, "_hasher", Slow())
    monkeypatch.setattr(passwords, "_turn", threading.BoundedSemaphore(10))
    threads = [threading.Thread(target=one, args=(WRONG,)) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(said) == ["SignInRefused"] + ["TooManyAttempts"] * 9


def fail_four(office, now):
    for _ in range(4):
        with pytest.raises(SignInRefused):
            attempt(office, now)


def test_an_account_that_changes_while_its_password_is_compared_lets_nobody_in(practice, now, monkeypatch):
    class Changing:
        def verify(self, _hash, password):
            with practice.office.store.writing() as db:
                db.conn.execute("UPDATE account SET password_hash = 'new' WHERE login = ?", (MANAGER,))

    monkeypatch.setattr(passwords, "_hasher", Changing())
    with pytest.raises(SignInRefused, match="The name or the password is wrong"):
        attempt(practice.office, now, password=PASSWORD)


def test_a_flood_is_told_in_two_hundred_rows_and_one(practice, now):
    office, told = practice.office, throttling.TOLD_AN_HOUR
    for number in range(told + 50):
        with pytest.raises(SignInRefused):
            attempt(office, now, login=f"name{number}", address=f"10.1.{number // 250}.{number % 250}")
    assert len(audited(office, "sign-in refused")) == told
    assert audited(office, "more sign-ins refused") == []
    attempt(office, now + timedelta(hours=1), password=PASSWORD)
    assert audited(office, "more sign-ins refused") == [
        ("more sign-ins refused", {"hour": "2026-07-15T15Z", "times": 50}),
    ]
    with pytest.raises(SignInRefused):
        attempt(office, now + timedelta(hours=2))
    assert len(audited(office, "sign-in refused")) == told + 1
    assert len(audited(office, "more sign-ins refused")) == 1


def test_counts_that_make_nobody_wait_are_dropped_after_an_hour_and_all_after_a_day(practice, now):
    office = practice.office
    for number in range(60):
        with pytest.raises(SignInRefused):
            attempt(office, now, login=f"name{number}", address=f"10.1.0.{number}")
    stuff(office, now, 30)
    assert counts(office) > 200
    with pytest.raises(SignInRefused):
        attempt(office, now + timedelta(hours=2), login="another", address="10.2.0.1")
    assert counts(office) <= 6
    with pytest.raises(TooManyAttempts):
        attempt(office, now, address="10.3.0.1")
    with pytest.raises(SignInRefused):
        attempt(office, now + timedelta(days=2), login="another", address="10.2.0.1")
    assert counts(office) == 4


def test_neither_name_nor_address_is_kept_in_words(practice, now):
    held = known_devices.remember(practice.office, practice.manager, held="", now=now)
    stuff(practice.office, now, 3)
    with pytest.raises(SignInRefused):
        attempt(practice.office, now, held=held)
    with practice.office.store.reading() as db:
        kept = str([tuple(row) for row in db.conn.execute("SELECT * FROM sign_in_attempt").fetchall()])
    assert not any(secret in kept for secret in (MANAGER, "10.0", "198.51", held))
