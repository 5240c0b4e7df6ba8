"""Changing one's own password."""

import hmac
from datetime import datetime

from recovery.domain.access import Action, Visitor, require
from recovery.errors import InvalidInput
from recovery.services.confirming import Whence, confirmed, renew_session
from recovery.services.local_sign_in import require_local_sign_in
from recovery.services.office import Office
from recovery.services.passwords import hash_password
from recovery.store import accounts, audit


def change_own_password(
    office: Office, visitor: Visitor, *, current: str, password: str, password_again: str, whence: Whence, now: datetime
) -> tuple[str, Visitor]:  # fmt: skip
    """A new session under a new password; every other session of the account ends, and its devices are unknown again.

    InvalidInput when the new one will not do, SignInRefused or TooManyAttempts when the current one is wrong.
    """
    require(visitor, Action.LOOK_AFTER_OWN_ACCOUNT)
    require_local_sign_in(office)
    if not hmac.compare_digest(password.encode(), password_again.encode()):
        raise InvalidInput("The two passwords differ; enter the same one twice.", field="password_again")
    account = confirmed(office, visitor, password=current, whence=whence, now=now)
    if hmac.compare_digest(password.encode(), current.encode()):
        raise InvalidInput("This is the password that you have. Choose another one.", field="password")
    password_hash = hash_password(password, own=(office.the_clinic().name, account.name, account.login))
    with office.store.writing() as db:
        account, token, renewed = renew_session(db, visitor, whence=whence, now=now)
        accounts.set_password(db, account, password_hash)
        accounts.forget_devices(db, account.clinic_id, account.account_id)
        who = audit.actor(renewed)
        audit.add(db, clinic_id=account.clinic_id, now=now, actor=who, action="changed their password", subject=who.who)
    return token, renewed
