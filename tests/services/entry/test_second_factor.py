"""A second factor from its first QR code to the day when the phone is gone."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from recovery.errors import Conflict, InvalidInput, NotAllowed, SignedOut, SignInRefused, TooManyAttempts
from recovery.services.entry import (
    another_app,
    code_steps,
    known_devices,
    own_password,
    passwords,
    second_factor,
    signing_in,
    visiting,
)
from recovery.services.entry.confirming import Whence
from recovery.services.entry.passwords import fingerprint
from recovery.services.entry.signing_in import CodeAsked
from recovery.services.entry.visiting import Way
from recovery.store import accounts, people, second_factors
from tests.conftest import PASSWORD, session_of

MANAGER = "manager@example.com"
HERE = Whence("198.51.100.7", "Chrome on Linux")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Compare passwords at once."""

    class Quick:
        def verify(self, _hash, password):
            if password != PASSWORD or "nobody" in _hash:
                raise passwords.VerificationError

        def hash(self, password):
            return f"hash of {len(password)}"

    monkeypatch.setattr(passwords, "_hasher", Quick())
    monkeypatch.setattr(passwords, "_nobodys_hash", lambda: "nobody")


def account_of(practice):
    with practice.office.store.reading() as db:
        return accounts.by_login(db, MANAGER)


def secret_in(made):
    return parse_qs(urlsplit(made.address).query)["secret"][0]


def code_at(secret, now, *, later_s=0):
    return pyotp.TOTP(secret).at(now + timedelta(seconds=later_s))


def require_codes(practice, *, required=True):
    with practice.office.store.writing() as db:
        people.change_clinic(db, replace(practice.clinic, requires_code=required))


@pytest.fixture
def made(practice, now):
    return second_factor.set_up(practice.office, account_of(practice), clinic_name="Corner Skin", now=now)


@pytest.fixture
def on(practice, made, now):
    """The manager's second factor, set up a minute ago: its secret, and what setting it up gave."""
    before = now - timedelta(minutes=1)
    renewed = second_factor.confirm_set_up(
        practice.office, practice.manager, sealed=made.sealed, code=code_at(secret_in(made), before),
        password=PASSWORD, whence=HERE, now=before,
    )  # fmt: skip
    return secret_in(made), renewed


def confirm(practice, made, now, **other):
    right = {"sealed": made.sealed, "code": code_at(secret_in(made), now), "password": PASSWORD}
    return second_factor.confirm_set_up(practice.office, practice.manager, **{**right, **other}, whence=HERE, now=now)


def sign_in(practice, now, **other):
    tried = {"login": MANAGER, "password": PASSWORD, "whence": HERE, "wanted": "/export"} | other
    return signing_in.sign_in(practice.office, **tried, now=now)


def step_of(practice, now):
    asked = sign_in(practice, now)
    assert isinstance(asked, CodeAsked)
    return fingerprint(asked.token)


def trail(practice):
    with practice.office.store.reading() as db:
        rows = db.conn.execute("SELECT actor, action, subject, details FROM audit ORDER BY seq").fetchall()
    return [(row["actor"], row["action"], row["subject"], json.loads(row["details"])) for row in rows]


def lives(practice, token_hash, now):
    return visiting.visitor_of(practice.office, token_hash, now=now) is not None


def test_setting_it_up_asks_for_password_and_code_and_ends_every_other_session(practice, made, now):
    other, _ = session_of(practice.office, account_of(practice), now=now)
    renewed = confirm(practice, made, now)
    assert [lives(practice, one, now) for one in (fingerprint(other), practice.manager.session)] == [False, False]
    assert lives(practice, fingerprint(renewed.token), now)
    assert len(set(renewed.codes)) == 10
    standing = second_factor.standing(practice.office, renewed.visitor)
    assert (standing.is_on, standing.codes_left) == (True, 10)
    who = f"staff:{practice.manager.subject_id}"
    assert (who, "turned the second factor on", who, {"second_factor": [False, True]}) in trail(practice)


