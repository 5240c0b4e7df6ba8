"""What a member of staff's second factor is checked by: its secret, sealed, and the recovery codes that are left."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlite_utils import Database

_OF = """
SELECT a.code_sealed, a.code_step, count(c.code_hash) AS codes_left
FROM account AS a
LEFT JOIN recovery_code AS c ON c.clinic_id = a.clinic_id AND c.account_id = a.account_id
WHERE a.clinic_id = ? AND a.account_id = ?
GROUP BY a.clinic_id, a.account_id, a.code_sealed, a.code_step
"""

_TURN = "UPDATE account SET code_sealed = ?, code_step = ? WHERE clinic_id = ? AND account_id = ?"

_USE = """
UPDATE account SET code_step = :step
WHERE clinic_id = :clinic_id AND account_id = :account_id AND code_sealed <> '' AND code_step < :step
"""


@dataclass(frozen=True)
class Factor:
    """A second factor: nothing is sealed where there is none; codes up to `used_step` are used or past."""

    sealed: str = field(repr=False)
    used_step: int
    codes_left: int

    @property
    def is_on(self) -> bool:
        """Whether a code is asked for after the password."""
        return bool(self.sealed)


def of(db: Database, clinic_id: int, account_id: int) -> Factor:
    """The second factor of an account; an empty one when there is none."""
    row = db.conn.execute(_OF, (clinic_id, account_id)).fetchone()
    return Factor(row["code_sealed"], row["code_step"], row["codes_left"]) if row else Factor("", 0, 0)


def turn_on(db: Database, clinic_id: int, account_id: int, *, sealed: str, step: int) -> None:
    """Ask for codes of this secret from now on, later ones than that of `step`."""
    db.conn.execute(_TURN, (sealed, step, clinic_id, account_id))


def turn_off(db: Database, clinic_id: int, account_id: int) -> None:
    """Forget the secret and the recovery codes; the last step stays, so that no code of it ever counts again."""
    sql = "UPDATE account SET code_sealed = '' WHERE clinic_id = ? AND account_id = ?"
    db.conn.execute(sql, (clinic_id, account_id))
    put_codes(db, clinic_id, account_id, ())


def use_step(db: Database, clinic_id: int, account_id: int, step: int) -> bool:
    """Use the code of a step up, and all before; false when it was."""
    used = db.conn.execute(_USE, {"clinic_id": clinic_id, "account_id": account_id, "step": step})
    return used.rowcount == 1


def put_codes(db: Database, clinic_id: int, account_id: int, hashes: Iterable[str]) -> None:
    """Put recovery codes in place of all that were left."""
    db.conn.execute("DELETE FROM recovery_code WHERE clinic_id = ? AND account_id = ?", (clinic_id, account_id))
    rows = [(clinic_id, account_id, code_hash) for code_hash in hashes]
    db.conn.executemany("INSERT INTO recovery_code (clinic_id, account_id, code_hash) VALUES (?, ?, ?)", rows)


def use_code(db: Database, clinic_id: int, account_id: int, code_hash: str) -> bool:
    """Use a recovery code up; false when there is no such code."""
    sql = "DELETE FROM recovery_code WHERE clinic_id = ? AND account_id = ? AND code_hash = ?"
    return db.conn.execute(sql, (clinic_id, account_id, code_hash)).rowcount == 1
