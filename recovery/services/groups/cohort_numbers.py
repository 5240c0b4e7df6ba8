"""The numbers of a picture of groups to take along: rounded, so that they tell of nobody."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from recovery.domain.access import Action, Visitor, require
from recovery.domain.cohort import DayCourse, ExpectedCourse, Recovered
from recovery.domain.cohort_choice import CohortChoice, ComparedBy, as_query
from recovery.domain.groups import Group
from recovery.domain.identifiers import from_text
from recovery.domain.wording.cohort import GROUPS_DIFFER, group_name
from recovery.errors import InvalidInput
from recovery.services.files.export import Export, Filter, Kind
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
from recovery.services.groups.group_filters import narrowed, period
from recovery.services.office import Office


class Picture(StrEnum):
    """A picture of the cohort page."""

    EXPECTED = "expected"
    FAN = "fan"
    RECOVERED = "recovered"
    CONTRAST = "contrast"
    POINTS = "points"
    DIFFERENCES = "differences"


def numbers(office: Office, visitor: Visitor, *, choice: CohortChoice, picture: str, now: datetime) -> Export:
    """The numbers of a picture; InvalidInput for no picture, or a choice that cannot be."""
    require(visitor, Action.SEE_COHORTS)
    if picture not in set(Picture):
        raise InvalidInput(f"Choose one of these pictures: {', '.join(Picture)}.", field="picture")
    limit = office.settings.small_cell_limit
    asked = _Asked(office, visitor, choice, now, limit)
    columns, rows = _MAKES[Picture(picture)](asked)
    return Export(
        kind=Kind.COHORT,
        title="What recovery looks like in groups, in numbers",
        tables=(Table(f"cohort_{picture}", _HOLDS[Picture(picture)], columns, rows, expected=len(rows), limit=limit),),
        filters=tuple(_filters(asked)),
        notes=(_ROUNDED.format(limit=limit, most=limit - 1), _ESTIMATED, *([GROUPS_DIFFER] if choice.compare else [])),
        details=_details(picture, choice),
        part=picture,
    )


_HOLDS: Mapping[Picture, str] = {
    Picture.EXPECTED: "A row a day: how many reported, and how severe it was",
    Picture.FAN: "A row a day: the severities of its reports from the mildest to the worst",
    Picture.RECOVERED: "A row a day: the share of those who had it that still had it",
    Picture.CONTRAST: "A row a day and group: the share of those who had it that still had it",
    Picture.POINTS: "A row a group: by when half were clear, and the share clear by the band's last day",
    Picture.DIFFERENCES: "A row two groups: the figures of the one less those of the other",
}

_ROUNDED = (
    'Every count stands as the nearest multiple of {limit}, and one from 1 to {most} as "<{limit}". A share is the '
    "nearest that such counts could give: share_step says how far two neighbours are apart, and it is off by half of "
    "that at most. So the numbers differ a little from those on the page, and no two files tell of few people."
)

_ESTIMATED = (
    "Days and shares of those who had it are estimated from all of them (Turnbull), those still followed and those who "
    "stopped reporting counted for as long as they were seen. In 95 of 100 samples drawn anew from these treatments a "
    "figure lies within its range."
)


def _filters(asked: "_Asked") -> Iterator[Filter]:
    choice, catalogue = asked.choice, asked.office.guide.catalogue
    yield Filter("side_effect", choice.side_effect, f"side effect: {catalogue.side_effect(choice.side_effect).name}")
    yield from period(asked.group)
    yield from narrowed(asked.group, catalogue, clinician=asked.staff.get(choice.clinician_id or 0, ""))
    if choice.compare is not None:
        yield Filter("compare", choice.compare.value, f"compared by {choice.compare}")


def _details(picture: str, choice: CohortChoice) -> dict[str, object]:
    """What the trail says of it: staff by number, as in all its rows."""
    found: dict[str, object] = {"picture": picture, **as_query(choice), "clinician": choice.clinician_id}
    if choice.compare is ComparedBy.CLINICIAN:
        found["among"] = [f"staff:{from_text(who)}" for who in choice.among]
    return found


@dataclass(frozen=True)
class _Asked:
    """Who asks for what."""

    office: Office
    visitor: Visitor
    choice: CohortChoice
    now: datetime
    limit: int

    @cached_property
    def group(self) -> Group:
        return self.choice.group(cohorts.everything(self.office, self.visitor, now=self.now))

    @cached_property
    def staff(self) -> Mapping[int, str]:
        return {each.account_id: each.name for each in cohorts.clinicians(self.office, self.visitor)}

    @cached_property
    def recovered(self) -> Recovered:
        return cohorts.recovery_of_group(
            self.office, self.visitor, group=self.group, side_effect=self.choice.side_effect
        )

    @cached_property
    def compared(self) -> cohorts.Compared:
        return cohorts.compared(self.office, self.visitor, choice=self.choice, now=self.now)

    @cached_property
    def course(self) -> ExpectedCourse:
        shown = cohorts.cohort(self.office, self.visitor, group=self.group)
        glance = shown.glances.get(self.choice.side_effect)
        return glance.course if glance else ExpectedCourse(self.choice.side_effect, (), ())


Made = tuple[tuple[Column, ...], Sequence[Row]]

_MAY_BE_MISSING = frozenset({Code.MISSING})

_ABOUT = (
    Column("side_effect", Type.STRING, "What was reported on"),
    Column("method", Type.STRING, "The method of the group, or all"),
    Column("since", Type.STRING, "The first month of procedures"),
    Column("until", Type.STRING, "The last month of procedures"),
    Column("narrowed_by", Type.STRING, "What else all groups have in common", codes=_MAY_BE_MISSING),
    Column("rounded_to", Type.INTEGER, "Counts are multiples of this"),
)

_GROUP = Column("group", Type.STRING, "What the group is called beside the others")
_ONE = Column("one", Type.STRING, "The one group")
_OTHER = Column("other", Type.STRING, "The other group, which is taken from it")


def _about(asked: _Asked, group: Group) -> tuple[Cell, ...]:
    clinician = asked.staff.get(asked.choice.clinician_id or 0, "")
    catalogue = asked.office.guide.catalogue
    common = [each.in_words for each in narrowed(asked.group, catalogue, clinician=clinician) if each.name != "method"]
    return (
        asked.choice.side_effect,
        group.method or "all",
        str(group.since),
        str(group.until),
        "; ".join(common) or None,
        asked.limit,
    )


def _namer(asked: _Asked) -> Callable[[Group], str]:
    by, catalogue = asked.choice.compare, asked.office.guide.catalogue
    return lambda group: group_name(group, by, catalogue, asked.staff) if by else ""


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
