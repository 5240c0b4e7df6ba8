"""What one cell says: a date, a severity, an area. Refusals never repeat the cell: it may be a name."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from recovery.domain.catalogue import Catalogue, Severity
from recovery.domain.clinic import SKIN_TYPES, Staff
from recovery.domain.importing.mapping import ColumnMapping, DateFormat
from recovery.errors import InvalidInput, UnknownWords

CODE_LIMIT = 40
"""Characters of a patient's code: longer than any record number that we know of (ours)."""

TICKED = frozenset({"1", "x", "yes", "y", "true", "checked"})
NOT_TICKED = frozenset({"0", "no", "n", "false", "unchecked"})
"""What spreadsheets and REDCap write for a box."""

_CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._/#-]*[A-Za-z0-9])?")
_DATE = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:[T ][\d:.+Z -]*)?", re.ASCII)
_GUARDED = re.compile(r"' *[=+\-@\t\r\n]")
_GUARDED_INSIDE = re.compile(r"([;\t\r\n])'(?=[ \"]*[=+\-@])")
_WHOLE = re.compile(r"(-?\d{1,6})(?:[.,]0+)?", re.ASCII)
"""As spreadsheets write it too, with a decimal point or comma: 3.0 and 3,0."""

_ORDER = {DateFormat.ISO: (0, 1, 2), DateFormat.DAY_FIRST: (2, 1, 0), DateFormat.MONTH_FIRST: (2, 0, 1)}
_YEAR_SIGNS = 4


@dataclass(frozen=True)
class Words:
    """What each word of a table stands for, by kind and the word in small letters."""

    severities: Mapping[str, int]
    side_effects: Mapping[str, str]
    methods: Mapping[str, str]
    areas: Mapping[str, str]
    skin_types: Mapping[str, str]
    signs: frozenset[str]
    clinicians: Mapping[str, Staff | None]
    dates: DateFormat
    known: Mapping[str, str]

    @classmethod
    def of(cls, mapping: ColumnMapping, catalogue: Catalogue, clinicians: Mapping[str, Staff | None]) -> "Words":
        """The mapping's words, and ours: ids and names of the catalogue, numbers and words of severities.

        `clinicians` are by sign-in name and by name, in small letters; None is a name that several have.
        """
        own = {severity.word.casefold(): int(severity) for severity in Severity}
        numbers = {str(int(severity)): int(severity) for severity in Severity}
        said = {word: int(value) for word, value in mapping.words.get("severity", {}).items()}
        people = {word: clinicians.get(value.casefold()) for word, value in mapping.words.get("clinician", {}).items()}
        names = {
            "side_effect": [each.name for each in catalogue.side_effects],
            "method": [each.name for each in catalogue.methods],
            "area": [each.name for each in catalogue.areas],
        }
        return cls(
            severities={**own, **numbers, **said},
            side_effects=_words(mapping, "side_effect", ((each.slug, each.name) for each in catalogue.side_effects)),
            methods=_words(mapping, "method", ((each.slug, each.name) for each in catalogue.methods)),
            areas=_words(mapping, "area", ((each.slug, each.name) for each in catalogue.areas)),
            skin_types=_words(mapping, "skin_type", ((each, str(n)) for n, each in enumerate(SKIN_TYPES, start=1))),
            signs=frozenset(each.slug for each in catalogue.red_flags),
            clinicians={**clinicians, **{word: staff for word, staff in people.items() if staff}},
            dates=mapping.dates,
            known={kind: ", ".join(each) for kind, each in names.items()},
        )

    def severity(self, text: str) -> Severity:
        """A severity by its number or word."""
        found = self.severities.get(text.casefold())
        whole = _WHOLE.fullmatch(text)
        if found is None and whole:
            found = self.severities.get(whole[1])
        if found is None:
            raise UnknownWords(_NO_SEVERITY, field="severity", words=(text,))
        return Severity(found)

    def side_effect(self, text: str) -> str:
        """A side effect by its id or name."""
        return self._one(self.side_effects, text, "side effect", "side_effect")

    def method(self, text: str) -> str:
        """A method by its id or name."""
        return self._one(self.methods, text, "method", "method")

    def area(self, text: str) -> str:
        """An area by its id or name."""
        return self._one(self.areas, text, "area", "area")

    def areas_in(self, text: str) -> tuple[str, ...]:
        """Every area of a list; between them stands one of ; , | or, where none does, a space."""
        parts = re.split(r"[;,|]", text)
        words = text.split()
        if len(parts) == 1 and any(word.casefold() in self.areas for word in words):
            parts = parts if text.strip().casefold() in self.areas else words
        return self._each(self.areas, [part.strip() for part in parts if part.strip()], "area", "area")

    def signs_in(self, text: str) -> tuple[str, ...]:
        """Every warning sign of a list, by its id, with spaces between them."""
        found = tuple(sorted(set(text.split())))
        if not self.signs >= set(found):
            raise InvalidInput("Warning signs are written by their ids, with a space between.", field="warning_signs")
        return found

    def skin_type(self, text: str) -> str:
        """A skin type by its Roman or Arabic number."""
        found = self.skin_types.get(text.casefold())
        if found is None:
            raise InvalidInput("No skin type is called so here; I to VI and 1 to 6 are known.", field="skin_type")
        return found

    def clinician(self, text: str) -> Staff:
        """A clinician of the practice by sign-in name or name."""
        word = text.casefold()
        found = self.clinicians.get(word)
        if found is None:
            says = _SEVERAL if word in self.clinicians else _NOBODY
            raise UnknownWords(says, field="clinician", words=(text,))
        return found

    def date(self, text: str, *, field: str) -> date:
        """A date in the mapping's order."""
        found = date_in(text, self.dates)
        if found is None:
            raise InvalidInput(f"This is no date as {self.dates}, or none of a calendar.", field=field)
        return found

    def _one(self, words: Mapping[str, str], text: str, what: str, kind: str) -> str:
        return self._each(words, [text], what, kind)[0]

    def _each(self, words: Mapping[str, str], texts: Iterable[str], what: str, kind: str) -> tuple[str, ...]:
        """What each word stands for, once; UnknownWords with all that stand for nothing."""
        found = {text: words.get(text.casefold()) for text in texts}
        unknown = [text for text, slug in found.items() if slug is None]
        if unknown:
            says = f"No {what} is called so here. Known: {self.known[kind]}."
            raise UnknownWords(says, field=kind, words=unknown)
        return tuple(dict.fromkeys(slug for slug in found.values() if slug))


