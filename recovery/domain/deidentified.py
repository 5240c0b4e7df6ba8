"""Which traits of a person may stand beside their reports when nobody is to be recognised.

Safe Harbor's list (HIPAA, 45 CFR 164.514(b)(2)) is kept by the columns themselves. Beyond it, no row shows traits that
fewer people than the small-cell limit have together: the rarest are held back, one trait after the other. What is shown
depends on all recoveries of the clinic, never on what was chosen, so that two files do not tell more than one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from enum import Enum
from functools import cache
from typing import NamedTuple, TypeAlias

from recovery.domain.groups import Group, age_band
from recovery.domain.months import Month
from recovery.domain.report import LATE_DAYS
from recovery.errors import InvalidInput


class Held(Enum):
    """Stands where a trait is known and not told."""

    BACK = "held back"


Trait: TypeAlias = str | int | Held | None


class Traits(NamedTuple):
    """What others may know of somebody who was treated; None where it is not on record."""

    method: Trait
    year: Trait
    areas: Trait
    age_band: Trait
    skin_type: Trait


_LADDER = (
    ("method", "year", "areas", "age_band", "skin_type"),
    ("method", "year", "areas", "skin_type"),
    ("method", "year", "areas", "age_band"),
    ("method", "year", "age_band", "skin_type"),
    ("method", "year", "areas"),
    ("method", "year", "skin_type"),
    ("method", "year"),
    ("method",),
    ("year",),
)
"""What is shown, tried in turn: bands go by method, so it is held back late, and age is the first."""

_HALF_OF_A_YEAR = 7
"""The month from which on a year stands for half a year or more (ours)."""

NOTHING = Traits(Held.BACK, Held.BACK, Held.BACK, Held.BACK, Held.BACK)


def traits_of(method: str, year: int, areas: str, year_of_birth: int | None, skin_type: str | None) -> Traits:
    """The traits of whoever was treated in a year."""
    return Traits(method, year, areas, _age_band(year_of_birth, year), skin_type)


def refuse_few(people: int, *, limit: int) -> None:
    """Raise InvalidInput where there are people, and fewer than may be told of."""
    if 0 < people < limit:
        raise InvalidInput(
            f"Fewer than {limit} patients have a recovery that is over: rows of so few could be recognised. "
            "Take them when there are more.",
            field="period",
        )


def shown_traits(people: Mapping[Traits, int], *, limit: int) -> dict[Traits, Traits]:
    """What is shown of each combination of traits, given how many have it: no fewer than `limit` look the same.

    InvalidInput where there are fewer people than that altogether.
    """
    refuse_few(sum(people.values()), limit=limit)
    shown: dict[Traits, Traits] = {}
    for names in _LADDER:
        for look, those in _classes(people.keys() - shown.keys(), names).items():
            if sum(people[traits] for traits in those) >= limit:
                shown.update(dict.fromkeys(those, look))
    shown.update(dict.fromkeys(people.keys() - shown.keys(), NOTHING))
    _let_few_join(shown, people, limit=limit)
    return shown


def is_chosen(shown: Traits, group: Group, *, every_year: bool) -> bool:
    """Whether a group holds rows that show these traits: what is held back fits no choice, or it would be told."""
    year = shown.year
    return (
        (every_year if not isinstance(year, int) else group.since.year <= year <= group.until.year)
        and group.method in (None, shown.method)
        and (group.area is None or (isinstance(shown.areas, str) and group.area in shown.areas.split()))
        and group.age_band in (None, shown.age_band)
        and group.skin_type in (None, shown.skin_type)
    )


def whole_years(group: Group) -> Group:
    """The group with the years that its months lie in: a shorter period would tell more of a date than its year.

    InvalidInput for a group of one clinician's patients: no row says who treated.
    """
    if group.clinician_id is not None:
        raise InvalidInput("De-identified rows do not say who treated; take them of all clinicians.", field="clinician")
    return replace(group, since=Month(group.since.year, 1), until=Month(group.until.year, 12))


def over_before(today: date, *, last_due: int) -> date:
    """Before which date a procedure was whose recovery is over although nobody closed it.

    Of one that still goes on, the last day that was reported would tell the date of the procedure.
    """
    return today - timedelta(days=last_due + LATE_DAYS)


def told_before(today: date) -> date:
    """Before which date a procedure was whose year may be told: the running year's are, from July on.

    In January a row of the running year and the file's own date would tell the week of the procedure.
    """
    return date(today.year + (today.month >= _HALF_OF_A_YEAR), 1, 1)


def _classes(several: Iterable[Traits], names: tuple[str, ...]) -> dict[Traits, list[Traits]]:
    """Which of several combinations look the same when only some traits are shown."""
    found: dict[Traits, list[Traits]] = defaultdict(list)
    for traits in several:
        found[NOTHING._replace(**{name: getattr(traits, name) for name in names})].append(traits)
    return found


def _let_few_join(shown: dict[Traits, Traits], people: Mapping[Traits, int], *, limit: int) -> None:
    """While few show nothing, let each look like those who are most alike: what differs is held back of all of them."""
    for traits in sorted((traits for traits, look in shown.items() if look == NOTHING), key=str):
        look_alikes: Counter[Traits] = Counter()
        for other, look in shown.items():
            look_alikes[look] += people[other]
        if look_alikes.pop(NOTHING) >= limit:
            return
        near = min(look_alikes, key=lambda look: (-_alike(look, traits), look_alikes[look], str(look)))
        common = Traits(*(told if told == known else Held.BACK for told, known in zip(near, traits, strict=True)))
        shown.update({other: common for other, look in shown.items() if look == near} | {traits: common})


def _alike(look: Traits, traits: Traits) -> int:
    return sum(told == known for told, known in zip(look, traits, strict=True))


@cache
def _age_band(year_of_birth: int | None, year: int) -> str | None:
    return None if year_of_birth is None else age_band(year_of_birth=year_of_birth, procedure=date(year, 1, 1))
