"""Staff accounts from the command line, where nobody signs in."""

from datetime import datetime

from recovery.domain.access import Role
from recovery.domain.staff import login_key
from recovery.errors import NotFound
from recovery.services.entry import second_factor
from recovery.services.entry.passwords import hash_password
from recovery.services.office import Office
from recovery.services.setting_up import new_account
from recovery.services.staff import account_changes, inviting
from recovery.services.staff.inviting import Link, StaffEntry
from recovery.store import accounts, people
from recovery.store.audit import PROGRAM
from recovery.store.database import Database


def add_account(
    office: Office, *, login: str, name: str, password: str, roles: frozenset[Role], now: datetime
) -> accounts.Account:  # fmt: skip
    """Give a member of staff an account; Conflict when the sign-in name is taken."""
    clinic = office.the_clinic()
    account = new_account(
        clinic_id=clinic.clinic_id, clinic_name=clinic.name, login=login, name=name, password=password,
        password_again=None, roles=roles,
    )  # fmt: skip
    with office.store.writing() as db:
        accounts.add(db, account, now=now)
        details = {"roles": sorted(roles)}
        account_changes.note(db, account, "added an account", who=PROGRAM, now=now, details=details)
    return account


def invite_account(office: Office, *, login: str, name: str, roles: frozenset[Role], now: datetime) -> Link:
    """A new account without a password, and the link by which its holder chooses one."""
    clinic_id = office.the_clinic().clinic_id
    with office.store.writing() as db:
        return inviting.add_invited(db, StaffEntry(name, login, roles), clinic_id=clinic_id, who=PROGRAM, now=now)


def change_password(
    office: Office, *, login: str, password: str, remove_second_factor: bool = False, now: datetime
) -> accounts.Account:  # fmt: skip
    """Give an account a new password and end all that the old one opened; NotFound when there is no such account.

    Whoever lost the app and the recovery codes as well needs the second factor removed.
    """
    with office.store.reading() as db:
        account, clinic = _account(db, login), people.the_clinic(db)
    known = (account.name, account.login, *([clinic.name] if clinic else ()))
    password_hash = hash_password(password, own=known)
    with office.store.writing() as db:
        account = _account(db, login)
        account_changes.set_password(db, account, password_hash)
        ended = account_changes.end_all(db, account)
        account_changes.note(db, account, "changed a password", who=PROGRAM, now=now, details={"sessions": ended})
        if remove_second_factor and second_factor.remove(db, account):
            details = {"second_factor": [True, False]}
            account_changes.note(db, account, "removed a second factor", who=PROGRAM, now=now, details=details)
    return account


def disable_account(office: Office, *, login: str, now: datetime) -> accounts.Account:
    """Shut an account out, at once and everywhere; Conflict for the last manager, NotFound when there is none such."""
    with office.store.writing() as db:
        account = _account(db, login)
        account_changes.disable(db, account, who=PROGRAM, now=now)
    return account


def enable_account(office: Office, *, login: str, now: datetime) -> accounts.Account:
    """Let a disabled account sign in again; NotFound when there is no such account."""
    with office.store.writing() as db:
        account = _account(db, login)
        account_changes.enable(db, account, who=PROGRAM, now=now)
    return account


def _account(db: Database, login: str) -> accounts.Account:
    account = accounts.by_login(db, login_key(login))
    if account is None:
        raise NotFound(f"Nobody signs in as {login!r}; check the sign-in name.")
    return account
