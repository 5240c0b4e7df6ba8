"""What fields hold, as text and back: of a few types only, so that nothing else ever comes out of it."""

import json
from collections.abc import Mapping
from datetime import date
from enum import Enum

from recovery.domain.access import Role
from recovery.domain.catalogue import Severity
from recovery.domain.notes import NoteKind

LONGEST = 64 * 1024
"""Characters of one screen's fields: ten times the longest note, and nothing that could fill a disk."""

_CHOICES: Mapping[str, type[Enum]] = {each.__name__: each for each in (Severity, NoteKind, Role)}
_DATE = "date"


def as_text(fields: Mapping[str, object]) -> str:
    """The fields that can be kept, as text; empty when there are none, or when they are too long."""
    kept = {key: _plain(value) for key, value in fields.items() if _fits(value)}
    text = json.dumps(kept, ensure_ascii=False) if kept else ""
    return text if len(text) <= LONGEST else ""


def from_text(text: str) -> dict[str, object]:
    """The fields again, each of the type that it had."""
    return {key: _typed(value) for key, value in json.loads(text).items()}


def _fits(value: object) -> bool:
    if isinstance(value, list | tuple):
        return all(_fits(each) and not isinstance(each, list | tuple) for each in value)
    if isinstance(value, Enum):
        return type(value).__name__ in _CHOICES
    return type(value) in (str, int, float, bool, date, type(None))


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return {type(value).__name__: value.value}
    if isinstance(value, date):
        return {_DATE: value.isoformat()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _typed(value: object) -> object:
    if isinstance(value, list):
        return [_typed(each) for each in value]
    if not isinstance(value, dict):
        return value
    ((name, plain),) = value.items()
    return date.fromisoformat(plain) if name == _DATE else _CHOICES[name](plain)
