"""What a patient agrees to before the first report: a few plain sentences, and how they changed since."""

from typing import NamedTuple

from recovery.domain.clinic import Clinic
from recovery.domain.wording.english import counted
from recovery.domain.wording.patients import watched

AGREES = "I agree"


class Change(NamedTuple):
    """What a statement says otherwise than the one before under a heading; empty where it said or says nothing."""

    heading: str
    now: str
    before: str


def statement(clinic: Clinic) -> tuple[tuple[str, str], ...]:
    """The statement of a clinic: each heading with its sentences."""
    return (
        ("Who sees this", f"Clinicians of {clinic.name} see what you report; managers see figures without names."),
        ("When", watched(clinic)),
        ("If you are worried", f"Do not wait here: call {clinic.phone}; in an emergency {clinic.emergency_number}."),
        ("For how long", f"It is kept for {counted(clinic.kept_for_years, 'year')} after your last treatment."),
        ("A helper", "Somebody you trust may fill this in for you."),
        ("It is yours", "Download all of it at any time, or ask the practice to erase it."),
    )


def whole(clinic: Clinic) -> str:
    """The statement as one text: what is kept when somebody agrees, and compared when they come again."""
    return "\n".join([*(f"{heading}: {said}" for heading, said in statement(clinic)), f"{AGREES}."])


def changes(clinic: Clinic, agreed_to: str) -> tuple[Change, ...]:
    """What has changed since a patient agreed to these words, as `whole` gave them."""
    before = dict(line.split(": ", 1) for line in agreed_to.splitlines() if ": " in line)
    present = dict(statement(clinic))
    headings = dict.fromkeys([*present, *before])
    found = (Change(heading, present.get(heading, ""), before.get(heading, "")) for heading in headings)
    return tuple(change for change in found if change.now != change.before)
