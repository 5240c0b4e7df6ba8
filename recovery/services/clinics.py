"""The clinic's entries, looked at and changed by managers and from the command line."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from recovery.domain.access import Action, Visitor, require
from recovery.domain.clinic import Clinic, check_clinic
from recovery.errors import Conflict
from recovery.services.office import Office
from recovery.services.staff import account_changes
from recovery.store import alerts, audit, people, sessions, staff_list
from recovery.store.audit import PROGRAM, Actor
from recovery.store.database import Database


@dataclass(frozen=True)
class ClinicEntries:
    """What stands about a clinic, who of its staff signs in by a password alone, and how many alerts are open."""

    clinic: Clinic
    without_code: tuple[str, ...]
    open_alerts: int


def change_clinic(office: Office, changes: Mapping[str, object], *, now: datetime) -> Clinic:
    """Change what patients must know of the clinic; `changes` holds the entries of check_clinic to replace."""
    clinic_id = office.the_clinic().clinic_id
    with office.store.writing() as db:
        return _change_clinic(db, people.clinic(db, clinic_id), changes, who=PROGRAM, now=now)


def change_own_clinic(
    office: Office, visitor: Visitor, changes: Mapping[str, object], *, seen: Clinic, now: datetime
) -> Clinic:  # fmt: skip
    """What change_clinic does, for a manager, whose own session goes on.

    Conflict when an entry to change is not what they had `seen` any more.
    """
    require(visitor, Action.ADMINISTER)
    with office.store.writing() as db:
        account_changes.require_still(db, visitor)
        clinic = people.clinic(db, visitor.clinic_id)
        if any(getattr(clinic, entry) != getattr(seen, entry) for entry in changes):
            raise Conflict("Somebody else changed this just now. See how it is, then change it again.")
        return _change_clinic(db, clinic, changes, who=audit.actor(visitor), but=visitor.session, now=now)


def clinic_entries(office: Office, visitor: Visitor) -> ClinicEntries:
    """The visitor's clinic, for a manager to change."""
    require(visitor, Action.ADMINISTER)
    with office.store.reading() as db:
        without = tuple(staff_list.without_code(db, visitor.clinic_id).values())
        clinic = people.clinic(db, visitor.clinic_id)
        return ClinicEntries(clinic, without, alerts.count_open(db, clinic.clinic_id))


def _change_clinic(
    db: Database, clinic: Clinic, changes: Mapping[str, object], *, who: Actor, but: str = "", now: datetime
) -> Clinic:  # fmt: skip
    """Change it; where a second factor is asked for from now on, the sessions of those without end `but` one."""
    before = asdict(clinic)
    begins = bool(changes.get("watched")) and not clinic.watched
    changed = check_clinic(**{**before, **changes, **({"watched_since": now} if begins else {})})
    differences = {key: [before[key], getattr(changed, key)] for key in changes if before[key] != getattr(changed, key)}
    if differences:
        people.change_clinic(db, changed)
        ended = {}
        if changed.requires_code and not clinic.requires_code:
            ended = {"sessions": _end_those_without_code(db, changed, but=but)}
        audit.add(
            db, clinic_id=changed.clinic_id, now=now, actor=who, action="changed the clinic",
            subject=f"clinic:{changed.clinic_id}", details={**differences, **ended},
        )  # fmt: skip
    return changed


def _end_those_without_code(db: Database, clinic: Clinic, *, but: str) -> int:
    without = staff_list.without_code(db, clinic.clinic_id)
    return sum(sessions.end_of_account(db, clinic.clinic_id, account_id, but=but) for account_id in without)
