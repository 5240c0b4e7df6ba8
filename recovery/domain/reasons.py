"""Why somebody takes patients' reports along with their names: one of a few reasons, never a text.

What somebody writes may name a patient, and the trail, which keeps the reason, is never changed.
"""

from enum import StrEnum

from recovery.errors import InvalidInput


class Reason(StrEnum):
    """What rows with names are for; the trail keeps its value."""

    CARE = "care"
    REQUEST = "request"
    QUALITY = "quality"
    MOVE = "move"
    LAW = "law"


IN_WORDS = {
    Reason.CARE: "For the patients' own care",
    Reason.REQUEST: "Patients asked for their records",
    Reason.QUALITY: "To review the quality of our own work",
    Reason.MOVE: "To move to other software, or to another practice",
    Reason.LAW: "A law or a court asks for it",
}


def read_reason(text: object) -> Reason:
    """The reason that was chosen; InvalidInput for none and for any other."""
    if not isinstance(text, str) or text not in list(Reason):
        raise InvalidInput(f"Say why names are taken along: choose one of {', '.join(Reason)}.", field="reason")
    return Reason(text)
