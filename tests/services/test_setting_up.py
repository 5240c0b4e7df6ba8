from dataclasses import replace

import pytest

from recovery.domain.access import Role
from recovery.errors import Conflict, InvalidInput, NotAllowed, NotFound, SignInRefused, StoreError
from recovery.services import setting_up
from recovery.services.audit import auditing
from recovery.services.entry import visiting
from recovery.services.groups import cohorts
from recovery.store import accounts
from recovery.store.installation import empty_demo
from tests.conftest import PASSWORD, a_clinic, an_account

ENTRY = {
    "clinic_id": 1, "clinic_name": "Corner Skin", "login": "mo@example.com", "name": "Mo Manager",
    "password": PASSWORD, "password_again": PASSWORD, "roles": frozenset({Role.MANAGER}),
}  # fmt: skip


@pytest.fixture
def manager(password_hash):
    return an_account(password_hash, "mo@example.com", "Mo Manager", Role.MANAGER)


def clinics(office):
    with office.store.reading() as db:
        return db.conn.execute("SELECT count(*) FROM clinic").fetchone()[0]


def test_a_code_sets_the_clinic_up_once(empty_office, manager, now):
    code = setting_up.new_set_up_code(empty_office, now=now)
    assert setting_up.is_set_up_code(empty_office, code)
    setting_up.set_up(empty_office, code=code, clinic=a_clinic(), manager=manager, now=now)
    assert empty_office.the_clinic() == a_clinic()
    assert not setting_up.is_set_up_code(empty_office, code)
    with pytest.raises(Conflict, match="set up already; sign in"):
        setting_up.set_up(empty_office, code=code, clinic=a_clinic(clinic_id=2), manager=manager, now=now)
    assert setting_up.new_set_up_code(empty_office, now=now) is None
    assert clinics(empty_office) == 1


@pytest.mark.parametrize("wrong", ["", "guess", "' OR 1=1 --", "x" * 100_000, "\0"])
def test_a_wrong_code_opens_nothing(wrong, empty_office, manager, now):
    setting_up.new_set_up_code(empty_office, now=now)
    assert not setting_up.is_set_up_code(empty_office, wrong)
    with pytest.raises(SignInRefused, match="take the address that the terminal printed last"):
        setting_up.set_up(empty_office, code=wrong, clinic=a_clinic(), manager=manager, now=now)
    assert clinics(empty_office) == 0


def test_only_the_last_code_works(empty_office, manager, now):
    first = setting_up.new_set_up_code(empty_office, now=now)
    second = setting_up.new_set_up_code(empty_office, now=now)
    with pytest.raises(SignInRefused):
        setting_up.set_up(empty_office, code=first, clinic=a_clinic(), manager=manager, now=now)
    assert setting_up.is_set_up_code(empty_office, second)


def test_what_fails_half_way_keeps_the_code_good(empty_office, manager, now):
    code = setting_up.new_set_up_code(empty_office, now=now)
    lost = replace(manager, clinic_id=2)  # refused by the database after the clinic was added
    with pytest.raises(StoreError, match="refused the change"):
        setting_up.set_up(empty_office, code=code, clinic=a_clinic(), manager=lost, now=now)
    assert (clinics(empty_office), setting_up.is_set_up_code(empty_office, code)) == (0, True)


def test_before_set_up_there_is_no_clinic(empty_office, now):
    assert empty_office.clinic() is None
    with pytest.raises(NotFound, match="open the address that the terminal printed"):
        empty_office.the_clinic()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        pytest.param({"login": " "}, "login", id="no sign-in name"),
        pytest.param({"login": "mo manager"}, "login", id="two words"),
        pytest.param({"login": "x" * 121}, "login", id="a long sign-in name"),
        pytest.param({"name": "\0 "}, "account_name", id="no name"),
        pytest.param({"roles": frozenset()}, "roles", id="no role"),
        pytest.param({"roles": frozenset({Role.PATIENT})}, "roles", id="a patient as staff"),
        pytest.param({"roles": frozenset({Role.PATIENT, Role.MANAGER})}, "roles", id="a patient and manager"),
        pytest.param({"password_again": PASSWORD + "!"}, "password_again", id="two passwords"),
        pytest.param({"password": "short", "password_again": "short"}, "password", id="a short password"),
        pytest.param(dict.fromkeys(("password", "password_again"), "Corner Skin 2026"), "password", id="the clinic"),
        pytest.param(dict.fromkeys(("password", "password_again"), "MoManager 2026"), "password", id="own name"),
    ],
)
def test_an_account_that_cannot_be(wrong, field):
    with pytest.raises(InvalidInput) as refused:
        setting_up.new_account(**{**ENTRY, **wrong})
    assert refused.value.field == field


