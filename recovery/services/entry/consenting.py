"""A patient agreeing to the statement, and whether they have to."""

from datetime import datetime

from recovery.domain.clinic import Clinic
from recovery.domain.wording.consent import whole
from recovery.errors import InvalidInput
from recovery.services.entry.passwords import fingerprint
from recovery.store import audit, consents
from recovery.store.database import Database

SHOWN_SIGNS = 12
"""How much of a statement's hash the trail keeps: enough to tell which words it was."""


def has_agreed(db: Database, clinic: Clinic, patient_id: int) -> bool:
    """Whether the patient's last consent is to the words of today."""
    latest = next(iter(consents.of_patient(db, clinic.clinic_id, patient_id)), None)
    return latest is not None and latest.statement == whole(clinic)


def refuse_unless(agrees: bool) -> None:  # noqa: FBT001 - the one thing that is asked
    """InvalidInput when the patient did not tick that they agree."""
    if not agrees:
        raise InvalidInput("Please read this and tick that you agree. Without it nothing is kept.", field="agrees")


def agree(db: Database, clinic: Clinic, patient_id: int, *, actor: audit.Actor, now: datetime) -> None:
    """Keep that the patient agreed, the words whole."""
    statement = whole(clinic)
    consents.add(db, clinic.clinic_id, patient_id, statement, now=now)
    audit.add(
        db, clinic_id=clinic.clinic_id, now=now, actor=actor, action="agreed to the statement",
        subject=f"patient:{patient_id}", details={"statement": fingerprint(statement)[:SHOWN_SIGNS]},
    )  # fmt: skip
