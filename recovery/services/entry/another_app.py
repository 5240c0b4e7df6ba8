"""Setting another app up as the second factor in place of the one that was lost or left behind."""

from datetime import datetime

from recovery.domain.access import Action, Visitor, require
from recovery.errors import Conflict, InvalidInput
from recovery.services.entry import code_steps, second_factor, throttling
from recovery.services.entry.confirming import Whence, confirmed, renew_session
from recovery.services.entry.second_factor import Renewed, Standing
from recovery.services.office import Office
from recovery.services.staff.account_changes import account_of, note
from recovery.store import audit
from recovery.store.database import Database

APP_CODE_DIGITS = 6
"""Of an app's code (RFC 6238 as every app does it); a recovery code is longer."""

OFF = "The second factor is off; set it up first."
WRONG_PROOF = "That code is wrong or was used. Enter a new one of your present app, or another recovery code."


def replace_app(
    office: Office, visitor: Visitor, *, sealed: str, code: str, proof: str, password: str, whence: Whence,
    now: datetime,
) -> Renewed:  # fmt: skip
    """Ask for codes of the new app alone once the password, a `code` of the new and a `proof` of the old are right.

    The proof is a code of the present app or a recovery code. The old secret, the recovery codes and every other
    session end with it. SignInRefused for a wrong password, InvalidInput for a wrong code or proof, TooManyAttempts
    after many.
    """
    require(visitor, Action.LOOK_AFTER_OWN_ACCOUNT)
    confirmed(office, visitor, password=password, whence=whence, now=now)
    with office.store.writing() as db:
        who = second_factor.standing_of(db, account_of(db, visitor.clinic_id, visitor.subject_id))
        if not who.is_on:
            raise Conflict(OFF)
        new = second_factor.confirmed_secret(office, db, who.account, sealed=sealed, code=code, now=now)
        if _is_proved(office, db, visitor, who, proof, whence=whence, now=now):
            account, token, renewed = renew_session(db, visitor, whence=whence, now=now)
            left = second_factor.standing_of(db, account).codes_left
            codes = second_factor.put_in_place(office, db, account, new)
            details = {"left": [left, len(codes)]}
            by = audit.actor(renewed)
            note(db, account, "set another app up", who=by, now=now, details=details)
            return Renewed(token, renewed, codes)
    raise InvalidInput(WRONG_PROOF, field="proof")


def _is_proved(
    office: Office, db: Database, visitor: Visitor, who: Standing, proof: str, *, whence: Whence, now: datetime
) -> bool:  # fmt: skip
    """Whether the proof is right, which uses it up; a wrong one is counted with those of signing in."""
    is_of_app = _is_of_app(proof)
    attempt = code_steps.attempt_of(db, who, "code" if is_of_app else "recovery code", whence, now)
    if is_of_app:
        right = second_factor.check_code(office, db, who.account, code=proof, now=now)
    else:
        right = second_factor.check_recovery_code(db, who.account, code=proof, who=audit.actor(visitor), now=now)
    if right:
        throttling.forget_failures(db, attempt, now=now)
    else:
        code_steps.count(db, attempt, who, now)
    return right


def _is_of_app(proof: str) -> bool:
    code = "".join(proof.split())
    return code.isdecimal() and len(code) <= APP_CODE_DIGITS
