"""The members of staff as a manager sees them: who they are, whether and how they can sign in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from recovery.domain.access import Role
from recovery.domain.staff import State
from recovery.store.rows import from_time, roles_from


@dataclass(frozen=True)
class Member:
    """A member of staff; `link_until` is when their unused link for choosing a password ends or ended."""

    account_id: int
    login: str
    name: str
    email: str
    roles: frozenset[Role]
    state: State
    has_password: bool
    has_code: bool
    is_linked: bool
    signed_in_at: datetime | None
    link_until: datetime | None


_MEMBER = """
SELECT a.account_id, a.login, a.name, a.email, a.is_clinician, a.is_manager, a.disabled, a.signed_in_at,
       a.password_hash <> '' AS has_password, a.code_sealed <> '' AS has_code, a.sso_subject <> '' AS is_linked,
       i.expires_at AS link_until
FROM account AS a
LEFT JOIN invitation AS i ON i.clinic_id = a.clinic_id AND i.account_id = a.account_id
WHERE a.clinic_id = :clinic_id
"""

_PAGE = (
    _MEMBER
    + """
ORDER BY a.disabled, a.name, a.account_id
LIMIT :limit OFFSET :offset
"""
)

_WITHOUT_CODE = """
SELECT account_id, name FROM account
WHERE clinic_id = :clinic_id AND disabled = 0 AND password_hash <> '' AND code_sealed = ''
ORDER BY name, account_id
"""


def members(db: Database, clinic_id: int, *, limit: int, offset: int) -> tuple[list[Member], int]:
    """The members of staff by name, those who are disabled last; and how many there are in all."""
    total = db.conn.execute("SELECT count(*) FROM account WHERE clinic_id = ?", (clinic_id,)).fetchone()[0]
    rows = db.conn.execute(_PAGE, {"clinic_id": clinic_id, "limit": limit, "offset": offset}).fetchall()
    return [_member(row) for row in rows], int(total)


def member(db: Database, clinic_id: int, account_id: int) -> Member | None:
    """One member of staff of this clinic."""
    key = {"clinic_id": clinic_id, "account_id": account_id}
    row = db.conn.execute(_MEMBER + "AND a.account_id = :account_id", key).fetchone()
    return _member(row) if row else None


def without_code(db: Database, clinic_id: int) -> dict[int, str]:
    """The names, by id of account, of those who can sign in by a password alone, be it beside single sign-on."""
    rows = db.conn.execute(_WITHOUT_CODE, {"clinic_id": clinic_id}).fetchall()
    return {row["account_id"]: row["name"] for row in rows}


def _member(row: Any) -> Member:
    return Member(
        account_id=row["account_id"],
        login=row["login"],
        name=row["name"],
        email=row["email"],
        roles=roles_from(row),
        state=_state(row),
        has_password=bool(row["has_password"]),
        has_code=bool(row["has_code"]),
        is_linked=bool(row["is_linked"]),
        signed_in_at=from_time(row["signed_in_at"]) if row["signed_in_at"] else None,
        link_until=from_time(row["link_until"]) if row["link_until"] else None,
    )


def _state(row: Any) -> State:
    if row["disabled"]:
        return State.DISABLED
    return State.ACTIVE if row["has_password"] or row["is_linked"] else State.INVITED
