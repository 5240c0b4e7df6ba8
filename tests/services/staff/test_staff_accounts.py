"""What managers do to accounts: by whom, how far, and what it ends."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from recovery.domain.access import Role
from recovery.domain.lifetimes import STEP_LASTS
from recovery.domain.staff import State
from recovery.errors import Conflict, InvalidInput, NotAllowed, NotFound, SignInRefused
from recovery.services import clinics
from recovery.services.entry import joining, visiting
from recovery.services.entry.passwords import is_password
from recovery.services.staff import administering, inviting, staff_accounts
from recovery.services.staff.inviting import StaffEntry
from recovery.store import accounts, known_devices, second_factors, steps
from recovery.store.steps import Kind, Step
from tests.conftest import PASSWORD, an_account, session_of

CLEO = StaffEntry("Cleo Clinician", "clinician@example.com", frozenset({Role.CLINICIAN}))
BOTH = frozenset({Role.CLINICIAN, Role.MANAGER})


@pytest.fixture
def second(practice):
    """A second manager, signed in."""
    account = an_account("no hash", "second@example.com", "Sid Second", Role.MANAGER)
    with practice.office.store.writing() as db:
        accounts.add(db, account, now=practice.now)
    return session_of(practice.office, account, now=practice.now)[1]


def one(practice, account_id):
    return staff_accounts.one(practice.office, practice.manager, account_id=account_id, now=practice.now)


def change(practice, entry, *, by=None, account_id=None, seen=CLEO):
    staff_accounts.change(
        practice.office, by or practice.manager, account_id=account_id or practice.clinician.subject_id, entry=entry,
        seen=seen, now=practice.now,
    )  # fmt: skip


def disable(practice, account_id, *, by=None):
    staff_accounts.disable(practice.office, by or practice.manager, account_id=account_id, now=practice.now)


def last_row(practice):
    with practice.office.store.reading() as db:
        row = list(db["audit"].rows)[-1]
    return row["actor"], row["action"], row["subject"], json.loads(row["details"])


def is_in(practice, visitor):
    return visiting.visitor_of(practice.office, visitor.session, now=practice.now) is not None


def test_the_list_says_who_can_sign_in_and_how(practice):
    inviting.invite(practice.office, practice.manager, entry=replace(CLEO, name="Bo", login="bo"), now=practice.now)
    shown = staff_accounts.staff(practice.office, practice.manager, page=1)
    assert shown.total == 3
    said = {m.name: (m.state, m.has_password, m.has_code, m.is_linked, m.signed_in_at) for m in shown.members}
    assert said == {
        "Bo": (State.INVITED, False, False, False, None),
        "Cleo Clinician": (State.ACTIVE, True, False, False, practice.now),
        "Mo Manager": (State.ACTIVE, True, False, False, practice.now),
    }


def test_a_long_list_is_paged(practice):
    for number in range(staff_accounts.PAGE):
        entry = replace(CLEO, login=f"n{number}")
        inviting.invite(practice.office, practice.manager, entry=entry, now=practice.now)
    pages = [staff_accounts.staff(practice.office, practice.manager, page=page) for page in (1, 2, 99)]
    assert [len(page.members) for page in pages] == [staff_accounts.PAGE, 2, 2]
    assert {page.total for page in pages} == {staff_accounts.PAGE + 2}


def test_changed_roles_hold_at_the_next_click_and_are_in_the_trail(practice):
    change(practice, replace(CLEO, roles=BOTH))
    assert visiting.visitor_of(practice.office, practice.clinician.session, now=practice.now).roles == BOTH
    assert last_row(practice) == (
        f"staff:{practice.manager.subject_id}", "changed an account", f"staff:{practice.clinician.subject_id}",
        {"roles": [["clinician"], ["clinician", "manager"]]},
    )  # fmt: skip


def test_a_changed_name_is_told_but_not_what_it_was(practice):
    change(practice, replace(CLEO, name="Cleo Nemo", login=" Cleo@Elsewhere.example "))
    assert last_row(practice)[3] == {"changed": ["name", "login"]}
    assert one(practice, practice.clinician.subject_id).member.login == "cleo@elsewhere.example"
    with practice.office.store.reading() as db:
        known = accounts.by_login(db, "cleo@elsewhere.example")
        assert accounts.by_login(db, CLEO.login) is None
    assert is_password(PASSWORD, known.password_hash)


def test_nothing_changed_writes_nothing(practice):
    before = last_row(practice)
    change(practice, CLEO)
    assert last_row(practice) == before


@pytest.mark.parametrize(
    ("entry", "error", "says"),
    [
        pytest.param(replace(CLEO, login="manager@example.com"), Conflict, "taken", id="somebody else's name"),
        pytest.param(replace(CLEO, roles=frozenset()), InvalidInput, "manager or both", id="no role"),
        pytest.param(replace(CLEO, name=""), InvalidInput, "empty", id="no name"),
    ],
)
def test_what_an_account_cannot_become(entry, error, says, practice):
    with pytest.raises(error, match=says):
        change(practice, entry)
    assert one(practice, practice.clinician.subject_id).entry == CLEO


def test_of_two_managers_who_change_the_same_account_the_second_is_told(practice, second):
    change(practice, replace(CLEO, roles=BOTH))
    with pytest.raises(Conflict, match="Somebody else changed this account"):
        change(practice, replace(CLEO, name="Clea"), by=second)


def test_disabling_ends_everything_that_is_open_at_once(practice):
    account_id, office = practice.clinician.subject_id, practice.office
    link = inviting.make_link(office, practice.manager, account_id=account_id, now=practice.now)
    with office.store.writing() as db:
        until = practice.now + STEP_LASTS
        steps.add(db, "s" * 64, Step(Kind.CODE, 1, until, account_id=account_id), now=practice.now)
        known_devices.add(db, "d" * 64, clinic_id=1, account_id=account_id, now=practice.now, expires_at=until)
    disable(practice, account_id)
    assert not is_in(practice, practice.clinician)
    with office.store.reading() as db:
        assert steps.find(db, "s" * 64, Kind.CODE, now=practice.now) is None
        assert known_devices.holders(db, ["d" * 64], now=practice.now) == {}
    with pytest.raises(SignInRefused):
        joining.open_link(office, token=link.token, now=practice.now)
    assert one(practice, account_id).member.state is State.DISABLED
    assert last_row(practice)[1:] == (
        "disabled an account", f"staff:{account_id}", {"disabled": [False, True], "sessions": 1},
    )  # fmt: skip


def test_a_link_of_before_does_not_open_an_account_that_is_enabled_again(practice):
    account_id, office = practice.clinician.subject_id, practice.office
    link = inviting.make_link(office, practice.manager, account_id=account_id, now=practice.now)
    disable(practice, account_id)
    staff_accounts.enable(office, practice.manager, account_id=account_id, now=practice.now)
    with pytest.raises(SignInRefused):
        joining.open_link(office, token=link.token, now=practice.now)
    assert one(practice, account_id).member.state is State.ACTIVE


def test_nobody_disables_their_own_account(practice, second):
    with pytest.raises(Conflict, match="your own account"):
        disable(practice, practice.manager.subject_id)
    assert is_in(practice, practice.manager)


MANAGERS_OWN = StaffEntry("Mo Manager", "manager@example.com", frozenset({Role.MANAGER}))


def test_nobody_does_without_the_password_for_their_own_account(practice):
    own, office = practice.manager.subject_id, practice.office
    with office.store.writing() as db:
        second_factors.turn_on(db, 1, own, sealed=office.seal.close("A" * 32), step=1)
    for change in (staff_accounts.remove_code, inviting.make_link):
        with pytest.raises(Conflict, match="your own account"):
            change(office, practice.manager, account_id=own, now=practice.now)
    assert one(practice, own).member.has_code
    assert one(practice, own).member.link_until is None


def test_the_last_manager_stays_one(practice):
    own = practice.manager.subject_id
    with pytest.raises(Conflict, match="the last manager; add another one first"):
        change(practice, replace(MANAGERS_OWN, roles=frozenset({Role.CLINICIAN})), account_id=own, seen=MANAGERS_OWN)
    with pytest.raises(Conflict, match="the last manager"):
        administering.disable_account(practice.office, login="manager@example.com", now=practice.now)
    assert one(practice, own).is_last_manager


def test_a_manager_of_another_clinic_does_not_count(practice, other_clinic):
    assert one(practice, practice.manager.subject_id).is_last_manager


def test_a_manager_may_give_the_role_up_when_there_is_another(practice, second):
    own = practice.manager.subject_id
    change(practice, replace(MANAGERS_OWN, roles=frozenset({Role.CLINICIAN})), account_id=own, seen=MANAGERS_OWN)
    with pytest.raises(NotAllowed, match="Your own account was changed"):
        disable(practice, second.subject_id)


def test_two_managers_who_disable_each_other_at_once_leave_one(practice, second):
    pairs = [(practice.manager, second), (second, practice.manager)]

    def try_it(pair):
        try:
            disable(practice, pair[1].subject_id, by=pair[0])
        except (Conflict, NotAllowed):
            return False
        return True

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(try_it, pairs)) == [False, True]
    assert sorted([is_in(practice, practice.manager), is_in(practice, second)]) == [False, True]


def test_who_was_disabled_a_moment_ago_does_nothing_more(practice, second):
    disable(practice, second.subject_id)
    account_id = practice.clinician.subject_id
    for attack in (
        lambda: disable(practice, account_id, by=second),
        lambda: change(practice, replace(CLEO, roles=BOTH), by=second),
        lambda: staff_accounts.remove_code(practice.office, second, account_id=account_id, now=practice.now),
        lambda: clinics.change_own_clinic(
            practice.office, second, {"name": "Mine"}, seen=practice.clinic, now=practice.now
        ),
    ):
        with pytest.raises(NotAllowed, match="Your own account was changed"):
            attack()


def test_a_second_factor_is_removed_with_all_that_is_open(practice):
    account_id, office = practice.clinician.subject_id, practice.office
    with office.store.writing() as db:
        second_factors.turn_on(db, 1, account_id, sealed=office.seal.close("A" * 32), step=1)
        second_factors.put_codes(db, 1, account_id, ["h" * 64])
    assert one(practice, account_id).member.has_code
    staff_accounts.remove_code(office, practice.manager, account_id=account_id, now=practice.now)
    assert not one(practice, account_id).member.has_code
    assert not is_in(practice, practice.clinician)
    with office.store.reading() as db:
        assert second_factors.of(db, 1, account_id).codes_left == 0
    assert last_row(practice)[1:] == ("removed a second factor", f"staff:{account_id}", {"sessions": 1})


def test_single_sign_on_is_unlinked_with_all_that_is_open(practice):
    account_id, office = practice.clinician.subject_id, practice.office
    with office.store.writing() as db:
        db.conn.execute("UPDATE account SET sso_subject = 'issuer subject' WHERE account_id = ?", (account_id,))
    assert one(practice, account_id).member.is_linked
    staff_accounts.unlink(office, practice.manager, account_id=account_id, now=practice.now)
    assert not one(practice, account_id).member.is_linked
    assert not is_in(practice, practice.clinician)
    assert last_row(practice)[1] == "unlinked single sign-on"


@pytest.mark.parametrize(
    "act",
    [
        staff_accounts.disable,
        staff_accounts.enable,
        staff_accounts.remove_code,
        staff_accounts.unlink,
        staff_accounts.one,
    ],
    ids=lambda act: act.__name__,
)
def test_only_managers_of_the_clinic_touch_its_accounts(act, practice, other_clinic):
    for visitor, error in ((practice.clinician, NotAllowed), (other_clinic.manager, NotFound)):
        with pytest.raises(error):
            act(practice.office, visitor, account_id=practice.manager.subject_id, now=practice.now)
    with pytest.raises(NotFound):
        act(practice.office, practice.manager, account_id=4711, now=practice.now)


def test_another_clinics_accounts_are_not_in_the_list(practice, other_clinic):
    names = {m.name for m in staff_accounts.staff(practice.office, practice.manager, page=1).members}
    assert names == {"Cleo Clinician", "Mo Manager"}


def test_the_clinic_is_changed_by_a_manager_with_before_and_after(practice):
    seen = practice.office.the_clinic()
    changed = clinics.change_own_clinic(
        practice.office, practice.manager, {"phone": "+1 901 555 0199", "requires_code": True, "kept_for_years": 5},
        seen=seen, now=practice.now,
    )  # fmt: skip
    assert practice.office.the_clinic() == changed
    assert last_row(practice) == (
        f"staff:{practice.manager.subject_id}", "changed the clinic", "clinic:1",
        {"phone": ["+1 901 555 0100", "+1 901 555 0199"], "requires_code": [False, True], "kept_for_years": [10, 5],
         "sessions": 1},
    )  # fmt: skip


def test_those_without_a_second_factor_are_out_once_it_is_required(practice, second):
    """Linked to single sign-on or not: a password lets them in as well. The manager who asks for it stays."""
    office, manager = practice.office, practice.manager
    with office.store.writing() as db:
        db.conn.execute("UPDATE account SET sso_subject = 'x' WHERE account_id = ?", (practice.clinician.subject_id,))
        second_factors.turn_on(db, second.clinic_id, second.subject_id, sealed="sealed", step=1)
        own = accounts.by_id(db, manager.clinic_id, manager.subject_id)
    everyone = [practice.clinician, manager, session_of(office, own, now=practice.now)[1], second]
    assert clinics.clinic_entries(office, manager).without_code == ("Cleo Clinician", "Mo Manager")
    for changes, living in (({"phone": "112"}, [True] * 4), ({"requires_code": True}, [False, True, False, True])):
        clinics.change_own_clinic(office, manager, changes, seen=office.the_clinic(), now=practice.now)
        assert [is_in(practice, visitor) for visitor in everyone] == living
    assert last_row(practice)[3] == {"requires_code": [False, True], "sessions": 2}


def test_asked_for_from_the_command_line_it_ends_them_all(practice):
    clinics.change_clinic(practice.office, {"requires_code": True}, now=practice.now)
    assert [is_in(practice, visitor) for visitor in (practice.clinician, practice.manager)] == [False, False]


def test_of_two_managers_who_change_the_same_entry_of_the_clinic_the_second_is_told(practice, second):
    seen, office, now = practice.office.the_clinic(), practice.office, practice.now
    clinics.change_own_clinic(office, practice.manager, {"phone": "112"}, seen=seen, now=now)
    with pytest.raises(Conflict, match="Somebody else changed this"):
        clinics.change_own_clinic(office, second, {"phone": "911"}, seen=seen, now=now)
    clinics.change_own_clinic(office, second, {"name": "Corner"}, seen=seen, now=now)
    assert (office.the_clinic().phone, office.the_clinic().name) == ("112", "Corner")


@pytest.mark.parametrize("changes", [{"kept_for_years": 0}, {"kept_for_years": 51}, {"phone": "call us"},
                                     {"time_zone": "Mars/Olympus"}, {"name": ""}, {"watched": True}])  # fmt: skip
def test_what_a_clinic_cannot_become(changes, practice):
    seen = practice.office.the_clinic()
    with pytest.raises(InvalidInput):
        clinics.change_own_clinic(practice.office, practice.manager, changes, seen=seen, now=practice.now)
    assert practice.office.the_clinic() == seen


def test_who_has_no_second_factor_is_named_before_all_need_one(practice, other_clinic):
    shown = clinics.clinic_entries(practice.office, practice.manager)
    assert shown.without_code == ("Cleo Clinician", "Mo Manager")
    with practice.office.store.writing() as db:
        second_factors.turn_on(
            db, 1, practice.clinician.subject_id, sealed=practice.office.seal.close("A" * 32), step=1
        )
    assert clinics.clinic_entries(practice.office, practice.manager).without_code == ("Mo Manager",)
