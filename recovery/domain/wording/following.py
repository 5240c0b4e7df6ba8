"""What closing, opening again and adding a treatment does to reports, said before it is done."""

from collections.abc import Sequence

from recovery.domain.catalogue import Catalogue
from recovery.domain.clinic import Treatment
from recovery.domain.lifetimes import PATIENT_GRACE
from recovery.domain.wording.clinicians import treatment_line
from recovery.domain.wording.english import are, counted, days, joined, on_date

REOPENING = (
    "Opened again, it takes reports from today on: no day in between counts as missed. Alerts that were closed stay "
    "closed."
)


def closing(*, reports: int) -> str:
    """What closing a recovery does, with so many reports."""
    if not reports:
        kept = "No report has come, and none can come any more."
    else:
        stay = f"the {counted(reports, 'report')} {'stays' if reports == 1 else 'stay'} on record and in the figures"
        kept = f"It takes no more reports: {stay}."
    grace = days(PATIENT_GRACE.days)
    return (
        f"This recovery leaves the list of open ones. {kept} From today on no day counts as missed, and what the "
        "patient has begun and not sent cannot be sent. They still see their recovery; once all of theirs are closed, "
        f"for {grace} more on their phone. You can open it again."
    )


def asked_for_both(treatments: Sequence[Treatment], catalogue: Catalogue) -> str:
    """That a patient with open treatments will be asked for one more beside them; empty where none is open."""
    open_ones = [treatment for treatment in treatments if treatment.closed_on is None]
    if not open_ones:
        return ""
    names = [f"{treatment_line(each, catalogue)} ({on_date(each.procedure)})" for each in open_ones]
    both = "both" if len(open_ones) == 1 else "all of them"
    return (
        f"{joined(names)} {are(names)} still open. The patient will be asked for {both}: on the form they "
        "choose which one a report is about, and each has its own day numbers, bands and alerts. Close what is over "
        "first."
    )
