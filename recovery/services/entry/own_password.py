"""Changing one's own password."""

from datetime import datetime

from recovery.domain.access import Action, Visitor, require
from recovery.errors import InvalidInput
from recovery.services.entry.confirming import Whence, confirmed, renew_session
from recovery.services.entry.local_sign_in import require_local_sign_in
from recovery.services.entry.passwords import hash_password, refuse_different
from recovery.services.office import Office
from recovery.services.staff.account_changes import set_password
from recovery.store import audit


def change_own_password(
    office: Office, visitor: Visitor, *, current: str, password: str, password_again: str, whence: Whence, now: datetime
) -> tuple[str, Visitor]:  # fmt: skip
    """A new session under a new password; every other session of the account ends, and so does a link for another one.

    InvalidInput when the new one will not do, SignInRefused or TooManyAttempts when the current one is wrong.
    """
    require(visitor, Action.LOOK_AFTER_OWN_ACCOUNT)
    require_local_sign_in(office)
    refuse_different(password, password_again)
    account = confirmed(office, visitor, password=current, whence=whence, now=now)
    if password == current:
        raise InvalidInput("This is the password that you have. Choose another one.", field="password")
    password_hash = hash_password(password, own=(office.the_clinic().name, account.name, account.login))
    with office.store.writing() as db:
        account, token, renewed = renew_session(db, visitor, whence=whence, now=now)
        set_password(db, account, password_hash)
        audit.add_by(db, renewed, "changed their password", audit.actor(renewed).who, now=now)
    return token, renewed
