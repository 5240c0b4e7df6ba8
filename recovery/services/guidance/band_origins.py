"""Who set a practice's own bands, when and why: for clinicians, who judge by them."""

from collections.abc import Collection

from recovery.domain.access import Action, Visitor, require
from recovery.domain.bands import Band, Basis
from recovery.services.office import Office
from recovery.store import guidance
from recovery.store.guidance import Version

FAR_BACK = 1_000
"""Guidances that are looked through: more than a practice makes in decades."""


def band_origins(office: Office, visitor: Visitor, *, bands: Collection[Band]) -> dict[str, Version]:
    """The guidance that brought each of the practice's own bands, by the band's version; the files' bands are left out.

    Nothing is read where all are the files' own.
    """
    require(visitor, Action.SEE_PATIENTS)
    own = {band.version for band in bands if band.basis is Basis.CLINIC}
    if not own:
        return {}
    with office.store.reading() as db:
        found = {f"clinic-{each.number}": each for each in guidance.versions(db, visitor.clinic_id, limit=FAR_BACK)}
    return {version: found[version] for version in own if version in found}
