"""Hashing passwords and secrets."""

import hashlib
import threading
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher, profiles
from argon2.exceptions import InvalidHashError, VerificationError

from recovery.domain.passwords import LONGEST, check_password
from recovery.errors import InvalidInput

AT_A_TIME = 2
"""Hashes at once: each takes 64 MiB and about 0.1 s, and other pages must not wait (docs/platform.md, "Security")."""

_hasher = PasswordHasher.from_parameters(profiles.RFC_9106_LOW_MEMORY)
_turn = threading.BoundedSemaphore(AT_A_TIME)


def refuse_different(password: str, again: str) -> None:
    """InvalidInput unless the same password was typed twice."""
    if password != again:
        raise InvalidInput("The two passwords differ; enter the same one twice.", field="password_again")


def hash_password(password: str, *, own: Iterable[str] = ()) -> str:
    """The argon2id hash of a new password; InvalidInput when it is too short, too long or easy to guess.

    `own` is what others know of its owner: their name, their sign-in name, the clinic's name.
    """
    check_password(password, own=own)
    return hash_secret(password)


def hash_secret(secret: str) -> str:
    """The argon2id hash of a secret that is no password, such as a PIN: whoever asks has checked it."""
    with _turn:
        return _hasher.hash(secret)


def is_password(password: str, password_hash: str | None) -> bool:
    """Whether this is the password, all of it; takes as long when there is no hash to compare with."""
    fits = len(password) <= LONGEST
    with _turn:
        try:
            _hasher.verify(password_hash or _nobodys_hash(), password if fits else "")
        except (VerificationError, InvalidHashError):
            return False
    return bool(password_hash) and fits


def fingerprint(secret: str) -> str:
    """The SHA-256 of a random token, in hex: all that the database keeps of it."""
    return hashlib.sha256(secret.encode()).hexdigest()


@cache
def _nobodys_hash() -> str:
    # At its first use: making it takes a tenth of a second of the start.
    return _hasher.hash("nobody has this password")
