"""What narrows a group: checked, in words for the reader of a file, and in codes for the trail."""

from collections.abc import Iterator

from recovery.domain.catalogue import Catalogue
from recovery.domain.clinic import SKIN_TYPES
from recovery.domain.groups import Group
from recovery.domain.wording.english import uncapital
from recovery.errors import InvalidInput
from recovery.services.files.export import Filter
from recovery.store import people
from recovery.store.database import Database


def check(db: Database, clinic_id: int, group: Group, catalogue: Catalogue) -> str:
    """The name of the clinician who was chosen, empty for all; InvalidInput for a choice that cannot be."""
    if group.method is not None:
        catalogue.method(group.method)
    if group.area is not None:
        catalogue.area(group.area)
    if group.skin_type not in (None, *SKIN_TYPES):
        raise InvalidInput(f"The skin type must be one of {', '.join(SKIN_TYPES)}.", field="skin_type")
    if group.clinician_id is None:
        return ""
    staff = {person.account_id: person.name for person in people.clinicians(db, clinic_id, even_disabled=True)}
    if group.clinician_id not in staff:
        raise InvalidInput("There is no such clinician; choose one from the list.", field="clinician")
    return staff[group.clinician_id]


def period(group: Group, *, in_years: bool = False) -> Iterator[Filter]:
    """The months of the procedures; `in_years` for whole years."""
    first, last = (group.since.year, group.until.year) if in_years else (group.since, group.until)
    yield Filter("since", str(group.since), f"procedures from {first}")
    yield Filter("until", str(group.until), f"procedures until {last}")


def narrowed(group: Group, catalogue: Catalogue, *, clinician: str = "") -> Iterator[Filter]:
    """What was chosen beside the period."""
    if group.method is not None:
        yield Filter("method", group.method, f"method: {catalogue.method(group.method).name}")
    if clinician:
        yield Filter("clinician", str(group.clinician_id), f"clinician: {clinician}")
    if group.area is not None:
        name = catalogue.area(group.area).name
        yield Filter("area", group.area, f"treated area: {uncapital(name)}, others beside it")
    if group.age_band is not None:
        yield Filter("age_band", group.age_band, f"age: {group.age_band}")
    if group.skin_type is not None:
        yield Filter("skin_type", group.skin_type, f"skin type: {group.skin_type}")


def details_of(group: Group) -> dict[str, object]:
    """The choice as the trail has it; None where all were taken."""
    return {
        "since": str(group.since),
        "until": str(group.until),
        "method": group.method,
        "clinician": group.clinician_id,
        "area": group.area,
        "age_band": group.age_band,
        "skin_type": group.skin_type,
    }
