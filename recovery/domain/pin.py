"""The six-digit PIN that a patient chooses: what may be one."""

import re
from itertools import pairwise

from recovery.errors import InvalidInput

DIGITS = 6
"""ASVS 5.0 6.2.1 asks more of a password; a PIN opens nothing without the 256 random bits of the personal link."""

COMMONEST = frozenset(
    {"000000", "111111", "112233", "121212", "123123", "123456", "159753", "654321", "666666", "789456"}
)
"""The ten most chosen (Markert et al., "This PIN Can Be Easily Guessed", IEEE S&P 2020, six digits)."""

KEYPAD_WALKS = ("147258369", "159357", "753951", "258046", "741852963", "789456123", "123456789")
"""Rows, columns and crosses of the keypad: the way many of the common ones are found (same source)."""

_TOO_EASY = "is too easy to guess. Choose six digits that are no pattern and no date."


def check_pin(pin: str, *, again: str, year_of_birth: int | None) -> str:
    """The PIN that somebody chose, without the spaces around it; InvalidInput says what is wrong with it.

    Nothing of the PIN stands in a message.
    """
    pin, again = digits_of(pin), digits_of(again)
    if not is_complete(pin):
        raise InvalidInput(f"A PIN has exactly {DIGITS} digits.", field="pin")
    if is_pattern(pin) or pin in COMMONEST:
        raise InvalidInput(f"This PIN {_TOO_EASY}", field="pin")
    if year_of_birth is not None and holds_year(pin, year_of_birth):
        raise InvalidInput("This PIN holds your year of birth: it is easy to guess. Choose another.", field="pin")
    if pin != again:
        raise InvalidInput("The two PINs are not the same. Type the same one twice.", field="pin_again")
    return pin


def digits_of(typed: str) -> str:
    """What was typed, without spaces: phones group digits when they paste them."""
    return "".join(typed.split())


def is_complete(pin: str) -> bool:
    """Whether this is six of the digits that every keyboard has."""
    return re.fullmatch(f"[0-9]{{{DIGITS}}}", pin) is not None


def is_pattern(pin: str) -> bool:
    """Whether six digits repeat, count on or back, mirror themselves, or walk along the keypad."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    repeats = any(pin == pin[:size] * (DIGITS // size) for size in (1, 2, 3))
    pairs = pin[0::2] == pin[1::2]
    mirrored = pin == pin[::-1]
    walks = any(pin in walk or pin[::-1] in walk for walk in KEYPAD_WALKS)
    few = len(set(pin)) <= 2  # noqa: PLR2004 - two digits make 64 PINs
    return len(steps) == 1 or repeats or pairs or mirrored or walks or few


def holds_year(pin: str, year: int) -> bool:
    """Whether six digits hold a year, or are a date in it as people write dates."""
    short = f"{year % 100:02}"
    return str(year) in pin or any(rest and _is_day(rest) for rest in _around(pin, short))


def _around(pin: str, short: str) -> tuple[str, str]:
    """The four digits beside a two-digit year at the end or the beginning; empty where it is none."""
    return pin[:4] if pin.endswith(short) else "", pin[2:] if pin.startswith(short) else ""


def _is_day(four: str) -> bool:
    first, second = int(four[:2]), int(four[2:])
    return any(1 <= day <= 31 and 1 <= month <= 12 for day, month in ((first, second), (second, first)))  # noqa: PLR2004
