"""Which account belongs to whom at the single sign-on provider."""

from sqlite_utils import Database


def link(db: Database, clinic_id: int, account_id: int, subject: str) -> None:
    """Remember an account by the person at the provider, who alone signs in with it from now on."""
    sql = "UPDATE account SET sso_subject = ? WHERE clinic_id = ? AND account_id = ?"
    db.conn.execute(sql, (subject, clinic_id, account_id))


def unlink(db: Database, clinic_id: int, account_id: int) -> None:
    """Let the next single sign-on with an account's sign-in name be linked anew."""
    sql = "UPDATE account SET sso_subject = '' WHERE clinic_id = ? AND account_id = ?"
    db.conn.execute(sql, (clinic_id, account_id))


def is_linked_elsewhere(db: Database, subject: str, *, account_id: int) -> bool:
    """Whether another account, of whichever clinic, is this person's."""
    sql = "SELECT 1 FROM account WHERE sso_subject = ? AND account_id <> ?"
    return db.conn.execute(sql, (subject, account_id)).fetchone() is not None
