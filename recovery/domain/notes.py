"""What clinicians write about a treatment: notes, calls and visits; never changed once they are written."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from recovery.domain.catalogue import Catalogue, Severity
from recovery.domain.report import clean_text
from recovery.errors import InvalidInput

LONGEST_NOTE = 4_000
"""Characters in a clinician's note: about a page and a half of a printed file."""


class NoteKind(StrEnum):
    """What a note is about."""

    NOTE = "note"
    CALL = "call"
    VISIT = "visit"


@dataclass(frozen=True)
class Grade:
    """How severe a clinician found one side effect at a visit; no part of the patient's own course."""

    side_effect: str
    severity: Severity


@dataclass(frozen=True)
class Note:
    """One entry of a clinician, about day `day` of a treatment; `written_by` is an account."""

    note_id: int
    treatment_id: int
    kind: NoteKind
    day: int
    text: str
    written_by: int
    written_at: datetime
    grade: Grade | None = None


@dataclass(frozen=True)
class NoteEntry:
    """What a clinician entered, not yet checked; `severity` is graded at a visit, for `side_effect`."""

    kind: str
    text: str = ""
    day: int = 0
    side_effect: str | None = None
    severity: int | None = None


def check_note(
    entry: NoteEntry, *, note_id: int, treatment_id: int, today: int, catalogue: Catalogue, by: int, now: datetime
) -> Note:
    """The note that an entry makes on day `today` of its treatment; InvalidInput says what to change."""
    if entry.kind not in tuple(NoteKind):
        raise InvalidInput("Say what it is: a note, a call or a visit.", field="kind")
    kind = NoteKind(entry.kind)
    text = clean_text(entry.text, limit=LONGEST_NOTE, what="The note", field="text")
    grade = _grade(entry, kind, catalogue)
    if not text and grade is None:
        raise InvalidInput("The note is empty; write what others should know.", field="text")
    _check_day(entry.day, today=today)
    return Note(note_id, treatment_id, kind, entry.day, text, by, now, grade)


def says(text: str, words: str) -> bool:
    """Whether a text has all of the words, in any case and with or without accents."""
    folded = _folded(text)
    return all(word in folded for word in _folded(words).split())


def latest_first(notes: Iterable[Note]) -> Sequence[Note]:
    """The notes in the order in which one reads back."""
    return sorted(notes, key=lambda note: (note.written_at, note.note_id), reverse=True)


def _grade(entry: NoteEntry, kind: NoteKind, catalogue: Catalogue) -> Grade | None:
    if entry.side_effect is None and entry.severity is None:
        return None
    if kind is not NoteKind.VISIT:
        raise InvalidInput("Only a visit has a grade; what patients say on the phone is a report.", field="kind")
    if entry.side_effect is None or entry.severity is None:
        raise InvalidInput("A grade needs both: the side effect, and how severe it is.", field="severity")
    if type(entry.severity) not in (int, Severity) or entry.severity not in tuple(Severity):
        raise InvalidInput("Choose none, mild, moderate, severe or very severe.", field="severity")
    return Grade(catalogue.side_effect(entry.side_effect).slug, Severity(entry.severity))


def _check_day(day: int, *, today: int) -> None:
    if type(day) is not int or day > today:
        raise InvalidInput("That day has not come yet; choose today or an earlier day.", field="day")
    if day < min(0, today):
        raise InvalidInput("That day is before the procedure; choose the procedure's day or later.", field="day")


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))