_NO_SEVERITY = "This is no severity. Known: 0 to 4, none to very severe."
_NOBODY = "No clinician here signs in by this or is called so: invite them by this name first."
_SEVERAL = "Several clinicians here are called so: only the sign-in name tells who it is."


def code_of(text: str, prefix: str) -> str:
    """A patient's code as it will stand here."""
    code = f"{prefix}{text}"
    if len(code) > CODE_LIMIT or not _CODE.fullmatch(code):
        raise InvalidInput(
            f"A patient's code has letters, digits and . _ / # - only, {CODE_LIMIT} at most, and neither begins nor "
            "ends with one of those signs. It is shown on lists and read out on the telephone: no names.",
            field="patient",
        )
    return code


def whole(text: str, *, field: str) -> int:
    """A whole number, also as spreadsheets write it: 3.0."""
    found = _WHOLE.fullmatch(text)
    if found is None:
        raise InvalidInput("This is no whole number.", field=field)
    return int(found[1])


def ticked(text: str, *, field: str) -> bool:
    """Whether a box is ticked."""
    word = text.casefold()
    if word not in TICKED | NOT_TICKED:
        raise InvalidInput("A box holds 1 or 0, yes or no.", field=field)
    return word in TICKED


def unguarded(text: str) -> str:
    """The text without the apostrophes that files of ours put before what a spreadsheet would take for a formula."""
    return _GUARDED_INSIDE.sub(r"\1", text[1:] if _GUARDED.match(text) else text)


def _words(mapping: ColumnMapping, kind: str, ours: Iterable[tuple[str, str]]) -> dict[str, str]:
    pairs = list(ours)
    known = {each.casefold(): slug for slug, name in pairs for each in (slug, name)}
    return {**known, **mapping.words.get(kind, {})}


@lru_cache(maxsize=4096)
def date_in(text: str, order: DateFormat) -> date | None:
    """The date that a text is in this order of its numbers, or None."""
    parts = _DATE.fullmatch(text)
    if parts is None:
        return None
    year, month, day = (parts[1 + place] for place in _ORDER[order])
    if len(year) != _YEAR_SIGNS:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
