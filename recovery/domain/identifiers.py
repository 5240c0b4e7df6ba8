"""Random identifiers: 63 bits in the database, thirteen letters and digits in an address.

Random, so that neither counts nor neighbours can be guessed from one; short, so that one can be read
aloud. The alphabet is Crockford's base 32, which leaves out I, L, O and U.
"""

import secrets

from recovery.errors import NotFound

ID_BITS = 63
"""A signed 64-bit integer without its sign: what SQLite and PostgreSQL both store as 8 bytes."""

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 13
_DIGITS = len(str(1 << ID_BITS))
_VALUE = {letter: value for value, letter in enumerate(_ALPHABET)}

CODE_LENGTH = 5
"""Characters of a patient code after "P-": 33 million codes, and still easy to say on the telephone."""

LONGEST_TOKEN = 64
"""Characters; our tokens have 43 (32 random bytes in base64), longer ones are not worth hashing."""

BETWEEN_TOKENS = "."
"""Stands in no token: those are base64 for addresses."""


def new_id() -> int:
    """A fresh identifier, positive and below 2**63."""
    return secrets.randbits(ID_BITS) or 1


def as_text(identifier: int) -> str:
    """An identifier as it stands in an address."""
    return "".join(_ALPHABET[identifier >> shift & 31] for shift in range(60, -1, -5))


def from_text(text: object) -> int:
    """The identifier of an address; NotFound for anything that never was one."""
    known = isinstance(text, str) and len(text) == _LENGTH and all(c in _VALUE for c in text)
    value = 0
    for letter in str(text) if known else "":
        value = value << 5 | _VALUE[letter]
    if not 0 < value < 1 << ID_BITS:
        raise NotFound("That address leads nowhere; go back to the list and choose again.")
    return value


def is_id(digits: str) -> bool:
    """Whether digits are an identifier as the trail writes one: whoever changed a row may have put anything there."""
    return digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS and int(digits) < 1 << ID_BITS


def new_code() -> str:
    """A fresh patient code such as P-7K2MD."""
    return "P-" + "".join(secrets.choice(_ALPHABET) for _ in range(CODE_LENGTH)).upper()


def new_token() -> str:
    """A fresh secret of 256 random bits for a cookie or a link (docs/platform.md, "Security")."""
    return secrets.token_urlsafe(32)


def tokens_of(cookie: str, *, most: int) -> list[str]:
    """The tokens that stand in a cookie side by side; no more, and none longer, than are ever put there."""
    tokens = cookie[: most * (LONGEST_TOKEN + 1)].split(BETWEEN_TOKENS)[:most]
    return [token for token in tokens if 0 < len(token) <= LONGEST_TOKEN]