def test_nothing_that_lets_in_stands_in_the_database_or_the_trail(practice, on, now):
    secret, renewed = on
    with practice.office.store.reading() as db:
        everything = str([row for table in db.table_names() for row in db[table].rows])
    for told in (secret, second_factor.as_kept(renewed.codes[0]), renewed.codes[0], renewed.token):
        assert told not in everything
        assert told not in repr(renewed)


WRONG_SET_UPS = [
    ({"code": "000000"}, InvalidInput, "That code is wrong or was used.* loaded anew"),
    ({"code": ""}, InvalidInput, "That code is wrong"),
    ({"sealed": "made up"}, InvalidInput, "This QR code is too old"),
    ({"sealed": ""}, InvalidInput, "This QR code is too old"),
    ({"sealed": "ü" * 100}, InvalidInput, "This QR code is too old"),
    ({"password": "five plain words instead"}, SignInRefused, "That is not your password"),
]


@pytest.mark.parametrize(("wrong", "error", "said"), WRONG_SET_UPS)
def test_a_set_up_that_is_not_confirmed_changes_nothing(wrong, error, said, *, practice, made, now):
    with pytest.raises(error, match=said):
        confirm(practice, made, now, **wrong)
    assert lives(practice, practice.manager.session, now)
    assert not second_factor.standing(practice.office, practice.manager).is_on
    assert not isinstance(sign_in(practice, now), CodeAsked)


def test_a_secret_is_for_one_account_and_for_an_hour(practice, made, now):
    later = now + timedelta(minutes=61)
    _, visitor = session_of(practice.office, account_of(practice), now=later)
    with pytest.raises(InvalidInput, match="too old"):
        confirm(replace(practice, manager=visitor), made, later)
    with practice.office.store.reading() as db:
        other = accounts.by_login(db, "clinician@example.com")
    again = second_factor.set_up(
        practice.office, other, clinic_name="Corner Skin", sealed=made.sealed, now=now
    )  # fmt: skip
    assert secret_in(again) != secret_in(made)
    again = second_factor.set_up(
        practice.office, account_of(practice), clinic_name="Corner Skin", sealed=made.sealed, now=now
    )  # fmt: skip
    assert secret_in(again) == secret_in(made)


def test_a_second_app_needs_the_first_one_off(practice, on, now):
    visitor = on[1].visitor
    made = second_factor.set_up(practice.office, account_of(practice), clinic_name="Corner Skin", now=now)
    with pytest.raises(Conflict, match="on already"):
        second_factor.confirm_set_up(
            practice.office, visitor, sealed=made.sealed, code=code_at(secret_in(made), now), password=PASSWORD,
            whence=HERE, now=now,
        )  # fmt: skip
    assert lives(practice, visitor.session, now)


def test_after_the_password_no_session_opens_before_the_code(practice, on, now):
    asked = sign_in(practice, now)
    assert isinstance(asked, CodeAsked)
    assert not lives(practice, fingerprint(asked.token), now)
    entered = code_steps.enter_code(
        practice.office, fingerprint(asked.token), code=code_at(on[0], now), whence=HERE, now=now
    )  # fmt: skip
    assert lives(practice, fingerprint(entered.token), now)
    assert (entered.visitor.name, entered.wanted, entered.codes_left) == ("Mo Manager", "/export", None)
    assert trail(practice)[-1][1:3] == ("signed in", f"staff:{practice.manager.subject_id}")
    assert trail(practice)[-1][3] == {"way": Way.PASSWORD_AND_CODE, "device": "Chrome on Linux"}


def test_whether_there_is_a_second_factor_costs_no_comparison_more_or_less(practice, on, now, monkeypatch):
    """Neither an unknown name, nor one without a second factor, is told from the others by the time that it takes."""
    compared = []

    class Counting:
        def verify(self, _hash, password):
            compared.append(password)
            raise passwords.VerificationError

    monkeypatch.setattr(passwords, "_hasher", Counting())
    answers = set()
    for login in (MANAGER, "clinician@example.com", "nobody@example.com"):
        with pytest.raises(SignInRefused) as refused:
            sign_in(practice, now, login=login)
        answers.add(str(refused.value))
    assert (len(compared), answers) == (3, {signing_in.REFUSED})


