"""A patient agreeing to the statement, whether they have to, and what changed in it since they did."""

from datetime import datetime

from recovery.domain.access import Action, Visitor, require
from recovery.domain.clinic import Clinic
from recovery.domain.erasing import refuse_erased
from recovery.domain.wording.consent import Change, changes, whole
from recovery.errors import InvalidInput
from recovery.services.entry.passwords import fingerprint
from recovery.services.office import Office
from recovery.store import audit, consents, people
from recovery.store.database import Database

SHOWN_SIGNS = 12
"""How much of a statement's hash the trail keeps: enough to tell which words it was."""


def has_agreed(db: Database, clinic: Clinic, patient_id: int) -> bool:
    """Whether the patient's last consent is to the words of today."""
    return _agreed_to(db, clinic, patient_id) == whole(clinic)


def changed(office: Office, visitor: Visitor) -> tuple[Change, ...]:
    """What this patient has not read yet of the statement; nothing for who never agreed: the way in asks them."""
    require(visitor, Action.REPORT)
    with office.store.reading() as db:
        clinic = people.clinic(db, visitor.clinic_id)
        agreed_to = _agreed_to(db, clinic, visitor.patient_id)
        return changes(clinic, agreed_to) if agreed_to is not None else ()


def understand(office: Office, visitor: Visitor, *, shown: tuple[Change, ...], now: datetime) -> None:
    """Keep that this patient read what changed; nothing is kept when it is no longer what was shown."""
    require(visitor, Action.REPORT)
    with office.store.writing() as db:
        clinic, patient_id = people.clinic(db, visitor.clinic_id), visitor.patient_id
        refuse_erased(people.patient(db, clinic.clinic_id, patient_id))
        agreed_to = _agreed_to(db, clinic, patient_id)
        if agreed_to is not None and shown == changes(clinic, agreed_to) != ():
            agree(db, clinic, patient_id, actor=audit.actor(visitor), now=now)


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


def _agreed_to(db: Database, clinic: Clinic, patient_id: int) -> str | None:
    latest = next(iter(consents.of_patient(db, clinic.clinic_id, patient_id)), None)
    return latest.statement if latest else None
