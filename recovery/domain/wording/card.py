"""What the card says that a patient takes home."""

from collections.abc import Sequence
from datetime import date

from recovery.domain.clinic import Clinic, Treatment
from recovery.domain.guide import Guide
from recovery.domain.wording.english import joined, on_date, uncapital
from recovery.domain.wording.patients import watched

OPEN_IT = (
    "Point your phone's camera at the code, or type the address. The first time, you choose a PIN of six digits; "
    "another phone asks for it. Keep the PIN to yourself: with it, this link shows and sends your reports."
)

SMALL_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def lines(clinic: Clinic, treatments: Sequence[Treatment], *, guide: Guide, today: date) -> list[str]:
    """The card's sentences in their order: how to open it, what is asked and how often, who looks."""
    return [
        OPEN_IT,
        what_is_asked(guide),
        *how_often(treatments, guide=guide, today=today),
        watched(clinic),
    ]


def what_is_asked(guide: Guide) -> str:
    """Which side effects count, and how long it takes."""
    names = [uncapital(effect.name) for effect in guide.catalogue.active]
    count = SMALL_NUMBERS[len(names)] if len(names) < len(SMALL_NUMBERS) else str(len(names))
    return f"{count.capitalize()} short questions: {joined(names)}. It takes under a minute."


def how_often(treatments: Sequence[Treatment], *, guide: Guide, today: date) -> list[str]:
    """Until when a daily report is asked for, for each open treatment."""
    ends = {
        (treatment.procedure, last)
        for treatment in treatments
        if treatment.closed_on is None and today <= _date_of(treatment, last := guide.last_due_day(treatment.method))
    }
    return [f"Once a day, from {on_date(procedure)} (day 0) until day {last}." for procedure, last in sorted(ends)]


def _date_of(treatment: Treatment, day: int) -> date:
    return date.fromordinal(treatment.procedure.toordinal() + day)