def test_an_account_is_kept_under_a_name_without_case():
    account = setting_up.new_account(**{**ENTRY, "login": " Mo@Example.com ", "name": " Mo\n Manager "})
    assert (account.login, account.name) == ("mo@example.com", "Mo Manager")


def test_a_taken_sign_in_name_is_a_conflict(practice, password_hash, now):
    twin = an_account(password_hash, "manager@example.com", "Somebody Else", Role.CLINICIAN)
    with (
        pytest.raises(Conflict, match="That sign-in name is taken; choose another"),
        practice.office.store.writing() as db,
    ):
        accounts.add(db, twin, now=now)


def as_a_demo(practice):
    with practice.office.store.writing() as db:
        db.conn.execute("UPDATE clinic SET demo = 1")


def set_up_anew(practice, manager):
    """The real clinic after the demo, with the same clinician."""
    code = setting_up.discard_demo(practice.office, now=practice.now)
    setting_up.set_up(practice.office, code=code, clinic=practice.clinic, manager=manager, now=practice.now)
    return replace(practice, clinician=practice.colleague())


def versions(practice):
    """The versions of the counts through the first days of a clinic."""
    seen = [cohorts.version(practice.office, practice.clinician)]
    who = practice.enrol()
    for day in (1, 2):
        seen.append(cohorts.version(practice.office, practice.clinician))
        practice.report(who, day, redness=1)
    return [*seen, cohorts.version(practice.office, practice.clinician)]


def test_a_real_clinic_is_never_discarded(practice, now):
    practice.report(practice.enrol(), 1, redness=1)
    with pytest.raises(NotAllowed, match="holds a real clinic; it is never discarded"):
        setting_up.discard_demo(practice.office, now=now)
    with pytest.raises(NotAllowed), practice.office.store.writing() as db:
        empty_demo(db)
    assert practice.office.the_clinic() == practice.clinic


def test_a_demo_is_discarded_whole_and_leaves_a_code(practice, manager, now):
    patient = practice.enrol()
    practice.report(patient, 1, redness=1)
    practice.report(patient, 1, redness=2)
    as_a_demo(practice)
    code = setting_up.discard_demo(practice.office, now=now)
    with practice.office.store.reading() as db:
        names = [
            row["name"] for row in db.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        ]
        filled = {name for name in names if db.conn.execute(f"SELECT 1 FROM {name}").fetchone()}  # noqa: S608 - own names
    assert filled == {"band", "guidance", "rule_setting", "catalogue_entry", "set_up_code", "_sqlite_migrations"}
    assert visiting.visitor_of(practice.office, patient.visitor.session, now=now) is None
    setting_up.set_up(practice.office, code=code, clinic=practice.clinic, manager=manager, now=now)


def test_what_is_remembered_of_a_demo_never_passes_for_the_real_clinics(practice, manager):
    as_a_demo(practice)
    in_demo = versions(practice)
    after = versions(set_up_anew(practice, manager))
    assert set(in_demo[1:]).isdisjoint(after), "what a process remembers is found by this number"


def test_the_real_clinics_trail_is_not_held_against_the_demos(practice, manager, now):
    practice.report(practice.enrol(), 1, redness=1)
    as_a_demo(practice)
    assert auditing.verify_trail(practice.office.store, now=now).is_whole
    set_up_anew(practice, manager)
    assert auditing.verify_trail(practice.office.store, now=now).is_whole
