"""Staff accounts from the command line, where nobody signs in; and the clinic's entries, from there and by managers."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from recovery.domain.access import Action, Role, Visitor, require
from recovery.domain.clinic import Clinic, check_clinic
from recovery.errors import Conflict, NotFound
from recovery.services import account_changes, inviting, second_factor
from recovery.services.inviting import Link, StaffEntry
from recovery.services.office import Office
from recovery.services.passwords import hash_password
from recovery.services.setting_up import new_account
from recovery.store import accounts, audit, people, sessions, staff_list
from recovery.store.audit import PROGRAM, Actor
from recovery.store.database import Database


@dataclass(frozen=True)
class ClinicEntries:
    """What stands about a clinic, and the names of those on its staff who sign in by a password alone."""

    clinic: Clinic
    without_code: tuple[str, ...]


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


def change_clinic(office: Office, changes: Mapping[str, object], *, now: datetime) -> Clinic:
    """Change what patients must know of the clinic; `changes` holds the entries of check_clinic to replace."""
    clinic_id = office.the_clinic().clinic_id
    with office.store.writing() as db:
        return _change_clinic(db, people.clinic(db, clinic_id), changes, who=PROGRAM, now=now)


def change_own_clinic(
    office: Office, visitor: Visitor, changes: Mapping[str, object], *, seen: Clinic, now: datetime
) -> Clinic:  # fmt: skip
    """What change_clinic does, for a manager, whose own session goes on.

    Conflict when an entry to change is not what they had `seen` any more.
    """
    require(visitor, Action.ADMINISTER)
    with office.store.writing() as db:
        account_changes.require_still(db, visitor)
        clinic = people.clinic(db, visitor.clinic_id)
        if any(getattr(clinic, entry) != getattr(seen, entry) for entry in changes):
            raise Conflict("Somebody else changed this just now. See how it is, then change it again.")
        return _change_clinic(db, clinic, changes, who=audit.actor(visitor), but=visitor.session, now=now)


def clinic_entries(office: Office, visitor: Visitor) -> ClinicEntries:
    """The visitor's clinic, for a manager to change."""
    require(visitor, Action.ADMINISTER)
    with office.store.reading() as db:
        without = tuple(staff_list.without_code(db, visitor.clinic_id).values())
        return ClinicEntries(people.clinic(db, visitor.clinic_id), without)


def _change_clinic(
    db: Database, clinic: Clinic, changes: Mapping[str, object], *, who: Actor, but: str = "", now: datetime
) -> Clinic:  # fmt: skip
    """Change it; where a second factor is asked for from now on, the sessions of those without end `but` one."""
    before = asdict(clinic)
    begins = bool(changes.get("watched")) and not clinic.watched
    changed = check_clinic(**{**before, **changes, **({"watched_since": now} if begins else {})})
    differences = {key: [before[key], getattr(changed, key)] for key in changes if before[key] != getattr(changed, key)}
    if differences:
        people.change_clinic(db, changed)
        ended = {}
        if changed.requires_code and not clinic.requires_code:
            ended = {"sessions": _end_those_without_code(db, changed, but=but)}
        audit.add(
            db, clinic_id=changed.clinic_id, now=now, actor=who, action="changed the clinic",
            subject=f"clinic:{changed.clinic_id}", details={**differences, **ended},
        )  # fmt: skip
    return changed


def _end_those_without_code(db: Database, clinic: Clinic, *, but: str) -> int:
    without = staff_list.without_code(db, clinic.clinic_id)
    return sum(sessions.end_of_account(db, clinic.clinic_id, account_id, but=but) for account_id in without)


def _account(db: Database, login: str) -> accounts.Account:
    account = accounts.by_login(db, login.strip().casefold())
    if account is None:
        raise NotFound(f"Nobody signs in as {login!r}; check the sign-in name.")
    return account
