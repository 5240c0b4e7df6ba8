"""What makes two patients look like one person entered twice."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from recovery.domain.clinic import Patient

SAME_PHONE_DIGITS = 9
"""The last digits of a phone number, without which country and trunk prefixes differ for one phone (ITU-T E.164)."""

FEWEST_PHONE_DIGITS = 6
"""Fewer digits than this are a room or an extension, which patients may share."""


class Likeness(StrEnum):
    """Why two entries may be one person, the surest first."""

    NAME_AND_YEAR = "same name and year of birth"
    CONTACT = "same contact"
    NAME = "same name, years of birth not both known"


@dataclass(frozen=True)
class Looks:
    """What is compared of somebody about to be enrolled: the ways to write their name, the contact, the year."""

    names: frozenset[str]
    contact: str
    year_of_birth: int | None


def looks_of(*, name: str, contact: str, year_of_birth: int | None) -> Looks:
    """What is compared of these entries, finished or not."""
    return Looks(_writings(name), contact_key(contact), year_of_birth)


def likenesses(looks: Looks, patient: Patient) -> tuple[Likeness, ...]:
    """Why this patient may be the same person; empty when nothing says so, and for one who was erased."""
    if patient.erased_at is not None:
        return ()
    found = set()
    if search_key(patient.name) in looks.names:
        found.add(_by_year(looks.year_of_birth, patient.year_of_birth))
    if looks.contact and looks.contact == contact_key(patient.contact):
        found.add(Likeness.CONTACT)
    return tuple(each for each in Likeness if each in found)


def _by_year(one: int | None, other: int | None) -> Likeness | None:
    if one is None or other is None:
        return Likeness.NAME
    return Likeness.NAME_AND_YEAR if one == other else None


def search_key(name: str) -> str:
    """A name without case, accents and signs that nobody sees, so that "jose" finds José."""
    # Twice: a mathematical 𝗔 becomes a letter that has a case first, and casefold may give a sign to take apart.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    return " ".join("".join(sign for sign in decomposed if _is_seen(sign) and not unicodedata.combining(sign)).split())


def _is_seen(sign: str) -> bool:
    return unicodedata.category(sign) != "Cf"


def _writings(name: str) -> frozenset[str]:
    """The keys under which the same name may stand, the family name first or last, with a comma or without."""
    words = search_key(name).replace(",", " ").split()
    if not words:
        return frozenset()
    first, last = words[:1], words[-1:]
    orders: tuple[tuple[list[str], list[str]], ...] = (
        (words, []),
        (last, words[:-1]),
        (words[1:], first),
        (words[:-1], last),
    )
    joined = [(" ".join(before), " ".join(after)) for before, after in orders]
    bare = {f"{before} {after}".strip() for before, after in joined}
    return frozenset({search_key(name), *bare, *(f"{before}, {after}" for before, after in joined if before and after)})


def contact_key(contact: str) -> str:
    """What two writings of one e-mail address or phone number have in common; empty for what is neither."""
    written = "".join(sign for sign in unicodedata.normalize("NFKC", contact).casefold() if _is_seen(sign))
    if "@" in written:
        return "".join(written.split())
    digits = "".join(str(unicodedata.decimal(sign)) for sign in written if sign.isdecimal())
    return digits[-SAME_PHONE_DIGITS:] if len(digits) >= FEWEST_PHONE_DIGITS else ""
