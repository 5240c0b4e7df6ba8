"""What a password must be: long, and hard to guess even for who knows its owner; nothing else (ASVS 5.0 6.2)."""

import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from recovery.errors import InvalidInput

SHORTEST = 12
"""Characters: OWASP ASVS 5.0 6.2.1 asks for 8 and recommends 15; most staff have no second factor (ours)."""

LONGEST = 1_000
"""Characters: far above the 64 that ASVS 5.0 6.2.9 asks to allow; bounds the work of one hash. Nothing is cut off."""

LEAST_GUESSES = 10**10
"""Guesses that a password must withstand: zxcvbn's highest score. At a tenth of a second for each (argon2id) they
take one core of whoever stole the database 32 years."""

PIECE = 32
"""Characters that are estimated at once: zxcvbn takes up to 0.7 s for 32 of the worst kind, and 4 s for 72."""

MOST_PIECES = 4
"""Pieces that are looked at: none of them withstands guessing in what is only long."""

OURS = ("recovery", "dashboard")
"""Words that come to mind in front of this product (ASVS 5.0 6.1.2 and 6.2.11)."""

SHORTEST_OWN_WORD = 4
"""Characters of a name that is taken out of a password wherever it stands: shorter ones stand in other words."""

_BECAUSE = {
    "repeat": "it repeats itself",
    "sequence": "its letters or digits follow one another",
    "spatial": "its keys lie side by side",
    "date": "it is mostly a date",
    "passwords": "it is, or holds little more than, one of the most used passwords",
}
_COMMON = "it is made of common words or names and little else"
_OWN = "it holds little more than names that others know: yours, your sign-in name or the clinic's"
_INSTEAD = "Take three or four words that have nothing to do with each other; they are easy to keep."

_one_at_a_time = threading.Lock()
"""zxcvbn keeps what it was told of the owner in one place for all threads: one estimate would see another's names."""


def check_password(password: str, *, own: Iterable[str]) -> None:
    """Refuse with InvalidInput a new password that is too short, too long or easy to guess.

    `own` is what others know of its owner: their name, their sign-in name, the clinic's name.
    """
    if len(password) < SHORTEST:
        raise _invalid(
            f"The password has {len(password)} characters; use at least {SHORTEST}. A few words are easy to keep."
        )
    if len(password) > LONGEST:
        raise _invalid(f"The password is longer than {LONGEST:,} characters.")
    because = _why_guessable(password, sorted({*own, *OURS}))
    if because:
        raise _invalid(f"This password is easy to guess: {because}. {_INSTEAD}")


def _why_guessable(password: str, own: list[str]) -> str:
    """Why a password is easy to guess; nothing, when it is hard."""
    words = own_words(own)
    known = [*own, *words]
    because = _weakness(password, known)
    if because:
        return because
    return _OWN if _weakness(without(password, words), known) else ""


def own_words(own: Iterable[str]) -> list[str]:
    """The words of names that are long enough to be taken out of a password, the longest first."""
    words = {word for name in own for word in re.split(r"[\W_]+", name.casefold()) if len(word) >= SHORTEST_OWN_WORD}
    return sorted(words, key=lambda word: (-len(word), word))


def without(password: str, words: Iterable[str]) -> str:
    """What a password holds beside these words."""
    left = password.casefold()
    for word in words:
        left = left.replace(word, "")
    return left


def _weakness(password: str, known: list[str]) -> str:
    """What every piece of it is guessed by; nothing, as soon as one piece withstands."""
    because = _OWN
    for piece in _pieces(password):
        found = _estimate(piece, known)
        if found["guesses"] >= LEAST_GUESSES:
            return ""
        because = _reason(found["sequence"])
    return because


def _pieces(password: str) -> Iterator[str]:
    for start in range(0, min(len(password), PIECE * MOST_PIECES), PIECE):
        yield password[start : start + PIECE]


def _estimate(piece: str, known: list[str]) -> Mapping[str, Any]:
    # At its first use: its word lists take a twentieth of a second of the start.
    from zxcvbn import zxcvbn  # noqa: PLC0415

    with _one_at_a_time:
        found: Mapping[str, Any] = zxcvbn(piece, user_inputs=known)
    return found


def _reason(sequence: Iterable[Mapping[str, Any]]) -> str:
    """Why, by the part that covers most of the password."""
    widest = max(sequence, key=lambda part: len(part["token"]) if part["pattern"] != "bruteforce" else 0)
    kind = str(widest.get("dictionary_name", widest["pattern"]))
    return _OWN if kind == "user_inputs" else _BECAUSE.get(kind, _COMMON)


def _invalid(message: str) -> InvalidInput:
    return InvalidInput(message, field="password")
