"""Noticing who may be enrolled already."""

from dataclasses import dataclass

from recovery.domain.access import Action, Visitor, require
from recovery.domain.clinic import Patient, Treatment
from recovery.domain.lookalikes import Likeness, Looks, likenesses
from recovery.services.office import Office
from recovery.store import people_search, treatments
from recovery.store.database import Database

SHOWN = 5
"""Patients who look alike and are shown at a time: of a name that more have, the year of birth tells them apart."""


@dataclass(frozen=True)
class Lookalike:
    """A patient who may be the same person, why, and their latest treatment, if any."""

    patient: Patient
    why: tuple[Likeness, ...]
    last: Treatment | None


@dataclass(frozen=True)
class Lookalikes:
    """Who looks alike: the likeliest with what tells them apart, and the ids of all."""

    shown: tuple[Lookalike, ...] = ()
    ids: frozenset[int] = frozenset()


def alike(office: Office, visitor: Visitor, *, looks: Looks, but: int | None = None) -> Lookalikes:
    """Who of the clinic's patients looks like this, `but` for one of them."""
    require(visitor, Action.ENROL)
    if not looks.names and not looks.contact:
        return Lookalikes()
    with office.store.reading() as db:
        found = [each for each in all_alike(db, visitor.clinic_id, looks) if each[0].patient_id != but]
        shown = found[:SHOWN]
        last = treatments.latest_of(db, visitor.clinic_id, [patient.patient_id for patient, _ in shown])
    looking = tuple(Lookalike(patient, why, last.get(patient.patient_id)) for patient, why in shown)
    return Lookalikes(looking, frozenset(patient.patient_id for patient, _ in found))


def all_alike(db: Database, clinic_id: int, looks: Looks) -> list[tuple[Patient, tuple[Likeness, ...]]]:
    """Each patient who looks like this and why, the surest first."""
    compared = [(patient, likenesses(looks, patient)) for patient in people_search.may_be_alike(db, clinic_id, looks)]
    order = list(Likeness)
    return sorted((each for each in compared if each[1]), key=lambda each: order.index(each[1][0]))
