"""Numbers within a sentence of ours as links that dial them."""

import re
from collections.abc import Collection

from markupsafe import Markup

from recovery.domain.clinic import dialled


def dialling(said: str, numbers: Collection[str]) -> Markup:
    """The sentence with these numbers as links, where it says all of them: 15 alone may be a time of day."""
    if not all(number in said for number in numbers):
        return Markup.escape(said)
    known = "|".join(re.escape(number) for number in sorted(numbers, key=len, reverse=True))
    pieces = re.split(rf"(?<![\d+])({known})(?!\d)", said)
    return Markup("").join(_link(piece) if piece in numbers else piece for piece in pieces)


def _link(number: str) -> Markup:
    return Markup('<a href="tel:{}">{}</a>').format(dialled(number), number)
