"""One entry of a data file under data/, read so that a mistake names file, entry and remedy."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from recovery.errors import InvalidDataFile

T = TypeVar("T")


@dataclass(frozen=True)
class Entry:
    """The table number `position` (from 1) of the kind `kind` in `file`."""

    file: str
    kind: str
    position: int
    values: Mapping[str, Any]

    @property
    def label(self) -> str:
        """The entry as a person finds it: its slug where it has one, else its place in the file."""
        own = self.values.get("slug") or self.values.get("side_effect")
        return f"[[{self.kind}]] {own!r}" if own else f"[[{self.kind}]] number {self.position}"

    def wrong(self, remedy: str) -> InvalidDataFile:
        """The error for this entry; `remedy` says what is wrong and what to write instead."""
        return InvalidDataFile(f"{self.file}: {self.label}: {remedy}")

    def text(self, key: str, *, default: str | None = None) -> str:
        """The non-empty text under `key`."""
        value = self.values.get(key, default)
        if value is None:
            raise self.wrong(f'`{key}` is missing; add {key} = "…"')
        if not isinstance(value, str) or not (value.strip() or value == default):
            raise self.wrong(f"`{key}` is {value!r}; write a text in quotes")
        return value

    def slug(self, key: str = "slug") -> str:
        """The text under `key`, made of a-z, 0-9 and underscores only."""
        value = self.text(key)
        if not (value.isascii() and value.isidentifier() and value == value.lower()):
            raise self.wrong(f"`{key}` is {value!r}; use small letters, digits and underscores only")
        return value

    def whole(self, key: str, *, low: int, high: int) -> int:
        """The whole number under `key`, from `low` to `high`."""
        value = self.values.get(key)
        if type(value) is not int or not low <= value <= high:
            raise self.wrong(f"`{key}` is {value!r}; write a whole number from {low} to {high}")
        return value

    def one_of(self, key: str, choices: Iterable[str], *, default: str | None = None) -> str:
        """The text under `key`, which must be one of `choices`."""
        choices = list(choices)
        value = self.text(key, default=default)
        if value not in choices:
            raise self.wrong(f"`{key}` is {value!r}; write one of {', '.join(choices)}")
        return value

    def texts(self, key: str, *, count: int) -> tuple[str, ...]:
        """The list of exactly `count` texts under `key`."""
        value = self.values.get(key)
        right = isinstance(value, list) and len(value) == count
        if not right or not all(isinstance(item, str) and item.strip() for item in value or ()):
            raise self.wrong(f"`{key}` is {value!r}; write a list of {count} texts")
        return tuple(value or ())

    def knows_only(self, *keys: str) -> None:
        """Refuse keys that mean nothing here: nearly always a typing error."""
        unknown = sorted(set(self.values) - set(keys))
        if unknown:
            raise self.wrong(f"`{unknown[0]}` means nothing here; known are {', '.join(keys)}")


def entries(document: Mapping[str, Any], kind: str, *, file: str) -> Iterator[Entry]:
    """Each [[kind]] of a parsed TOML document, which must hold at least one."""
    tables = document.get(kind)
    if not isinstance(tables, list) or not tables:
        raise InvalidDataFile(f"{file}: no [[{kind}]] entry; add at least one")
    for position, values in enumerate(tables, start=1):
        if not isinstance(values, dict):
            raise InvalidDataFile(
                f"{file}: [[{kind}]] number {position}: write it as a table, with [[{kind}]] above it"
            )
        yield Entry(file=file, kind=kind, position=position, values=values)


def holds_only(document: Mapping[str, Any], *names: str, file: str) -> None:
    """Refuse a table or key at the top of a document that means nothing there: an entry lost to a typing error."""
    unknown = sorted(set(document) - set(names))
    if unknown:
        raise InvalidDataFile(f"{file}: `{unknown[0]}` means nothing here; known are {', '.join(names)}")


def without_repeats(pairs: Iterable[tuple[Entry, str, T]]) -> tuple[T, ...]:
    """The values of (entry, key, value) in order; a key that comes twice is an error."""
    seen: dict[str, Entry] = {}
    values = []
    for entry, key, value in pairs:
        if key in seen:
            raise entry.wrong(f"{key} is already used by {seen[key].label}; choose another")
        seen[key] = entry
        values.append(value)
    return tuple(values)
