"""Counting what fails at the doors for staff: who has to wait, and what of it stands in the trail."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from recovery.domain.throttling import (
    FREE_TRIES,
    ONE_CODE,
    ONE_NAME,
    ONE_NAME_ONE_PLACE,
    ONE_NETWORK,
    Failures,
    Limit,
    network_of,
    too_soon,
)
from recovery.errors import TooManyAttempts
from recovery.services.entry.passwords import fingerprint
from recovery.store import attempts, audit, people
from recovery.store.database import Database

TOLD_AN_HOUR = 200
"""Rows of failures in the trail: a flood of them must neither fill the disk nor bury the rest (ours)."""

FEW_KEPT = timedelta(hours=1)
"""Counts that make nobody wait: a flood must not fill the disk with them either. Twenty failures a second, which is as
many as are compared, leave some 40 MB (ours)."""

KEPT = timedelta(days=1)
"""Counts whose last failure is older make nobody wait any more: the longest budget is whole again after 8 hours."""

_EVERYWHERE = "everywhere"
_ANYBODY = "anybody"
_TALLY = "refusals told"


@dataclass(frozen=True)
class Attempt:
    """A try to get in, by hashes alone: with which name, from which network or on which known device."""

    name: str
    network: str
    device: str = ""
    is_code: bool = False

    def limits(self) -> Iterator[tuple[Limit, str, str]]:
        """What bounds this try, and the two keys under which each counts."""
        if self.is_code:
            yield ONE_CODE, self.name, self.device or _EVERYWHERE
        elif self.device:
            yield ONE_NAME_ONE_PLACE, self.name, self.device
        else:
            yield ONE_NAME_ONE_PLACE, self.name, self.network
            yield ONE_NAME, self.name, _EVERYWHERE
            yield ONE_NETWORK, _ANYBODY, self.network


def with_password(*, login: str, address: str, device: str = "") -> Attempt:
    """A try with a sign-in name; `device` is the hash of a token by which the account knows the device."""
    return Attempt(fingerprint(login), fingerprint(network_of(address)), device)


def with_code(*, account_id: int, kind: str, device: str = "") -> Attempt:
    """A try of a `kind` of code after the right password: counted from all addresses together."""
    return Attempt(fingerprint(f"{kind} of {account_id}"), "", device, is_code=True)


def refuse_too_soon(db: Database, attempt: Attempt, *, now: datetime) -> None:
    """Raise TooManyAttempts while any limit asks for patience."""
    for limit, who, whence in attempt.limits():
        failures = attempts.find(db, who, whence)
        wait = limit.wait_s(failures, now) if failures else 0
        if wait:
            raise TooManyAttempts(too_soon(limit, wait), wait_s=wait)


def count_failure(db: Database, attempt: Attempt, *, now: datetime) -> None:
    """Count one more failure against every limit."""
    for limit, who, whence in attempt.limits():
        attempts.put(db, who, whence, limit.counted(attempts.find(db, who, whence), now))


def forget_failures(db: Database, attempt: Attempt, *, now: datetime) -> None:
    """Start counting anew for this name in this place; budgets of many places fill up by themselves."""
    for limit, who, whence in attempt.limits():
        if limit in (ONE_NAME_ONE_PLACE, ONE_CODE):
            attempts.forget(db, who, whence)
    _tell_of_earlier(db, _hour(now), now)


def note_failure(
    db: Database, action: str, *, subject: str, now: datetime, details: Mapping[str, object] | None = None
) -> None:  # fmt: skip
    """Write a failure into the trail, unless many were in this hour: then one row says later how many more."""
    hour = _hour(now)
    before = attempts.find(db, _TALLY, hour)
    if before is None:
        _tell_of_earlier(db, hour, now)
        attempts.forget_before(db, now - KEPT)
        attempts.forget_few_before(db, now - FEW_KEPT, fewer_than=FREE_TRIES)
    tally = Failures(before.count + 1 if before else 1, now)
    attempts.put(db, _TALLY, hour, tally)
    if tally.count <= TOLD_AN_HOUR:
        _add(db, action, subject, now, details or {})


def _tell_of_earlier(db: Database, hour: str, now: datetime) -> None:
    for earlier, tally in attempts.under(db, _TALLY):
        if earlier != hour:
            attempts.forget(db, _TALLY, earlier)
            if tally.count > TOLD_AN_HOUR:
                details = {"hour": earlier, "times": tally.count - TOLD_AN_HOUR}
                _add(db, "more sign-ins refused", "unknown name", now, details)


def _add(db: Database, action: str, subject: str, now: datetime, details: Mapping[str, object]) -> None:
    clinic = people.the_clinic(db)
    if clinic is not None:
        audit.add(
            db, clinic_id=clinic.clinic_id, now=now, actor=audit.SIGNED_OUT, action=action, subject=subject,
            details=details,
        )  # fmt: skip


def _hour(now: datetime) -> str:
    return now.astimezone(UTC).strftime("%Y-%m-%dT%HZ")
