"""Patients' reports row by row, to take along: without names for managers, with names for those who treat."""

from datetime import datetime

from recovery.domain.access import Action, Visitor, require
from recovery.domain.groups import Group
from recovery.domain.reasons import read_reason
from recovery.services.files.export import Export
from recovery.services.office import Office
from recovery.services.rows.deidentified_rows import deidentified_rows
from recovery.services.rows.identified_rows import identified_rows
from recovery.store import people


def deidentified(office: Office, visitor: Visitor, *, group: Group, now: datetime) -> Export:
    """The rows of a group's recoveries that are over, of nobody by name; the years of the group count.

    InvalidInput for a choice that cannot be, and where there are fewer people than the small-cell limit.
    """
    require(visitor, Action.TAKE_DEIDENTIFIED)
    with office.store.reading() as db:
        today = people.clinic(db, visitor.clinic_id).today(now)
    return deidentified_rows(office, visitor.clinic_id, group=group, today=today)


def identified(office: Office, visitor: Visitor, *, group: Group, reason: str) -> Export:
    """The rows of a group's treatments with whose they are, for one of the reasons; InvalidInput without one."""
    require(visitor, Action.TAKE_IDENTIFIED)
    return identified_rows(office, visitor.clinic_id, group=group, reason=read_reason(reason))
