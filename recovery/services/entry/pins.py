"""Entering a PIN: wrong ones make the next try wait, and tell the clinic; nobody is ever locked out for good."""

import math
from datetime import datetime
from typing import NamedTuple

from recovery.domain.access import Action, Visitor, require
from recovery.domain.pin import digits_of, is_complete
from recovery.errors import Conflict, InvalidInput, SignInRefused, TooManyAttempts
from recovery.services.entry.passwords import hash_secret, is_password
from recovery.services.office import Office
from recovery.store import audit, people, pins
from recovery.store.database import Database
from recovery.store.pins import Suspected

FREE_TRIES = 5
"""Wrong PINs before waiting begins (ASVS 5.0 6.3.1; ours): fingers slip."""

FIRST_WAIT_S = 30
"""Seconds after the last free try; each further one doubles them (ours)."""

LONGEST_WAIT_S = 60 * 60
"""Seconds: the wait never becomes a lock.

Five free tries, seven more while the wait doubles in the first 64 minutes, then one an hour: at most 12 + 24 * 90 =
2,172 tries in the 90 days that a link lasts, 0.22 % of the million PINs, for whoever holds the link's 256 random bits;
by then the clinic has been told for 89 days. All addresses count together (NIST SP 800-63B-4 section 3.2.2 bounds
tries in a row at 100; here a hundred take four days).
"""

SUSPECTED_FROM = 10
"""Wrong PINs in a row after which the clinic is told: five more than fingers slip (ours)."""

SHOWN_FROM = FREE_TRIES
"""Wrong PINs in a row that the patient's page shows, without a notice: whoever calls about them is known (ours)."""

WRONG = "This PIN is not right. Try again; if you forgot it, call the practice for a new link."


class WrongPins(NamedTuple):
    """How many wrong PINs in a row were entered at a patient's link, and when the last was."""

    in_a_row: int
    last_at: datetime


def sealed_hash(office: Office, pin: str) -> str:
    """A PIN as it is kept: hashed slowly, then sealed, as a million PINs are tried in a day of hashing."""
    return office.seal.close(hash_secret(pin))


CHOSEN_ELSEWHERE = "A PIN was chosen on another phone just now. Enter that one."


def choose(db: Database, patient: Visitor, sealed: str, *, now: datetime) -> None:
    """Keep the first PIN that a patient chooses; Conflict for whoever chose at the same time and came second."""
    if pins.of_patient(db, patient.clinic_id, patient.patient_id) is not None:
        raise Conflict(CHOSEN_ELSEWHERE)
    pins.put(db, patient.clinic_id, patient.patient_id, sealed, now=now)
    audit.add_by(db, patient, "chose a PIN", audit.actor(patient).who, now=now)


def try_pin(office: Office, *, clinic_id: int, patient_id: int, pin: str, now: datetime) -> None:
    """Return when this is the patient's PIN; else InvalidInput, SignInRefused or TooManyAttempts.

    The try is counted before it is looked at, in the transaction that asks whether it may be made at all, so that
    guesses at the same moment all count. The slow hash stands between two transactions, never within one. Whoever
    calls this ends the count by `right` once the patient is let in.
    """
    pin = digits_of(pin)
    if not is_complete(pin):
        raise InvalidInput("A PIN has exactly six digits.", field="pin")
    with office.store.writing() as db:
        kept = pins.of_patient(db, clinic_id, patient_id)
        if kept is None:
            raise SignInRefused("There is no PIN any more. Open your newest personal link again.")
        _refuse_too_soon(kept, now)
        pins.count_try(db, clinic_id, patient_id, now=now)
    if is_password(pin, office.seal.open(kept.sealed)):
        return
    with office.store.writing() as db:
        _note_wrong(db, clinic_id, patient_id, now)
    raise SignInRefused(WRONG)


def right(db: Database, clinic_id: int, patient_id: int) -> None:
    """Begin counting anew once the PIN was right; the notice to the clinic stays until somebody looks."""
    pins.forget_failures(db, clinic_id, patient_id)


def wrong_pins(db: Database, clinic_id: int, patient_id: int) -> WrongPins | None:
    """The wrong PINs at a patient's link since it was last right; None where they are as few as fingers slip."""
    kept = pins.of_patient(db, clinic_id, patient_id)
    if kept is None or kept.last_failed_at is None or kept.failures < SHOWN_FROM:
        return None
    return WrongPins(kept.failures, kept.last_failed_at)


def suspected(office: Office, visitor: Visitor) -> list[Suspected]:
    """The patients at whose links somebody entered many wrong PINs, the latest first."""
    require(visitor, Action.ENROL)
    with office.store.reading() as db:
        return pins.suspected(db, visitor.clinic_id)


def dismiss(office: Office, visitor: Visitor, *, patient_id: int, now: datetime) -> None:
    """It was the patient: take the notice back, and let them try at once."""
    require(visitor, Action.ENROL)
    with office.store.writing() as db:
        people.patient(db, visitor.clinic_id, patient_id)
        before = pins.of_patient(db, visitor.clinic_id, patient_id)
        if before is None or not pins.dismiss(db, visitor.clinic_id, patient_id):
            return
        pins.forget_failures(db, visitor.clinic_id, patient_id)
        details = {"failures": [before.failures, 0]}
        audit.add_by(db, visitor, "dismissed wrong PINs", f"patient:{patient_id}", now=now, details=details)


def wait_s(failures: int) -> int:
    """Seconds from the last failure to the next try."""
    if failures < FREE_TRIES:
        return 0
    return int(min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(failures - FREE_TRIES, 16)))


def _refuse_too_soon(kept: pins.Pin, now: datetime) -> None:
    if kept.last_failed_at is None:
        return
    left = math.ceil(wait_s(kept.failures) - (now - kept.last_failed_at).total_seconds())
    if left > 0:
        raise TooManyAttempts(
            f"Too many wrong PINs. Wait {_in_words(left)}, then try again. If you forgot it, call the practice for a "
            "new link.",
            wait_s=left,
        )


def _in_words(seconds: int) -> str:
    if seconds < 60:  # noqa: PLR2004 - seconds of a minute
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def _note_wrong(db: Database, clinic_id: int, patient_id: int, now: datetime) -> None:
    kept = pins.of_patient(db, clinic_id, patient_id)
    if kept is None:
        return
    _audit(db, clinic_id, patient_id, "wrong PIN", now, failures=kept.failures)
    if kept.failures >= SUSPECTED_FROM and kept.suspected_at is None:
        pins.suspect(db, clinic_id, patient_id, now=now)
        _audit(db, clinic_id, patient_id, "told the clinic of wrong PINs", now, failures=kept.failures)


def _audit(db: Database, clinic_id: int, patient_id: int, action: str, now: datetime, **details: object) -> None:
    audit.add(
        db, clinic_id=clinic_id, now=now, actor=audit.SIGNED_OUT, action=action, subject=f"patient:{patient_id}",
        details=details,
    )  # fmt: skip
