"""Which treatments figures are made of, and by what they can be told apart."""

from dataclasses import dataclass
from datetime import date

from recovery.domain.months import Month
from recovery.errors import InvalidInput

OLDEST_DECADE = 9
"""Who is 90 or older is of one band (HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i)(C))."""

UNDER_20 = "under 20"

AGE_BANDS = (UNDER_20, *(f"{decade}0-{decade}9" for decade in range(2, OLDEST_DECADE)), f"{OLDEST_DECADE}0 and over")
"""Ages in years, as the year of the procedure less that of birth."""


def age_band(*, year_of_birth: int, procedure: date) -> str:
    """The band of how old somebody was in the year of the procedure."""
    decade = max(procedure.year - year_of_birth, 0) // 10
    return AGE_BANDS[min(max(decade - 1, 0), len(AGE_BANDS) - 1)]


def ages_of(band: str) -> tuple[int, int]:
    """The youngest and the oldest age of a band, in years; InvalidInput where there is no such band."""
    if band not in AGE_BANDS:
        raise InvalidInput(f"{band[:20]!r} is no age band; choose one of: {', '.join(AGE_BANDS)}.", field="age_band")
    place = AGE_BANDS.index(band)
    return (0 if place == 0 else place * 10 + 10), (1000 if place == len(AGE_BANDS) - 1 else place * 10 + 19)


@dataclass(frozen=True)
class Group:
    """The treatments whose procedure was in the months `since` to `until`, both included; None means all of them.

    The counts are kept by method and month: a group that asks for no more is answered by them, at a cost that does not
    grow with reports. Anything else is answered by the courses of the treatments themselves.
    """

    since: Month
    until: Month
    method: str | None = None
    clinician_id: int | None = None
    area: str | None = None
    age_band: str | None = None
    skin_type: str | None = None

    def __post_init__(self) -> None:
        if self.since > self.until:
            raise InvalidInput("The period ends before it begins; choose a later end.", field="until")
        if self.age_band is not None:
            ages_of(self.age_band)

    @property
    def is_counted(self) -> bool:
        """Whether the counts by method and month answer it."""
        return self.clinician_id is None and self.area is None and self.age_band is None and self.skin_type is None
