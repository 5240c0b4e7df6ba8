"""Patients who are put away: when that may be, and what they take no more of."""

from collections.abc import Iterable

from recovery.domain.clinic import Patient, Treatment
from recovery.domain.erasing import refuse_erased
from recovery.errors import Conflict


def require_enrolled(patient: Patient) -> None:
    """Refuse with Conflict what an archived or an erased patient takes no more of."""
    refuse_erased(patient)
    if patient.archived_at is not None:
        raise Conflict("This patient is archived. Bring them back first, then do it again.")


def require_archivable(patient: Patient, treatments: Iterable[Treatment]) -> None:
    """Refuse with Conflict to archive a patient who is archived or erased already, or is still being followed."""
    if patient.archived_at is not None or patient.erased_at is not None:
        raise Conflict("Somebody has archived or erased this patient already. Nothing was changed.")
    still = open_ones(treatments)
    if still:
        these = "A treatment of this patient is" if len(still) == 1 else f"{len(still)} treatments of this patient are"
        raise Conflict(f"{these} still open. Close what is open first, then archive.")


def open_ones(treatments: Iterable[Treatment]) -> list[Treatment]:
    """Those that are not closed."""
    return [treatment for treatment in treatments if treatment.closed_on is None]
