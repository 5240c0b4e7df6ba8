"""How figures of groups are split, as it stands in addresses and on the command line."""

from collections.abc import Mapping

from recovery.domain.groups import Group
from recovery.domain.summary.summing import By, Choice, Period
from recovery.errors import InvalidInput

PERIODS: Mapping[str, str] = {
    Period.ALL.value: "All together",
    Period.QUARTER.value: "Quarter",
    Period.MONTH.value: "Month",
}
"""Periods by their names in addresses, in words."""

GROUPS: Mapping[str, str] = {
    "clinician": "Clinician",
    "area": "Areas",
    "age_band": "Age",
    "skin_type": "Skin type",
}
"""Groups by their names in addresses, in words."""


def read_split(group: Group, asked: Mapping[str, str]) -> Choice:
    """How the figures of a group are to be split; InvalidInput for what cannot be."""
    names = [name for name in asked.get("group", "").split(",") if name]
    for name in names:
        if name not in GROUPS:
            raise InvalidInput(f"Split by one or more of: {', '.join(GROUPS)}.", field="group")
    period = asked.get("by") or Period.ALL.value
    if period not in PERIODS:
        raise InvalidInput(f"Periods are one of: {', '.join(PERIODS)}.", field="by")
    return Choice(group, Period(period), frozenset(by for by in By if by.slug in names))