def test_a_renewed_session_says_how_its_holder_came_in(practice, on, now):
    step = step_of(practice, now)
    entered = code_steps.enter_code(practice.office, step, code=code_at(on[0], now), whence=HERE, now=now)
    renewed = second_factor.new_codes(practice.office, entered.visitor, password=PASSWORD, whence=HERE, now=now)
    with practice.office.store.reading() as db:
        assert visiting.living(db, renewed.visitor.session, now=now).way == Way.PASSWORD_AND_CODE


def test_a_code_lets_in_once_and_so_does_a_step(practice, on, now):
    first, second = step_of(practice, now), step_of(practice, now)
    code = code_at(on[0], now)
    code_steps.enter_code(practice.office, first, code=code, whence=HERE, now=now)
    with pytest.raises(SignedOut, match="Sign in again"):
        code_steps.enter_code(practice.office, first, code=code_at(on[0], now, later_s=30), whence=HERE, now=now)
    with pytest.raises(SignInRefused, match="wrong or was used"):
        code_steps.enter_code(practice.office, second, code=code, whence=HERE, now=now)
    later = code_at(on[0], now, later_s=30)
    assert code_steps.enter_code(practice.office, second, code=later, whence=HERE, now=now)


def test_the_code_that_set_it_up_lets_nobody_in(practice, made, now):
    confirm(practice, made, now)
    with pytest.raises(SignInRefused, match="wrong or was used"):
        code_steps.enter_code(
            practice.office, step_of(practice, now), code=code_at(secret_in(made), now), whence=HERE, now=now
        )  # fmt: skip


def test_codes_that_were_used_stay_so_when_it_is_set_up_again_with_the_same_secret(practice, made, now):
    renewed = confirm(practice, made, now)
    off = second_factor.switch_off(practice.office, renewed.visitor, password=PASSWORD, whence=HERE, now=now)
    with pytest.raises(InvalidInput, match="wrong or was used"):
        second_factor.confirm_set_up(
            practice.office, off.visitor, sealed=made.sealed, code=code_at(secret_in(made), now), password=PASSWORD,
            whence=HERE, now=now,
        )  # fmt: skip


def test_of_two_browsers_that_race_with_one_code_or_one_step_one_gets_in(practice, on, now):
    code, one, other = code_at(on[0], now), step_of(practice, now), step_of(practice, now)
    later = code_at(on[0], now, later_s=30)

    def enter(tried):
        try:
            return code_steps.enter_code(practice.office, tried[0], code=tried[1], whence=HERE, now=now).token
        except (SignInRefused, SignedOut):
            return None

    with ThreadPoolExecutor(8) as pool:
        by_code = list(pool.map(enter, [(one, code), (other, code)] * 4))
    assert len([token for token in by_code if token]) == 1
    left = other if by_code[0::2].count(None) < 4 else one
    with ThreadPoolExecutor(8) as pool:
        by_step = list(pool.map(enter, [(left, later)] * 8))
    assert len([token for token in by_step if token]) == 1


def test_a_step_survives_wrong_codes_and_they_wait_like_passwords_from_everywhere(practice, on, now):
    step = step_of(practice, now)
    for number in range(5):
        with pytest.raises(SignInRefused, match="That code is wrong"):
            code_steps.enter_code(
                practice.office, step, code="000000", whence=replace(HERE, address=f"10.0.0.{number}"), now=now
            )  # fmt: skip
    with pytest.raises(TooManyAttempts, match="Wait 1 second"):
        code_steps.enter_code(practice.office, step, code=code_at(on[0], now), whence=HERE, now=now)
    soon = now + timedelta(seconds=1)
    assert code_steps.enter_code(practice.office, step, code=code_at(on[0], soon), whence=HERE, now=soon)
    refusals = [row for row in trail(practice) if row[1] == "code refused"]
    assert refusals == [("signed out", "code refused", f"staff:{practice.manager.subject_id}", {})] * 5


