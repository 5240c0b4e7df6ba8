"""What recovery looks like in a group, in words for clinicians and managers: who is counted, by when, how sure."""

from collections.abc import Mapping, Sequence

from recovery.domain.catalogue import Catalogue
from recovery.domain.cohort import LEAST_FOR_TAILS
from recovery.domain.cohort_choice import CohortChoice, ComparedBy
from recovery.domain.groups import Group
from recovery.domain.months import Month
from recovery.domain.resolution import NEVER, Interval
from recovery.domain.wording.english import joined, uncapital

GROUPS_DIFFER = (
    "Groups differ in more than their name: in who chose what for whom, in skin, age and areas, and in who keeps "
    "reporting. A difference says nothing of its cause; and where its interval reaches across zero, chance alone could "
    "make it."
)

HOW_TO_READ: Mapping[str, str] = {
    "expected": "Each column is a day, its shades the shares of that day's reports with each severity, and the strip "
    "below it how many reports there were. Where a column is missing, too few reported.",
    "fan": "The line is the middle report of each day until too few reported, the dark ribbon the middle half and the "
    f"pale one, where at least {LEAST_FOR_TAILS} reported, nine in ten. A patient outside the pale ribbon is unusual "
    "here, which is not the same as past the band.",
    "recovered": "The line is the share who still had it after each day, its shade how far that could be off, and ◆ "
    "with its whisker the day by which half were clear. Whoever still had it at the last report counts for as long "
    "as they were seen.",
    "contrast": "Each line is a group with its own number of treatments, and its shade how far it could be off. They "
    "stand in the order in which they were chosen, not in that of the result.",
    "points": "Each mark is a group's figure, and the line through it how far it could be off. Wide lines come from "
    "few treatments, and are no worse for it.",
    "differences": "Each mark is a group beside the first, and the line through it how far that could be off. Where "
    "the line crosses zero, chance alone could make the difference.",
}
"""Two sentences a picture."""


def month_in_words(month: Month) -> str:
    """A month as people write it: "March 2026"."""
    return f"{month.first:%B} {month.year}"


def months_in_words(since: Month, until: Month) -> str:
    """A period: "March 2026", "March to May 2026", "March 2025 to May 2026"."""
    if since == until:
        return month_in_words(since)
    begin = f"{since.first:%B}" if since.year == until.year else month_in_words(since)
    return f"{begin} to {month_in_words(until)}"


def narrowed_by(group: Group | CohortChoice, catalogue: Catalogue, staff: Mapping[int, str]) -> list[str]:
    """What a group has in common but its period, a few words each; nothing for all treatments."""
    said = [
        catalogue.method(group.method).name if group.method else "",
        staff.get(group.clinician_id, "a clinician") if group.clinician_id else "",
        uncapital(catalogue.area(group.area).name) if group.area else "",
        age_in_words(group.age_band) if group.age_band else "",
        f"skin type {group.skin_type}" if group.skin_type else "",
    ]
    return [each for each in said if each]


def age_in_words(band: str) -> str:
    """An age band within a sentence: "aged 20 to 29", "aged under 20"."""
    return f"aged {band.replace('-', ' to ')}"


def group_name(group: Group, by: ComparedBy, catalogue: Catalogue, staff: Mapping[int, str]) -> str:
    """What a group is called beside those that it is compared with."""
    if by is ComparedBy.METHOD and group.method:
        return catalogue.method(group.method).name
    if by is ComparedBy.CLINICIAN and group.clinician_id:
        return staff.get(group.clinician_id, "a clinician")
    return months_in_words(group.since, group.until)


def borrowed_by(methods: Sequence[str], catalogue: Catalogue, *, bands: str = "The band is") -> str:
    """Which methods are held against a band that is another's; `bands` are what is borrowed."""
    names = joined([uncapital(catalogue.method(slug).name) for slug in methods])
    return f"{bands} the guide's for derma rolling, borrowed for {names} until the practice sets its own."


def by_days(found: Interval | None) -> str:
    """By when something had happened: "day 6", "between day 6 and 8", "later than day 9"; words without a number."""
    if found is None:
        return "not known"
    if found.by == NEVER:
        return f"later than day {found.after:.0f}"
    first = int(found.after) + 1
    return f"day {first}" if first >= found.by else f"between day {first} and {found.by:.0f}"


_INSTEAD: Mapping[str, str] = {
    "effect": "the first side effect",
    "method": "all methods",
    "clinician": "all clinicians",
    "area": "all areas",
    "age": "all ages",
    "skin": "all skin types",
    "since": "procedures from the beginning",
    "until": "procedures until now",
    "compare": "no comparison",
    "among": "no groups to compare",
}
"""What a page shows where a part of its address means nothing."""


def not_understood(parts: Sequence[str]) -> str:
    """That parts of an address mean nothing, which, and what is shown instead."""
    shown = joined([_INSTEAD[part] for part in parts])
    return f"Part of this address was not understood ({', '.join(parts)}). Shown instead: {shown}."


def too_few_to_compare(name: str, *, limit: int) -> str:
    """Why there is nothing to compare, and how to come to it."""
    return (
        f"Fewer than two of these groups have {limit} treatments that had {uncapital(name)}, so there is nothing to "
        "compare. Choose other groups or a longer period."
    )


def too_few(name: str, *, limit: int, narrowed: bool) -> str:
    """Why there is no picture, how many it takes, and how to come to them."""
    said = f"Fewer than {limit} treatments of this choice had {uncapital(name)}, so its figures are not shown. "
    widen = f"It takes {limit}: choose a longer period, or all methods, clinicians, areas, ages and skin types."
    return said + (widen if narrowed else f"They appear as soon as it was reported of {limit} treatments.")
