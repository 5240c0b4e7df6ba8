"""What recovery usually looks like in a group of treatments, for clinicians and managers: figures, never patients."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations
from typing import TypeVar

from recovery.domain.access import Action, Visitor, require
from recovery.domain.clinic import Staff
from recovery.domain.cohort import Recovered, recovered
from recovery.domain.cohort_bands import GroupBand, band_of_methods
from recovery.domain.cohort_choice import LEAST_GROUPS, CohortChoice
from recovery.domain.contrast import Contrast, contrast
from recovery.domain.counting import Counts
from recovery.domain.glances import Cohort, cohort_of
from recovery.domain.groups import Group
from recovery.domain.months import Month
from recovery.services.groups.group_filters import check
from recovery.services.office import Office
from recovery.store import counts, due_reports, group_courses, one_effect, people, treatments

Found = TypeVar("Found")


@dataclass(frozen=True)
class Version:
    """Two readings of the same version saw the same counts, judged by the same guidance."""

    clinic_id: int
    counts: int
    guidance: int


@dataclass(frozen=True)
class Compared:
    """Groups beside each other in one side effect, in the order of the choice, and what separates each two of them.

    Every group is held against the same band's last day. Too small a group has no contrast.
    """

    band: GroupBand | None
    groups: tuple[tuple[Group, Recovered], ...]
    contrasts: tuple[tuple[Group, Group, Contrast | None], ...]


@dataclass(frozen=True)
class Followed:
    """The treatments of a group, their reports, the daily reports due so far, and how many of those came.

    Reports are None in a group that is too large to read them one by one.
    """

    treatments: int
    reports: int | None
    due: int
    received: int | None


NOTHING_COMPARED = Compared(None, (), ())
"""Fewer than two groups."""


def everything(office: Office, visitor: Visitor, *, now: datetime) -> Group:
    """All treatments, from the month of the first procedure on record to this one."""
    require(visitor, Action.SEE_COHORTS)
    with office.store.present() as db:
        today = people.clinic(db, visitor.clinic_id).today(now)
        first = treatments.first_procedure(db, visitor.clinic_id) or today
        return Group(Month.of(min(first, today)), Month.of(max(first, today)))


def clinicians(office: Office, visitor: Visitor) -> list[Staff]:
    """The clinicians whose treatments can be chosen, those who have left too."""
    require(visitor, Action.SEE_COHORTS)
    with office.store.present() as db:
        return people.clinicians(db, visitor.clinic_id, even_disabled=True)


def counts_of_group(office: Office, visitor: Visitor, *, group: Group) -> Counts:
    """What is counted of a group of treatments; InvalidInput for a choice that cannot be.

    A group that asks for more than method and months has no severities when it is too large to read them one by one.
    """
    require(visitor, Action.SEE_COHORTS)
    with office.store.reading() as db:
        check(db, visitor.clinic_id, group, office.guide.catalogue)
        read = counts.counts if group.is_counted else group_courses.counts
        return read(db, visitor.clinic_id, group, office.guide.catalogue)


def version(office: Office, visitor: Visitor) -> Version:
    """What changes whenever figures of groups may have changed."""
    require(visitor, Action.SEE_COHORTS)
    with office.store.present() as db:
        return Version(visitor.clinic_id, counts.version(db, visitor.clinic_id), office.guide.number)


def once(office: Office, visitor: Visitor, what: tuple[object, ...], work_out: Callable[[], Found]) -> Found:
    """What was worked out from the counts as they are now; anew when they have changed."""
    basis = (*what, version(office, visitor), office.settings.small_cell_limit)
    return office.remembered.of(basis, work_out)


def cohort(office: Office, visitor: Visitor, *, group: Group) -> Cohort:
    """Every side effect of a group at a glance; InvalidInput for a choice that cannot be."""

    def work_out() -> Cohort:
        found = _counts(office, visitor, group)
        return cohort_of(found, group, guide=office.guide, limit=office.settings.small_cell_limit)

    return once(office, visitor, ("cohort", group), work_out)


def recovery_of_group(office: Office, visitor: Visitor, *, group: Group, side_effect: str) -> Recovered:
    """How a group recovered from one side effect, with how far that could be off; InvalidInput for a wrong choice."""
    band = band_of_methods(office.guide, [group.method], side_effect).band

    def work_out() -> Recovered:
        found = _counts(office, visitor, group)
        return recovered(found, side_effect, band=band, limit=office.settings.small_cell_limit)

    return once(office, visitor, ("recovered", group, side_effect), work_out)


def compared(office: Office, visitor: Visitor, *, choice: CohortChoice, now: datetime) -> Compared:
    """The groups that a choice compares, each against each other; nothing for fewer than two.

    InvalidInput for a choice that cannot be.
    """
    groups = choice.compared(everything(office, visitor, now=now))
    if len(groups) < LEAST_GROUPS:
        return NOTHING_COMPARED
    effect, limit = choice.side_effect, office.settings.small_cell_limit
    band = band_of_methods(office.guide, [group.method for group in groups], effect)

    def work_out() -> Compared:
        found = [
            (group, recovered(_ends(office, visitor, group, effect), effect, band=band.band, limit=limit))
            for group in groups
        ]
        between = tuple(
            (one[0], other[0], contrast(one[1], other[1], band=band.band, limit=limit))
            for one, other in combinations(found, 2)
        )
        return Compared(band, tuple(found), between)

    return once(office, visitor, ("compared", groups, effect), work_out)


def followed(office: Office, visitor: Visitor, *, group: Group, now: datetime) -> Followed:
    """The treatments of a group, their reports, and how many of the daily reports due so far came."""
    require(visitor, Action.SEE_COHORTS)
    with office.store.present() as db:
        today = people.clinic(db, visitor.clinic_id).today(now)
    return once(office, visitor, ("followed", group, today), lambda: _followed(office, visitor, group, today))


def _followed(office: Office, visitor: Visitor, group: Group, today: date) -> Followed:
    last_due = {method.slug: office.guide.last_due_day(method.slug) for method in office.guide.catalogue.methods}
    with office.store.reading() as db:
        check(db, visitor.clinic_id, group, office.guide.catalogue)
        due = due_reports.due(db, visitor.clinic_id, group, last_due, today=today)
        if due.treatments > group_courses.TREATMENTS_WITH_SCORES and not group.is_counted:
            return Followed(due.treatments, None, due.reports, None)
        reports, on_time = due_reports.received(db, visitor.clinic_id, group, last_due)
    return Followed(due.treatments, reports, due.reports, on_time - due.not_due)


def _counts(office: Office, visitor: Visitor, group: Group) -> Counts:
    return once(office, visitor, ("group", group), lambda: counts_of_group(office, visitor, group=group))


def _ends(office: Office, visitor: Visitor, group: Group, side_effect: str) -> Counts:
    with office.store.reading() as db:
        check(db, visitor.clinic_id, group, office.guide.catalogue)
        return one_effect.ends(db, visitor.clinic_id, group, side_effect, office.guide.catalogue)
