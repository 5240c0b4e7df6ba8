"""What recovery usually looks like in a group of treatments: what is counted of it."""

from dataclasses import dataclass
from datetime import datetime

from recovery.domain.access import Action, Visitor, require
from recovery.domain.counting import Counts
from recovery.domain.groups import Group
from recovery.domain.months import Month
from recovery.errors import InvalidInput
from recovery.services.office import Office
from recovery.store import counts, group_courses, people, summaries
from recovery.store.database import Database


@dataclass(frozen=True)
class Version:
    """Two readings of the same version saw the same counts, judged by the same guidance."""

    clinic_id: int
    counts: int
    guidance: int


def everything(office: Office, visitor: Visitor, *, now: datetime) -> Group:
    """All treatments, from the month of the first procedure on record to this one."""
    require(visitor, Action.SEE_COHORTS)
    with office.store.reading() as db:
        today = people.clinic(db, visitor.clinic_id).today(now)
        first = summaries.first_procedure(db, visitor.clinic_id) or today
        return Group(Month.of(min(first, today)), Month.of(max(first, today)))


def counts_of_group(office: Office, visitor: Visitor, *, group: Group) -> Counts:
    """What is counted of a group of treatments; InvalidInput for a choice that cannot be.

    A group that asks for more than method and months has no severities when it is too large to read them one by one.
    """
    require(visitor, Action.SEE_COHORTS)
    with office.store.reading() as db:
        _check(db, office, visitor, group)
        read = counts.counts if group.is_counted else group_courses.counts
        return read(db, visitor.clinic_id, group, office.guide.catalogue)


def version(office: Office, visitor: Visitor) -> Version:
    """What changes whenever figures of groups may have changed."""
    require(visitor, Action.SEE_COHORTS)
    with office.store.reading() as db:
        return Version(visitor.clinic_id, counts.version(db, visitor.clinic_id), office.guide.number)


def _check(db: Database, office: Office, visitor: Visitor, group: Group) -> None:
    catalogue = office.guide.catalogue
    if group.method is not None:
        catalogue.method(group.method)
    if group.area is not None:
        catalogue.area(group.area)
    if group.clinician_id is not None:
        known = {person.account_id for person in people.clinicians(db, visitor.clinic_id, even_disabled=True)}
        if group.clinician_id not in known:
            raise InvalidInput("There is no such clinician; choose one from the list.", field="clinician")
