"""The front desk's words: who a patient is, and who may be the same."""

from collections.abc import Sequence
from datetime import date

from recovery.domain.clinic import OLDEST_PROCEDURE_DAYS, Patient
from recovery.domain.lookalikes import Likeness
from recovery.domain.report import day_of
from recovery.domain.wording.english import capital, counted, joined


def described(patient: Patient) -> str:
    """What tells a patient from others of the same name: "P-7K2MD · born 1980 · skin type II"."""
    said = [
        patient.code,
        f"born {patient.year_of_birth}" if patient.year_of_birth else "",
        f"skin type {patient.skin_type}" if patient.skin_type else "",
    ]
    return " · ".join(text for text in said if text)


def nothing_due(procedure: date, *, last_due: int, today: date) -> str:
    """What to ask before a treatment is entered of which no report is due any more; empty for all others."""
    day = day_of(today, procedure=procedure)
    if not last_due < day <= OLDEST_PROCEDURE_DAYS:
        return ""
    return (
        f"Today is its day {day}: no report is due any more. A past treatment, or the wrong year? "
        "If the date is right, press the button again."
    )


def why_alike(why: Sequence[Likeness]) -> str:
    """Why two entries may be one person: "Same name and year of birth and same contact"."""
    return capital(joined([each.value for each in why]))


def how_many_alike(count: int) -> str:
    """How many patients look like what was entered."""
    verb = "looks" if count == 1 else "look"
    return f"{counted(count, 'patient')} who {'is' if count == 1 else 'are'} enrolled already {verb} like this."
