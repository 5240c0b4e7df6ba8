"""Staff accounts."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from recovery.domain.access import Role
from recovery.errors import Conflict
from recovery.store.driver import is_unique_violation
from recovery.store.rows import as_time, roles_from

_ADD = """
INSERT INTO account (clinic_id, account_id, login, name, password_hash, is_clinician, is_manager, created_at)
VALUES (:clinic_id, :account_id, :login, :name, :password_hash, :is_clinician, :is_manager, :created_at)
"""

_CHANGE = """
UPDATE account SET login = :login, name = :name, is_clinician = :is_clinician, is_manager = :is_manager
WHERE clinic_id = :clinic_id AND account_id = :account_id
"""

_MANAGERS = """
SELECT account_id FROM account
WHERE clinic_id = ? AND is_manager = 1 AND disabled = 0 AND (password_hash <> '' OR sso_subject <> '')
"""


@dataclass(frozen=True)
class Account:
    """A staff account as sign-in needs it: no password hash until its holder chose a password."""

    clinic_id: int
    account_id: int
    login: str
    name: str
    password_hash: str
    roles: frozenset[Role]
    disabled: bool = False
    sso_subject: str = ""
    has_code: bool = False

    @property
    def can_sign_in(self) -> bool:
        """Whether its holder has joined: by choosing a password, or by single sign-on."""
        return bool(self.password_hash or self.sso_subject)


def add(db: Database, account: Account, *, now: datetime) -> None:
    """Add an account; Conflict when its login name is taken."""
    row = {
        "clinic_id": account.clinic_id,
        "account_id": account.account_id,
        "login": account.login,
        "name": account.name,
        "password_hash": account.password_hash,
        "is_clinician": Role.CLINICIAN in account.roles,
        "is_manager": Role.MANAGER in account.roles,
        "created_at": as_time(now),
    }
    with is_unique_violation(Conflict("That sign-in name is taken; choose another.")):
        db.conn.execute(_ADD, row)


def by_id(db: Database, clinic_id: int, account_id: int) -> Account | None:
    """The account of this id in this clinic, disabled or not."""
    return _one(db, "clinic_id = ? AND account_id = ?", clinic_id, account_id)


def by_login(db: Database, login: str) -> Account | None:
    """The account of this sign-in name, disabled or not."""
    return _one(db, "login = ?", login)


def set_password(db: Database, account: Account, password_hash: str) -> None:
    """Put a new password in place of the old."""
    db.conn.execute(
        "UPDATE account SET password_hash = ? WHERE clinic_id = ? AND account_id = ?",
        (password_hash, account.clinic_id, account.account_id),
    )


def set_disabled(db: Database, account: Account, *, disabled: bool) -> None:
    """Keep an account's records, and let nobody sign in with it; or let them again."""
    sql = "UPDATE account SET disabled = ? WHERE clinic_id = ? AND account_id = ?"
    db.conn.execute(sql, (disabled, account.clinic_id, account.account_id))


def mark_signed_in(db: Database, clinic_id: int, account_id: int, *, now: datetime) -> None:
    """Remember when somebody last signed in with an account."""
    sql = "UPDATE account SET signed_in_at = ? WHERE clinic_id = ? AND account_id = ?"
    db.conn.execute(sql, (as_time(now), clinic_id, account_id))


def change(db: Database, account: Account) -> None:
    """Put an account's name, sign-in name and roles in place of what they were; Conflict when the latter is taken."""
    row = {
        "clinic_id": account.clinic_id,
        "account_id": account.account_id,
        "login": account.login,
        "name": account.name,
        "is_clinician": Role.CLINICIAN in account.roles,
        "is_manager": Role.MANAGER in account.roles,
    }
    with is_unique_violation(Conflict("That sign-in name is taken; choose another.")):
        db.conn.execute(_CHANGE, row)


def is_last_manager(db: Database, account: Account) -> bool:
    """Whether an account is a manager who can sign in, and no other one of its clinic is."""
    managers = [row["account_id"] for row in db.conn.execute(_MANAGERS, (account.clinic_id,)).fetchall()]
    return managers == [account.account_id]


def first_with(db: Database, role: Role) -> Account | None:
    """The first account that was given this role: what a demo signs in as."""
    return _one(db, f"is_{role.value} = 1 AND disabled = 0 AND password_hash <> ''")


def _one(db: Database, where: str, *parameters: str | int) -> Account | None:
    row = db.conn.execute(
        "SELECT clinic_id, account_id, login, name, password_hash, is_clinician, is_manager, disabled, sso_subject, "
        "code_sealed <> '' AS has_code "
        f"FROM account WHERE {where} ORDER BY created_at, login LIMIT 1",
        parameters,
    ).fetchone()
    if row is None:
        return None
    return Account(
        row["clinic_id"], row["account_id"], row["login"], row["name"], row["password_hash"], roles_from(row),
        bool(row["disabled"]), row["sso_subject"], bool(row["has_code"]),
    )  # fmt: skip
