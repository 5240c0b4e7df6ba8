"""What the card says that a patient takes home."""

from collections.abc import Sequence
from datetime import date, timedelta

from recovery.domain.clinic import Clinic, Treatment
from recovery.domain.guide import Guide
from recovery.domain.lifetimes import PATIENT_GRACE
from recovery.domain.wording.english import joined, on_date, uncapital
from recovery.domain.wording.patients import watched

OPEN_IT = (
    "Point your phone's camera at the code, or type the address. The first time, you choose a PIN of six digits; "
    "another phone asks for it. Keep the PIN to yourself: with it, this link shows {what}."
)

SMALL_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def greeting(first_name: str, treatments: Sequence[Treatment]) -> str:
    """What the card is for: a report, or a recovery that is closed."""
    asks = "here you see your recovery" if shown_until(treatments) else "please tell us how your skin is doing"
    return f"Hello {first_name}, {asks}."


def message(clinic: Clinic, first_name: str, treatments: Sequence[Treatment], address: str) -> str:
    """What to send along with the link, where no card is handed over."""
    does = "it shows your recovery" if shown_until(treatments) else "it asks once a day how your skin is doing"
    return (
        f"Hello {first_name}, this is your personal link from {clinic.name}: {does}. Keep it for yourself. "
        f"Questions? Call {clinic.phone}.\n{address}"
    )


def lines(
    clinic: Clinic, treatments: Sequence[Treatment], *, guide: Guide, today: date, works_until: date
) -> list[str]:
    """The card's sentences in their order: how to open it and until when, what is asked and how often, who looks.

    Nothing is asked of who has nothing open.
    """
    over = shown_until(treatments)
    if over is not None:
        until = on_date(min(over, works_until))
        return [OPEN_IT.format(what="your reports"), f"Your recovery is closed: this link shows it until {until}."]
    return [
        OPEN_IT.format(what="and sends your reports"),
        f"The link works until {on_date(works_until)}.",
        what_is_asked(guide),
        *how_often(treatments, guide=guide, today=today),
        watched(clinic),
    ]


def shown_until(treatments: Sequence[Treatment]) -> date | None:
    """Until when a link shows recoveries that are all closed; None while one is open, and where there is none."""
    closed = [treatment.closed_on for treatment in treatments if treatment.closed_on is not None]
    return max(closed) + PATIENT_GRACE if closed and len(closed) == len(treatments) else None


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
    return [
        f"Once a day, from {on_date(procedure)} (day 0) until {on_date(procedure + timedelta(days=last))} (day {last})."
        for procedure, last in sorted(ends)
    ]


def _date_of(treatment: Treatment, day: int) -> date:
    return treatment.procedure + timedelta(days=day)