def test_whoever_guesses_codes_elsewhere_keeps_the_owner_out_neither_by_app_nor_by_recovery_code(practice, on, now):
    held = known_devices.remember(practice.office, practice.manager, held="", now=now)
    stolen = step_of(practice, now)
    for _ in range(5):
        with pytest.raises(SignInRefused):
            code_steps.enter_code(practice.office, stolen, code="000000", whence=HERE, now=now)
    own = step_of(practice, now)
    with pytest.raises(TooManyAttempts):
        code_steps.enter_code(practice.office, own, code=code_at(on[0], now), whence=HERE, now=now)
    known = replace(HERE, held=held)
    assert code_steps.enter_code(practice.office, own, code=code_at(on[0], now), whence=known, now=now)
    code = on[1].codes[0]
    assert code_steps.enter_recovery_code(practice.office, stolen, code=code, whence=HERE, now=now)


@pytest.mark.parametrize("code", ["", "0000", "٠٠٠٠٠٠", "x" * 60_000, "\0", "' OR 1=1 --"])
def test_hostile_codes_are_only_wrong(code, practice, on, now):
    for enter in (code_steps.enter_code, code_steps.enter_recovery_code):
        with pytest.raises(SignInRefused):
            enter(practice.office, step_of(practice, now), code=code, whence=HERE, now=now)


def test_a_recovery_code_lets_in_once_and_says_how_many_are_left(practice, on, now):
    code = on[1].codes[3].upper().replace("-", " ")
    entered = code_steps.enter_recovery_code(
        practice.office, step_of(practice, now), code=code, whence=HERE, now=now
    )  # fmt: skip
    assert (entered.codes_left, lives(practice, fingerprint(entered.token), now)) == (9, True)
    who = f"staff:{practice.manager.subject_id}"
    assert (who, "used a recovery code", who, {"left": [10, 9]}) in trail(practice)
    with pytest.raises(SignInRefused, match="That recovery code is wrong or was used"):
        code_steps.enter_recovery_code(practice.office, step_of(practice, now), code=code, whence=HERE, now=now)


def test_nobody_gets_in_by_somebody_elses_codes(practice, on, now):
    made = second_factor.set_up(practice.office, account_of(practice), clinic_name="x", now=now)
    with practice.office.store.reading() as db:
        clinician = accounts.by_login(db, "clinician@example.com")
    with practice.office.store.writing() as db:
        assert not second_factor.check_code(practice.office, db, clinician, code=code_at(on[0], now), now=now)
        assert not second_factors.use_code(
            db, 1, clinician.account_id, fingerprint(second_factor.as_kept(on[1].codes[0]))
        )
        assert not second_factors.use_code(
            db, 2, practice.manager.subject_id, fingerprint(second_factor.as_kept(on[1].codes[0]))
        )
        assert not second_factors.use_step(db, 2, practice.manager.subject_id, 10**9)
    assert secret_in(made) != on[0]


@pytest.mark.parametrize("over", ["time", "disabled", "password", "link"])
def test_a_step_ends_with_its_time_its_account_and_a_new_password(over, practice, on, now):
    step, later = step_of(practice, now), now
    if over == "time":
        later = now + timedelta(minutes=10)
    elif over == "password":
        own_password.change_own_password(
            practice.office, on[1].visitor, current=PASSWORD, password="five quite other words here",
            password_again="five quite other words here", whence=HERE, now=now,
        )  # fmt: skip
    else:
        with practice.office.store.writing() as db:
            db.conn.execute("UPDATE account SET disabled = 1 WHERE login = ?", (MANAGER,))
    with pytest.raises(SignedOut):
        code_steps.enter_code(practice.office, step, code=code_at(on[0], later), whence=HERE, now=later)
    with pytest.raises(SignedOut):
        code_steps.enter_recovery_code(practice.office, step, code=on[1].codes[0], whence=HERE, now=later)


