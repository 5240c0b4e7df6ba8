"""How often guessing may fail before whoever tries has to wait; never so long that it locks anyone out.

What strangers get against one name, from however many addresses: 30 guesses at once, then one in 15 minutes, which is
126 on the first day and 96 on each that follows, 35,000 a year. A password withstands ten thousand million
(domain/passwords.py), so that a year of guessing finds one in 285,000. Against all names together, from one
address: 100 at once, then one a minute. Who knows a password and guesses the code: 39 codes on the first day, 24 on
each that follows, each right with a chance of three in a million. A device that somebody signed in on before is
counted by itself, so that none of this keeps them out there.
"""

import ipaddress
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

FREE_TRIES = 5
"""Failures before waiting begins (ASVS 5.0 6.3.1)."""

IPV6_NETWORK_BITS = 64
"""What one subscriber has at least (RFC 6177): of its addresses everyone can take as many as they like."""

SAID_IN_SECONDS = 300
"""Seconds up to which a wait is said in seconds, above in minutes."""


@dataclass(frozen=True)
class Failures:
    """How often something failed, and when last."""

    count: int
    last_at: datetime


@dataclass(frozen=True)
class Backoff:
    """Some tries are free, then the wait doubles with each up to `longest_s` seconds; and what to say."""

    longest_s: int
    says: str = "Too many tries."
    free: int = FREE_TRIES

    def wait_s(self, failures: Failures, now: datetime) -> int:
        """Seconds until the next try; 0 when it may be made."""
        if failures.count < self.free:
            return 0
        wait = min(self.longest_s, 1 << min(failures.count - self.free, 16))
        return max(0, math.ceil(wait - (now - failures.last_at).total_seconds()))

    def counted(self, failures: Failures | None, now: datetime) -> Failures:
        """The count with one more failure."""
        return Failures(failures.count + 1 if failures else 1, now)


@dataclass(frozen=True)
class Budget:
    """So many failures `at_once`, of which one is forgotten after each `one_per`; and what to say."""

    at_once: int
    one_per: timedelta
    says: str

    def wait_s(self, failures: Failures, now: datetime) -> int:
        """Seconds until the next try; 0 when it may be made."""
        due = (failures.count - self.at_once + 1) * self.one_per
        left = due - (now - failures.last_at)
        return max(0, math.ceil(left.total_seconds()))

    def counted(self, failures: Failures | None, now: datetime) -> Failures:
        """The count with one more failure, less what is forgotten."""
        if failures is None:
            return Failures(1, now)
        forgotten = (now - failures.last_at) // self.one_per
        return Failures(max(0, failures.count - max(0, forgotten)) + 1, now)


Limit = Backoff | Budget

ONE_NAME_ONE_PLACE = Backoff(longest_s=300)
"""One name from one address, or on one known device: a wait that somebody who mistyped can sit out (ours)."""

ONE_NAME = Budget(
    at_once=30,
    one_per=timedelta(minutes=15),
    says="Too many tries with this name on devices that it never signed in on. Any that it did still works.",
)
"""One name from all addresses together; NIST SP 800-63B section 5.2.2 allows 100 in a row."""

ONE_NETWORK = Budget(at_once=100, one_per=timedelta(minutes=1), says="Too many tries from this network.")
"""All names from one address: enough for a practice behind one, on the day when everyone signs in anew (ours)."""

ONE_CODE = Backoff(longest_s=3_600)
"""The codes of one second factor: there are a million, and three are right at a time (ours)."""


def network_of(address: str) -> str:
    """What counts as one place: an address of version 4, the network of a subscriber of version 6."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv4Address):
        return str(known)
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(ipaddress.ip_network((int(known), IPV6_NETWORK_BITS), strict=False))


def too_soon(limit: Limit, wait_s: int) -> str:
    """What to tell whoever has to wait."""
    if wait_s <= SAID_IN_SECONDS:
        span = f"{wait_s} second{'' if wait_s == 1 else 's'}"
    else:
        span = f"{math.ceil(wait_s / 60)} minutes"
    return f"{limit.says} Wait {span}, then try again."
