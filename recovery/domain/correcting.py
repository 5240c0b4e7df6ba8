"""Correcting a treatment that was entered wrongly: what can be corrected, and what its reports rule out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from recovery.domain.catalogue import Catalogue
from recovery.domain.clinic import Staff, Treatment, check_treatment
from recovery.domain.moving import Diary
from recovery.domain.wording.english import counted, joined, on_date, on_days
from recovery.errors import InvalidInput

MOST_NAMED = 3
"""Days that a refusal names one by one; of more it says from when to when."""


class Reason(StrEnum):
    """Why a treatment is corrected: a choice and no text, since the trail keeps it."""

    ENTERED_WRONGLY = "entered wrongly"
    PROCEDURE_MOVED = "procedure moved"
    DONE_OTHERWISE = "done otherwise than planned"


@dataclass(frozen=True)
class Correction:
    """A treatment as it is, and as it is to be. A report belongs to its date, so another date moves every day."""

    before: Treatment
    after: Treatment

    @property
    def days_moved(self) -> int:
        """How much higher the number of every day becomes; negative for lower."""
        return (self.before.procedure - self.after.procedure).days

    @property
    def judges_anew(self) -> bool:
        """Whether the day numbers or the bands change that everything is judged by."""
        return self.days_moved != 0 or self.before.method != self.after.method


def check_correction(
    before: Treatment, *, method: str, areas: tuple[str, ...], procedure: date, clinician: Staff,
    catalogue: Catalogue, today: date,
) -> Correction:  # fmt: skip
    """The correction that these entries make; InvalidInput says which one is wrong.

    A date that stays may lie longer back than one that is entered today.
    """
    entered = check_treatment(
        treatment_id=before.treatment_id,
        patient_id=before.patient_id,
        method=method,
        areas=areas,
        procedure=procedure,
        clinician=clinician,
        catalogue=catalogue,
        today=procedure if procedure == before.procedure else today,
    )
    if before.closed_on is not None and procedure > before.closed_on:
        closed = on_date(before.closed_on)
        raise InvalidInput(
            f"This recovery was closed on {closed}, so its procedure cannot be later. Choose that date or an earlier "
            "one, or open the recovery again first.",
            field="procedure",
        )
    after = replace(before, method=entered.method, areas=entered.areas, procedure=procedure, clinician=clinician)
    if after == before:
        raise InvalidInput("Nothing is different yet. Change what was entered wrongly.")
    return Correction(before, after)


def check_against_reports(correction: Correction, diary: Diary, catalogue: Catalogue) -> None:
    """Refuse with InvalidInput what the reports rule out: a day before the procedure, an area that they name."""
    early = [day for day in diary.days if day + correction.days_moved < 0]
    if early:
        raise InvalidInput(_too_late(correction.before, early), field="procedure")
    for area in correction.before.areas:
        days = () if area in correction.after.areas else diary.naming(area)
        if days:
            raise InvalidInput(_still_named(catalogue.area(area).name, days), field="areas")


def _too_late(treatment: Treatment, days: Sequence[int]) -> str:
    dates = [treatment.procedure + timedelta(days=day) for day in days]
    if len(days) > MOST_NAMED:
        which = f"days {days[0]} to {days[-1]}, {on_date(dates[0])} to {on_date(dates[-1])}"
    else:
        which = f"{on_days(days)}, {joined([on_date(each) for each in dates])}"
    first = on_date(dates[0])
    return (
        f"{counted(len(days), 'report')} would lie before the procedure ({which}). Choose {first} or an earlier date; "
        "if a report is about another procedure, add that one as a treatment."
    )


def _still_named(area: str, days: Sequence[int]) -> str:
    name = "names" if len(days) == 1 else "name"
    return (
        f"{area} cannot be taken away: {counted(len(days), 'report')} {name} it as where something was worst. Keep it, "
        "and add what is missing beside it."
    )