def test_where_the_practice_asks_for_it_it_is_set_up_before_any_session_opens(practice, now):
    require_codes(practice)
    step = step_of(practice, now)
    who = code_steps.standing(practice.office, step, now=now)
    assert (who.is_on, who.is_required) == (False, True)
    with pytest.raises(SignInRefused):
        code_steps.enter_code(practice.office, step, code="", whence=HERE, now=now)
    made = second_factor.set_up(practice.office, who.account, clinic_name=who.clinic_name, now=now)
    with pytest.raises(InvalidInput, match="That code is wrong"):
        code_steps.set_up(practice.office, step, sealed=made.sealed, code="000000", whence=HERE, now=now)
    entered = code_steps.set_up(
        practice.office, step, sealed=made.sealed, code=code_at(secret_in(made), now), whence=HERE, now=now
    )  # fmt: skip
    assert (len(entered.new_codes), lives(practice, fingerprint(entered.token), now)) == (10, True)
    with pytest.raises(SignedOut):
        code_steps.set_up(practice.office, step, sealed=made.sealed, code="", whence=HERE, now=now)


def test_the_step_of_one_who_has_a_second_factor_sets_up_no_other(practice, on, now):
    step = step_of(practice, now)
    made = second_factor.set_up(practice.office, account_of(practice), clinic_name="x", now=now)
    with pytest.raises(Conflict, match="on already"):
        code_steps.set_up(
            practice.office, step, sealed=made.sealed, code=code_at(secret_in(made), now), whence=HERE, now=now
        )  # fmt: skip


def test_new_recovery_codes_take_the_place_of_the_old(practice, on, now):
    renewed = second_factor.new_codes(practice.office, on[1].visitor, password=PASSWORD, whence=HERE, now=now)
    assert not set(renewed.codes) & set(on[1].codes)
    assert second_factor.standing(practice.office, renewed.visitor).codes_left == 10
    with pytest.raises(SignInRefused):
        code_steps.enter_recovery_code(
            practice.office, step_of(practice, now), code=on[1].codes[0], whence=HERE, now=now
        )  # fmt: skip
    assert ("made new recovery codes", {"left": [10, 10]}) in [(row[1], row[3]) for row in trail(practice)]


def test_switching_it_off_asks_for_the_password_and_forgets_the_codes(practice, on, now):
    with pytest.raises(SignInRefused, match="not your password"):
        second_factor.switch_off(practice.office, on[1].visitor, password="wrong", whence=HERE, now=now)
    assert isinstance(sign_in(practice, now), CodeAsked)
    renewed = second_factor.switch_off(practice.office, on[1].visitor, password=PASSWORD, whence=HERE, now=now)
    standing = second_factor.standing(practice.office, renewed.visitor)
    assert (standing.is_on, standing.codes_left) == (False, 0)
    assert not isinstance(sign_in(practice, now), CodeAsked)
    assert ("turned the second factor off", {"second_factor": [True, False]}) in [
        (row[1], row[3]) for row in trail(practice)
    ]


def replace_app(practice, on, new, now, **other):
    right = {
        "sealed": new.sealed, "code": code_at(secret_in(new), now), "proof": code_at(on[0], now), "password": PASSWORD,
    }  # fmt: skip
    return another_app.replace_app(practice.office, on[1].visitor, **{**right, **other}, whence=HERE, now=now)


@pytest.fixture
def new(practice, on, now):
    """The key of another app, shown to the manager whose second factor is on."""
    return second_factor.set_up(practice.office, account_of(practice), clinic_name="Corner Skin", now=now)


def of_app(on, now):
    return code_at(on[0], now)


def kept_for_a_bad_day(on, now):
    return on[1].codes[0].upper()


@pytest.mark.parametrize("proof", [of_app, kept_for_a_bad_day])
def test_another_app_takes_the_place_of_the_old_even_where_nobody_may_be_without(proof, *, practice, on, new, now):
    require_codes(practice)
    other, _ = session_of(practice.office, account_of(practice), now=now)
    renewed = replace_app(practice, on, new, now, proof=proof(on, now))
    assert [lives(practice, one, now) for one in (fingerprint(other), on[1].visitor.session)] == [False, False]
    assert lives(practice, fingerprint(renewed.token), now)
    assert (len(set(renewed.codes)), set(renewed.codes) & set(on[1].codes)) == (10, set())
    later = now + timedelta(minutes=1)
    step = step_of(practice, later)
    with pytest.raises(SignInRefused):
        code_steps.enter_code(practice.office, step, code=code_at(on[0], later), whence=HERE, now=later)
    with pytest.raises(SignInRefused):
        code_steps.enter_recovery_code(practice.office, step, code=on[1].codes[1], whence=HERE, now=later)
    assert code_steps.enter_code(practice.office, step, code=code_at(secret_in(new), later), whence=HERE, now=later)
    left = 10 if proof is of_app else 9
    who = f"staff:{practice.manager.subject_id}"
    assert (who, "set another app up", who, {"left": [left, 10]}) in trail(practice)


