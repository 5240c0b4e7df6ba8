"""The numbers of a picture of groups as a file: rounded, so that they tell of nobody, and noted in the trail."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from recovery.domain.access import Action, Visitor, require
from recovery.domain.cohort import DayCourse, ExpectedCourse, Recovered
from recovery.domain.cohort_choice import CohortChoice, as_query
from recovery.domain.groups import Group
from recovery.domain.wording.cohort import group_name
from recovery.errors import InvalidInput
from recovery.services.files.csv_table import csv_pieces
from recovery.services.files.table import Cell, Code, Column, Row, Table, Type
from recovery.services.groups import cohorts
from recovery.services.groups.cohort_cells import (
    CURVE,
    DAY,
    DIFFERENCES,
    FAN_CELLS,
    POINTS,
    REPORTS,
    SEVERITIES,
    curve,
    difference,
    point,
    quantiles,
    reports,
    severities,
)
from recovery.services.office import Office
from recovery.store import audit


class Picture(StrEnum):
    """A picture of the cohort page."""

    EXPECTED = "expected"
    FAN = "fan"
    RECOVERED = "recovered"
    CONTRAST = "contrast"
    POINTS = "points"
    DIFFERENCES = "differences"


def take_numbers(
    office: Office, visitor: Visitor, *, choice: CohortChoice, picture: str, now: datetime
) -> Iterator[str]:
    """The numbers of a picture as CSV text; InvalidInput for no picture, or a choice that cannot be.

    The trail says who took them, for which choice.
    """
    require(visitor, Action.SEE_COHORTS)
    require(visitor, Action.TAKE_FILES)
    if picture not in set(Picture):
        raise InvalidInput(f"Choose one of these pictures: {', '.join(Picture)}.", field="picture")
    limit = office.settings.small_cell_limit
    columns, made = _MAKES[Picture(picture)](_Asked(office, visitor, choice, now, limit))
    rows = list(made)
    details = {"picture": picture, "rows": len(rows), **as_query(choice), "clinician": choice.clinician_id}
    with office.store.writing() as db:
        about = f"clinic:{visitor.clinic_id}"
        audit.add_by(db, visitor, "took the numbers of a picture", about, now=now, details=details)
    table = Table(f"cohort-{picture}", picture, columns, rows, expected=len(rows), limit=limit)
    return (piece.text for piece in csv_pieces(table))


@dataclass(frozen=True)
class _Asked:
    """Who asks for what."""

    office: Office
    visitor: Visitor
    choice: CohortChoice
    now: datetime
    limit: int

    @property
    def group(self) -> Group:
        return self.choice.group(cohorts.everything(self.office, self.visitor, now=self.now))

    @property
    def recovered(self) -> Recovered:
        return cohorts.recovery_of_group(
            self.office, self.visitor, group=self.group, side_effect=self.choice.side_effect
        )

    @property
    def compared(self) -> cohorts.Compared:
        return cohorts.compared(self.office, self.visitor, choice=self.choice, now=self.now)

    @property
    def course(self) -> ExpectedCourse:
        shown = cohorts.cohort(self.office, self.visitor, group=self.group)
        glance = shown.glances.get(self.choice.side_effect)
        return glance.course if glance else ExpectedCourse(self.choice.side_effect, (), ())


Made = tuple[tuple[Column, ...], Iterable[Row]]

_MAY_BE_MISSING = frozenset({Code.MISSING})

_ABOUT = (
    Column("side_effect", Type.STRING, "What was reported on"),
    Column("method", Type.STRING, "The method of the group, or all"),
    Column("since", Type.STRING, "The first month of procedures"),
    Column("until", Type.STRING, "The last month of procedures"),
    Column("narrowed_by", Type.STRING, "What else narrows the group, as in its address", codes=_MAY_BE_MISSING),
    Column("rounded_to", Type.INTEGER, "Counts are multiples of this"),
)

_GROUP = Column("group", Type.STRING, "What the group is called beside the others")
_ONE = Column("one", Type.STRING, "The one group")
_OTHER = Column("other", Type.STRING, "The other group, which is taken from it")


def _about(asked: _Asked, group: Group) -> tuple[Cell, ...]:
    wanted = as_query(asked.choice)
    narrowed = "&".join(f"{name}={wanted[name]}" for name in ("clinician", "area", "age", "skin") if name in wanted)
    return (
        asked.choice.side_effect,
        group.method or "all",
        str(group.since),
        str(group.until),
        narrowed or None,
        asked.limit,
    )


def _namer(asked: _Asked) -> Callable[[Group], str]:
    staff = {each.account_id: each.name for each in cohorts.clinicians(asked.office, asked.visitor)}
    by, catalogue = asked.choice.compare, asked.office.guide.catalogue
    return lambda group: group_name(group, by, catalogue, staff) if by else ""


def _expected(asked: _Asked) -> Made:
    return (*_ABOUT, DAY, REPORTS, *SEVERITIES), _by_day(asked, severities, width=len(SEVERITIES))


def _fan(asked: _Asked) -> Made:
    return (*_ABOUT, DAY, REPORTS, *FAN_CELLS), _by_day(asked, quantiles, width=len(FAN_CELLS))


def _by_day(asked: _Asked, cells: Callable[[DayCourse, int], list[Cell]], *, width: int) -> list[Row]:
    course, about = asked.course, _about(asked, asked.group)
    told = {day.day: [reports(day, asked.limit), *cells(day, asked.limit)] for day in course.days}
    hidden: dict[int, list[Cell]] = {day: [Code.SMALL, *[Code.SUPPRESSED] * width] for day in course.hidden_days}
    return [(*about, day, *row) for day, row in sorted((told | hidden).items())]


def _recovered(asked: _Asked) -> Made:
    about = _about(asked, asked.group)
    return (*_ABOUT, *CURVE), [(*about, *row) for row in curve(asked.recovered, asked.limit)]


def _contrast(asked: _Asked) -> Made:
    name = _namer(asked)
    found = [
        (*_about(asked, group), name(group), *row)
        for group, each in asked.compared.groups
        for row in curve(each, asked.limit)
    ]
    return (*_ABOUT, _GROUP, *CURVE), found


def _points(asked: _Asked) -> Made:
    name = _namer(asked)
    found = [(*_about(asked, group), name(group), *point(each, asked.limit)) for group, each in asked.compared.groups]
    return (*_ABOUT, _GROUP, *POINTS), found


def _differences(asked: _Asked) -> Made:
    name, about, found_of = _namer(asked), _about(asked, asked.group), dict(asked.compared.groups)
    found = [
        (*about, name(one), name(other), *difference(found_of[one], found_of[other], told, asked.limit))
        for one, other, told in asked.compared.contrasts
    ]
    return (*_ABOUT, _ONE, _OTHER, *DIFFERENCES), found


_MAKES: Mapping[Picture, Callable[[_Asked], Made]] = {
    Picture.EXPECTED: _expected,
    Picture.FAN: _fan,
    Picture.RECOVERED: _recovered,
    Picture.CONTRAST: _contrast,
    Picture.POINTS: _points,
    Picture.DIFFERENCES: _differences,
}
