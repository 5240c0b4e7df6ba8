"""Erasing a patient who asks for it: what is left of who they are, and the word that confirms it."""

from dataclasses import dataclass, fields, replace
from datetime import datetime

from recovery.domain.clinic import Patient
from recovery.errors import Conflict, InvalidInput

ERASED_NAME = "Erased patient"

WHY_CLOSED = "The patient asked to be erased."
"""Closes what is open; the program's own words, so they stay."""

_ERASED_ALREADY = "This patient was erased already. Nothing was changed."
_NO_MORE = "This record was erased on request: nothing is added to it any more. Call the practice if you need anything."


@dataclass(frozen=True)
class Gone:
    """How much of what was held about a patient an erasure took: rows deleted, and texts emptied."""

    report_notes: int = 0
    clinicians_notes: int = 0
    alert_notes: int = 0
    drafts: int = 0
    links: int = 0
    pins: int = 0
    consents: int = 0
    phones: int = 0
    steps: int = 0
    looks: int = 0
    mails: int = 0

    @property
    def texts(self) -> int:
        """How many texts went."""
        return self.report_notes + self.clinicians_notes + self.alert_notes + self.drafts

    def counted(self) -> dict[str, int]:
        """The same by words, as the trail has it."""
        return {field.name.replace("_", " "): getattr(self, field.name) for field in fields(self)}


def erased(patient: Patient, *, code_typed: str, code: str, now: datetime) -> Patient:
    """What is left of a patient: a fresh `code`, year of birth and skin type.

    Conflict when they were erased before; InvalidInput when what was typed is not their code.
    """
    if patient.erased_at is not None:
        raise Conflict(_ERASED_ALREADY)
    if _plain(code_typed) != _plain(patient.code):
        raise InvalidInput("That is not this patient's code. Nothing was erased; compare the two.", field="code_typed")
    return replace(patient, name=ERASED_NAME, contact="", code=code, erased_at=now)


def refuse_erased(patient: Patient) -> None:
    """Raise Conflict for a patient who was erased, in words for them too: whatever is written now would undo it."""
    if patient.erased_at is not None:
        raise Conflict(_NO_MORE)


def _plain(code: str) -> str:
    return "".join(code.split()).upper().removeprefix("P-")
