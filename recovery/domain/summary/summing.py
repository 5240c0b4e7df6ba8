"""What group figures are made of, kept apart by everything that a summary may be grouped by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from recovery.domain.alert_figures import AlertKind, Tally
from recovery.domain.disclosure import Cell
from recovery.domain.groups import Group
from recovery.domain.months import Month
from recovery.errors import InvalidInput


class By(StrEnum):
    """What a summary can be grouped by, beside side effect, method and period."""

    CLINICIAN = "clinician"
    AREA = "area"
    AGE_BAND = "age band"
    SKIN_TYPE = "skin type"

    @property
    def slug(self) -> str:
        """Its name in addresses and as a column's heading."""
        return self.value.replace(" ", "_")


NOT_KNOWN = ""
"""The category of treatments of whom age or skin type is not on record."""


class Period(StrEnum):
    """Into which periods a summary is split."""

    ALL = "all"
    QUARTER = "quarter"
    MONTH = "month"


@dataclass(frozen=True)
class Choice:
    """What a summary holds: treatments of a group, by period, and grouped by what is chosen.

    What the group is narrowed to is grouped by too: a file of one clinician is the file by clinician without the other
    rows, so that choosing tells nothing that the whole file would not.
    """

    group: Group
    period: Period = Period.ALL
    by: frozenset[By] = frozenset()

    def __post_init__(self) -> None:
        if not all(isinstance(each, By) for each in self.by):
            raise InvalidInput(f"Choose what to group by from: {', '.join(By)}.", field="by")

    @property
    def dimensions(self) -> tuple[By, ...]:
        """What the rows are grouped by, in the order of the columns."""
        return tuple(each for each in By if each in self.by or self.wanted(each) is not None)

    def wanted(self, by: By) -> str | None:
        """The one category that the group is narrowed to; None for all."""
        group = self.group
        clinician = None if group.clinician_id is None else str(group.clinician_id)
        return {
            By.CLINICIAN: clinician,
            By.AREA: group.area,
            By.AGE_BAND: group.age_band,
            By.SKIN_TYPE: group.skin_type,
        }[by]


class Place(NamedTuple):
    """By what everything is counted apart: method, month of the procedure, and the categories grouped by."""

    method: str
    month: Month
    cell: Cell


@dataclass(frozen=True)
class Received:
    """Treatments, their reports, the daily reports due so far, and how many of those came."""

    treatments: int = 0
    reports: int = 0
    due: int = 0
    of_due: int = 0

    def __add__(self, other: "Received") -> "Received":
        return Received(
            self.treatments + other.treatments,
            self.reports + other.reports,
            self.due + other.due,
            self.of_due + other.of_due,
        )


@dataclass(frozen=True)
class Outcomes:
    """Of one side effect: how courses that were ever present ended, and how many had each peak, 0 of those without."""

    ends: Mapping[tuple[int, int | None], int] = field(default_factory=dict)
    peaks: Mapping[int, int] = field(default_factory=dict)

    @property
    def ever(self) -> int:
        """How many had it."""
        return sum(n for peak, n in self.peaks.items() if peak)

    @property
    def never(self) -> int:
        """How many reported on it and never had it."""
        return self.peaks.get(0, 0)


def all_outcomes(several: Iterable[Outcomes]) -> Outcomes:
    """Outcomes together."""
    ends: dict[tuple[int, int | None], int] = {}
    peaks: dict[int, int] = {}
    for outcomes in several:
        for end, n in outcomes.ends.items():
            ends[end] = ends.get(end, 0) + n
        for peak, n in outcomes.peaks.items():
            peaks[peak] = peaks.get(peak, 0) + n
    return Outcomes(ends, peaks)


@dataclass(frozen=True)
class Gathered:
    """Everything on record by place; `alerts` is None where there can be none, `clinicians` are in order of names."""

    received: Mapping[Place, Received]
    outcomes: Mapping[tuple[Place, str], Outcomes]
    alerts: Mapping[Place, Mapping[AlertKind, Tally]] | None
    clinicians: Sequence[str] = ()

    @cached_property
    def months(self) -> tuple[Month, ...]:
        """The months on record, those without a treatment left out."""
        return tuple(sorted({place.month for place in self.received}))

    @cached_property
    def methods(self) -> frozenset[str]:
        """The methods on record."""
        return frozenset(place.method for place in self.received)
