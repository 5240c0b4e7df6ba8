"""Hashing passwords and secrets."""

import hashlib
import threading
from functools import cache

from argon2 import PasswordHasher, profiles
from argon2.exceptions import InvalidHashError, VerificationError

from recovery.errors import InvalidInput

SHORTEST = 12
"""Characters: OWASP ASVS 5.0 6.2.1 asks for 8 and recommends 15; more than 8, as there is no second factor yet."""

LONGEST = 1_000
"""Characters: far above the 64 that ASVS 5.0 6.2.9 asks to allow; bounds the work of one hash."""

AT_A_TIME = 2
"""Hashes at once: each takes 64 MiB and about 0.1 s, and other pages must not wait (docs/platform.md, "Security")."""

_hasher = PasswordHasher.from_parameters(profiles.RFC_9106_LOW_MEMORY)
_turn = threading.BoundedSemaphore(AT_A_TIME)


def hash_password(password: str) -> str:
    """The argon2id hash of a new password; InvalidInput when it is too short or too long."""
    if len(password) < SHORTEST:
        raise InvalidInput(
            f"The password has {len(password)} characters; use at least {SHORTEST}. A few words are easy to keep.",
            field="password",
        )
    if len(password) > LONGEST:
        raise InvalidInput(f"The password is longer than {LONGEST:,} characters.", field="password")
    with _turn:
        return _hasher.hash(password)


def is_password(password: str, password_hash: str | None) -> bool:
    """Whether this is the password; takes as long when there is no hash to compare with."""
    with _turn:
        try:
            _hasher.verify(password_hash or _nobodys_hash(), password[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False
    return bool(password_hash)


def fingerprint(secret: str) -> str:
    """The SHA-256 of a random token, in hex: all that the database keeps of it."""
    return hashlib.sha256(secret.encode()).hexdigest()


@cache
def _nobodys_hash() -> str:
    # At its first use: making it takes a tenth of a second of the start.
    return _hasher.hash("nobody has this password")