WRONG_REPLACEMENTS = [
    ({"code": "000000"}, InvalidInput, "That code is wrong or was used"),
    ({"sealed": "made up"}, InvalidInput, "This QR code is too old"),
    ({"proof": ""}, InvalidInput, "a new one of your present app"),
    ({"proof": "000000"}, InvalidInput, "a new one of your present app"),
    ({"proof": "7k2m-7k2m-7k2m-7k2m-7k2m-7k2m"}, InvalidInput, "another recovery code"),
    ({"password": "five plain words instead"}, SignInRefused, "That is not your password"),
]


@pytest.mark.parametrize(("wrong", "error", "said"), WRONG_REPLACEMENTS)
def test_another_app_that_is_not_proved_changes_nothing(wrong, error, said, *, practice, on, new, now):
    with pytest.raises(error, match=said):
        replace_app(practice, on, new, now, **{"proof": on[1].codes[0]} | wrong)
    assert lives(practice, on[1].visitor.session, now)
    assert second_factor.standing(practice.office, on[1].visitor).codes_left == 10
    step = step_of(practice, now)
    assert code_steps.enter_code(practice.office, step, code=code_at(on[0], now), whence=HERE, now=now)


def test_guesses_at_the_present_app_wait_like_those_at_signing_in(practice, on, new, now):
    for _ in range(5):
        with pytest.raises(InvalidInput):
            replace_app(practice, on, new, now, proof="000000")
    for proof in ("000000", code_at(on[0], now)):
        with pytest.raises(TooManyAttempts):
            replace_app(practice, on, new, now, proof=proof)
    with pytest.raises(TooManyAttempts):
        code_steps.enter_code(practice.office, step_of(practice, now), code="000000", whence=HERE, now=now)
    assert len([row for row in trail(practice) if row[1] == "code refused"]) == 5


def test_without_a_second_factor_there_is_no_app_to_replace(practice, made, now):
    with pytest.raises(Conflict, match="The second factor is off"):
        another_app.replace_app(
            practice.office, practice.manager, sealed=made.sealed, code=code_at(secret_in(made), now), proof="",
            password=PASSWORD, whence=HERE, now=now,
        )  # fmt: skip


def test_what_the_practice_asks_for_nobody_switches_off(practice, on, now):
    require_codes(practice)
    with pytest.raises(NotAllowed, match="asks all staff for a second factor"):
        second_factor.switch_off(practice.office, on[1].visitor, password=PASSWORD, whence=HERE, now=now)
    assert second_factor.standing(practice.office, on[1].visitor).is_on


def test_a_manager_can_take_it_away(practice, on, now):
    with practice.office.store.writing() as db:
        assert second_factor.remove(db, account_of(practice))
        assert not second_factor.remove(db, account_of(practice))
    assert not isinstance(sign_in(practice, now), CodeAsked)


def test_guessing_the_password_at_an_open_screen_waits(practice, on, now):
    for _ in range(5):
        with pytest.raises(SignInRefused, match="not your password"):
            second_factor.switch_off(practice.office, on[1].visitor, password="wrong", whence=HERE, now=now)
    for change in (second_factor.switch_off, second_factor.new_codes):
        with pytest.raises(TooManyAttempts):
            change(practice.office, on[1].visitor, password=PASSWORD, whence=HERE, now=now)


def test_a_session_that_somebody_ended_meanwhile_is_not_brought_back(practice, on, now):
    visiting.sign_out(practice.office, on[1].visitor.session, now=now)
    for change in (second_factor.switch_off, second_factor.new_codes):
        with pytest.raises(SignedOut):
            change(practice.office, on[1].visitor, password=PASSWORD, whence=HERE, now=now)
    assert isinstance(sign_in(practice, now), CodeAsked)
