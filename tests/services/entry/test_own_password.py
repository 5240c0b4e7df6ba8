from dataclasses import replace

import pytest

from recovery.errors import InvalidInput, NotAllowed, SignedOut, SignInRefused, TooManyAttempts
from recovery.services.entry import joining, known_devices, own_password, signing_in, visiting
from recovery.services.entry.confirming import Whence
from recovery.services.entry.passwords import fingerprint
from recovery.services.staff import administering, inviting
from tests.conftest import PASSWORD

HERE = Whence("198.51.100.7", "Chrome on Linux")
NEW = "five quite other words here"
MANAGER = "manager@example.com"


def change(practice, now, *, visitor=None, current=PASSWORD, password=NEW, again=None):
    return own_password.change_own_password(
        practice.office, visitor or practice.manager, current=current, password=password,
        password_again=password if again is None else again, whence=HERE, now=now,
    )  # fmt: skip


def sign_in(practice, now, password):
    return signing_in.sign_in(practice.office, login=MANAGER, password=password, whence=Whence("203.0.113.9"), now=now)


def lives(practice, session, now):
    return visiting.visitor_of(practice.office, session, now=now) is not None


def test_a_new_password_takes_the_place_of_the_old_and_of_every_session(practice, now):
    office = practice.office
    with office.store.reading() as db:
        rows = db.conn.execute("SELECT count(*) FROM session WHERE account_id = ?", (practice.manager.subject_id,))
        assert rows.fetchone()[0] == 1
    known_devices.remember(office, practice.manager, held="", now=now)
    token, renewed = change(practice, now)
    assert (lives(practice, practice.manager.session, now), lives(practice, fingerprint(token), now)) == (False, True)
    assert lives(practice, practice.clinician.session, now)
    assert renewed.session == fingerprint(token)
    with office.store.reading() as db:
        assert db.conn.execute("SELECT count(*) FROM known_device").fetchone()[0] == 0
        last = dict(db.conn.execute("SELECT actor, action, subject, details FROM audit ORDER BY seq DESC").fetchone())
    who = f"staff:{practice.manager.subject_id}"
    assert last == {"actor": who, "action": "changed their password", "subject": who, "details": "{}"}
    with pytest.raises(SignInRefused):
        sign_in(practice, now, PASSWORD)
    assert sign_in(practice, now, NEW).visitor.name == "Mo Manager"


REFUSED = [
    ({"current": "wrong"}, SignInRefused, "That is not your password"),
    ({"current": ""}, SignInRefused, "That is not your password"),
    ({"again": NEW + " "}, InvalidInput, "The two passwords differ"),
    ({"password": "short"}, InvalidInput, "use at least 12"),
    ({"password": "passwordpassword"}, InvalidInput, "easy to guess"),
    ({"password": "Corner Skin 2026"}, InvalidInput, "easy to guess"),
    ({"password": "Mo Manager 2026!"}, InvalidInput, "easy to guess"),
    ({"password": "manager@example.com"}, InvalidInput, "easy to guess"),
    ({"password": PASSWORD}, InvalidInput, "This is the password that you have"),
]


@pytest.mark.parametrize(("wrong", "error", "said"), REFUSED)
def test_what_is_refused_changes_nothing(wrong, error, said, practice, now):
    with pytest.raises(error, match=said):
        change(practice, now, **wrong)
    assert lives(practice, practice.manager.session, now)
    assert sign_in(practice, now, PASSWORD).visitor.name == "Mo Manager"


def test_guessing_the_current_password_waits(practice, now):
    for _ in range(5):
        with pytest.raises(SignInRefused):
            change(practice, now, current="wrong")
    with pytest.raises(TooManyAttempts):
        change(practice, now)


def test_it_is_for_staff_and_for_their_own_account_alone(practice, other_clinic, now):
    with pytest.raises(NotAllowed):
        change(practice, now, visitor=practice.enrol().visitor)
    with pytest.raises(SignedOut):
        change(practice, now, visitor=replace(practice.manager, clinic_id=2))
    with pytest.raises(SignedOut):
        change(practice, now, visitor=replace(practice.manager, session="0" * 64))
    assert sign_in(practice, now, PASSWORD).visitor.name == "Mo Manager"


@pytest.mark.parametrize("by_command", [False, True], ids=["by themselves", "by the command line"])
def test_a_link_for_a_new_password_ends_with_any_new_password(by_command, practice, now):
    office, who = practice.office, practice.clinician
    link = inviting.make_link(office, practice.manager, account_id=who.subject_id, now=now)
    if by_command:
        administering.change_password(office, login="clinician@example.com", password=NEW, now=now)
    else:
        change(practice, now, visitor=who)
    with pytest.raises(SignInRefused):
        joining.open_link(office, token=link.token, now=now)
