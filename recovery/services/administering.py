"""Staff accounts and the clinic's entries, from the command line."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from recovery.domain.access import Role
from recovery.domain.clinic import Clinic, check_clinic
from recovery.errors import Conflict, NotFound
from recovery.services.office import Office
from recovery.services.passwords import hash_password
from recovery.services.setting_up import new_account
from recovery.store import accounts, audit, people, sessions
from recovery.store.database import Database


def add_account(
    office: Office, *, login: str, name: str, password: str, roles: frozenset[Role], now: datetime
) -> accounts.Account:  # fmt: skip
    """Give a member of staff an account; Conflict when the sign-in name is taken."""
    clinic = office.the_clinic()
    account = new_account(
        clinic_id=clinic.clinic_id, login=login, name=name, password=password, password_again=None, roles=roles
    )  # fmt: skip
    with office.store.writing() as db:
        accounts.add(db, account, now=now)
        audit.add(
            db, clinic_id=clinic.clinic_id, now=now, actor=audit.PROGRAM, action="added an account",
            subject=f"staff:{account.account_id}", details={"roles": sorted(roles)},
        )  # fmt: skip
    return account


def change_password(office: Office, *, login: str, password: str, now: datetime) -> accounts.Account:
    """Give an account a new password and sign it out everywhere; NotFound when there is no such account."""
    password_hash = hash_password(password)
    with office.store.writing() as db:
        account = _account(db, login)
        accounts.set_password(db, account, password_hash)
        _sign_out_everywhere(db, account, "changed a password", now)
    return account


def disable_account(office: Office, *, login: str, now: datetime) -> accounts.Account:
    """Shut an account out, at once and everywhere; Conflict for the last manager, NotFound when there is none such."""
    with office.store.writing() as db:
        account = _account(db, login)
        if accounts.is_last_manager(db, account):
            raise Conflict(f"{account.login} is the last manager; add another one first.")
        accounts.set_disabled(db, account, disabled=True)
        _sign_out_everywhere(db, account, "disabled an account", now)
    return account


def enable_account(office: Office, *, login: str, now: datetime) -> accounts.Account:
    """Let a disabled account sign in again; NotFound when there is no such account."""
    with office.store.writing() as db:
        account = _account(db, login)
        accounts.set_disabled(db, account, disabled=False)
        _sign_out_everywhere(db, account, "enabled an account", now)
    return account


def change_clinic(office: Office, changes: Mapping[str, object], *, now: datetime) -> Clinic:
    """Change what patients must know of the clinic; `changes` holds the entries of check_clinic to replace."""
    clinic_id = office.the_clinic().clinic_id
    with office.store.writing() as db:
        before = asdict(people.clinic(db, clinic_id))
        begins = bool(changes.get("watched")) and not before["watched"]
        changed = check_clinic(**{**before, **changes, **({"watched_since": now} if begins else {})})
        people.change_clinic(db, changed)
        audit.add(
            db, clinic_id=changed.clinic_id, now=now, actor=audit.PROGRAM, action="changed the clinic",
            subject=f"clinic:{changed.clinic_id}",
            details={key: [before[key], getattr(changed, key)] for key in changes},
        )  # fmt: skip
    return changed


def _account(db: Database, login: str) -> accounts.Account:
    account = accounts.by_login(db, login.strip().casefold())
    if account is None:
        raise NotFound(f"Nobody signs in as {login!r}; check the sign-in name.")
    return account


def _sign_out_everywhere(db: Database, account: accounts.Account, action: str, now: datetime) -> None:
    sessions.end_of_account(db, account.clinic_id, account.account_id)
    audit.add(
        db, clinic_id=account.clinic_id, now=now, actor=audit.PROGRAM, action=action,
        subject=f"staff:{account.account_id}",
    )  # fmt: skip
