"""How long a session lasts: without a click, and at most; the one place of these numbers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from recovery.domain.access import Role


@dataclass(frozen=True)
class Lifetime:
    """How long a session lasts without a click (None: that does not end it), and at most."""

    idle: timedelta | None
    absolute: timedelta

    def ends(self, *, opened_at: datetime, seen_at: datetime) -> datetime:
        """When a session opened and last used then ends if nobody clicks again."""
        at_most = opened_at + self.absolute
        return at_most if self.idle is None else min(at_most, seen_at + self.idle)


LIFETIMES = {
    Role.CLINICIAN: Lifetime(idle=timedelta(hours=2), absolute=timedelta(hours=12)),
    Role.MANAGER: Lifetime(idle=timedelta(minutes=30), absolute=timedelta(hours=12)),
    Role.PATIENT: Lifetime(idle=None, absolute=timedelta(days=366)),
}
"""ASVS 5.0 7.3.1 and 7.3.2: a working day; a clinician goes from room to room, a manager can change accounts.

A patient's phone is forgotten earlier, PATIENT_GRACE after the last treatment closed; a year bounds those that nobody
closes (our reading).
"""

PATIENT_GRACE = timedelta(days=30)
"""After closing, a patient may still look at the recovery on the remembered phone (our reading)."""

LENT = Lifetime(idle=timedelta(minutes=10), absolute=timedelta(minutes=30))
"""A tablet handed over for one report that nobody sends: it lies at a desk where others pass (ours)."""

STEP_LASTS = timedelta(minutes=10)
"""From one step of an entry to the next: time to choose a password, or to set a second factor up (ours)."""

WARNED_BEFORE = timedelta(minutes=5)
"""How long before its end the screen says so; ASVS 5.0 leaves it open, WCAG 2.2 2.2.1 asks for at least 20 seconds."""


def lifetime(roles: Collection[Role], *, lent: bool = False) -> Lifetime:
    """How long a session with these roles lasts: of two roles, the shorter."""
    if lent:
        return LENT
    each = [LIFETIMES[role] for role in roles]
    idles = [one.idle for one in each if one.idle is not None]
    return Lifetime(min(idles, default=None), min(one.absolute for one in each))
