"""What of the practice's recoveries one looks at: a side effect, a group of treatments, and what it is compared by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple, TypeVar

from recovery.domain.catalogue import Catalogue
from recovery.domain.clinic import SKIN_TYPES
from recovery.domain.groups import Group, ages_of
from recovery.domain.identifiers import as_text, from_text
from recovery.domain.months import Month
from recovery.errors import InvalidInput, NotFound

Value = TypeVar("Value")

MOST_GROUPS = 4
"""Groups in one picture: as many as have a colour and a sign of their own (recovery.charts.palette)."""

LEAST_GROUPS = 2

_MONTHS_A_YEAR = 12


class ComparedBy(StrEnum):
    """What groups are told apart by."""

    METHOD = "method"
    CLINICIAN = "clinician"
    PERIOD = "period"


class Periods(NamedTuple):
    """So many periods that follow each other, each of so many months."""

    months: int
    number: int


PERIODS: Mapping[str, Periods] = {
    "half_years": Periods(6, 2),
    "quarters": Periods(3, 4),
    "years": Periods(12, 2),
}
"""The last ones up to the end of what is chosen, as they stand in addresses."""


@dataclass(frozen=True)
class CohortChoice:
    """One side effect in a group of treatments; None means all of them.

    `among` are the groups that are compared, as addresses have them: methods, clinicians, or one of PERIODS.
    """

    side_effect: str
    method: str | None = None
    clinician_id: int | None = None
    area: str | None = None
    age_band: str | None = None
    skin_type: str | None = None
    since: Month | None = None
    until: Month | None = None
    compare: ComparedBy | None = None
    among: tuple[str, ...] = ()

    def group(self, everything: Group) -> Group:
        """The treatments chosen of all that there are; InvalidInput for a period that ends before it begins."""
        return Group(
            self.since or min(everything.since, self.until or everything.since),
            self.until or max(everything.until, self.since or everything.until),
            self.method,
            self.clinician_id,
            self.area,
            self.age_band,
            self.skin_type,
        )

    def widest(self) -> "CohortChoice":
        """The same side effect in all treatments."""
        return CohortChoice(self.side_effect, compare=self.compare, among=self.among)

    def compared(self, everything: Group) -> tuple[Group, ...]:
        """The groups to compare, in the order in which they were named, periods as they followed each other.

        Each is the group chosen in all but what they are told apart by.
        """
        whole = self.group(everything)
        if self.compare is ComparedBy.METHOD:
            return tuple(replace(whole, method=slug) for slug in self.among)
        if self.compare is ComparedBy.CLINICIAN:
            return tuple(replace(whole, clinician_id=from_text(who)) for who in self.among)
        if self.compare is ComparedBy.PERIOD and self.among:
            return tuple(_periods(whole, PERIODS[self.among[0]]))
        return ()


def _periods(whole: Group, periods: Periods) -> list[Group]:
    ends = [earlier(whole.until, periods.months * back) for back in reversed(range(periods.number))]
    return [replace(whole, since=earlier(end, periods.months - 1), until=end) for end in ends]


def earlier(month: Month, months: int) -> Month:
    """The month so many months before; the first of the calendar where it would lie before that."""
    count = max(month.year * _MONTHS_A_YEAR + month.number - 1 - months, _MONTHS_A_YEAR)
    return Month(count // _MONTHS_A_YEAR, count % _MONTHS_A_YEAR + 1)


def read_choice(query: Mapping[str, str], catalogue: Catalogue) -> CohortChoice:
    """The choice that an address names; InvalidInput for what cannot be one. The first side effect if it names none."""
    return _read(_Asked(query, strictly=True), catalogue)


def choice_from(query: Mapping[str, str], catalogue: Catalogue) -> CohortChoice:
    """The choice in an address; what is no choice there is passed over."""
    return _read(_Asked(query, strictly=False), catalogue)


def passed_over(query: Mapping[str, str], choice: CohortChoice) -> tuple[str, ...]:
    """The parts of an address that the choice in it had to do without, since they mean nothing."""
    said = as_query(choice)
    lost = (name for name in KEYS if query.get(name) and name not in said)
    return (*(["effect"] if query.get("effect", choice.side_effect) not in ("", choice.side_effect) else []), *lost)


def as_query(choice: CohortChoice) -> dict[str, str]:
    """A choice as it stands in an address."""
    parts = {
        "effect": choice.side_effect,
        "method": choice.method,
        "clinician": as_text(choice.clinician_id) if choice.clinician_id else None,
        "area": choice.area,
        "age": choice.age_band,
        "skin": choice.skin_type,
        "since": str(choice.since) if choice.since else None,
        "until": str(choice.until) if choice.until else None,
        "compare": choice.compare.value if choice.compare else None,
        "among": ",".join(choice.among),
    }
    return {name: value for name, value in parts.items() if value}


KEYS = ("effect", "method", "clinician", "area", "age", "skin", "since", "until", "compare", "among")
"""The parts of the address that say what is looked at."""


class _Asked(NamedTuple):
    """The parts of an address."""

    query: Mapping[str, str]
    strictly: bool

    def part(self, name: str, read: Callable[[str], Value]) -> Value | None:
        text = self.query.get(name, "")
        try:
            return read(text) if text else None
        except InvalidInput:
            if self.strictly:
                raise
            return None


def _read(asked: _Asked, catalogue: Catalogue) -> CohortChoice:
    by = asked.part("compare", _by)
    return CohortChoice(
        side_effect=asked.part("effect", lambda slug: catalogue.side_effect(slug).slug) or catalogue.active[0].slug,
        method=asked.part("method", lambda slug: catalogue.method(slug).slug),
        clinician_id=asked.part("clinician", _account),
        area=asked.part("area", lambda slug: catalogue.area(slug).slug),
        age_band=asked.part("age", _age_band),
        skin_type=asked.part("skin", _skin_type),
        since=asked.part("since", Month.read),
        until=asked.part("until", Month.read),
        compare=by,
        among=asked.part("among", lambda text: _among(by, text, catalogue)) or (),
    )


def _by(text: str) -> ComparedBy:
    if text not in set(ComparedBy):
        raise InvalidInput(f"Groups are compared by one of: {', '.join(ComparedBy)}.", field="compare")
    return ComparedBy(text)


def _account(text: str) -> int:
    try:
        return from_text(text)
    except NotFound:
        raise InvalidInput("There is no such clinician; choose one on the page.", field="clinician") from None


def _age_band(text: str) -> str:
    ages_of(text)
    return text


def _skin_type(text: str) -> str:
    if text not in SKIN_TYPES:
        raise InvalidInput(f"Skin types are {', '.join(SKIN_TYPES)}.", field="skin")
    return text


def _among(by: ComparedBy | None, text: str, catalogue: Catalogue) -> tuple[str, ...]:
    named = tuple(dict.fromkeys(part for part in text.split(",") if part))
    if by is ComparedBy.PERIOD:
        return (_period(text),)
    if len(named) > MOST_GROUPS or by is None:
        raise InvalidInput(f"Compare at most {MOST_GROUPS} groups, and say by what.", field="among")
    if by is ComparedBy.METHOD:
        return tuple(catalogue.method(slug).slug for slug in named)
    return tuple(as_text(_account(who)) for who in named)


def _period(text: str) -> str:
    if text not in PERIODS:
        raise InvalidInput(f"Periods are one of: {', '.join(PERIODS)}.", field="among")
    return text
