"""Invented reports, the same at every run: what patients of a derma roller might send, day after day."""

from recovery.domain.report import Draft

COURSES = {
    "redness": (2, 3, 2, 2, 1, 1, 1),
    "bruising": (1, 2, 2, 2, 1, 1, 1, 1),
    "minor_bleeding": (1, 1),
    "scabbing": (0, 1, 2, 1, 1),
    "numbness": (2, 2, 2, 1, 1, 1, 1, 0, 1, 1),
    "flaking": (0, 0, 1, 2, 2, 2, 1, 1, 1),
    "itching": (0, 0, 1, 1, 2, 2, 1, 1, 1, 1, 1, 1, 1),
}
"""Severities from day 0; none after the last."""

NOTES = {4: "The left cheek is worse than the right.", 9: "Itches mostly at night.", 16: "Back to sport."}


def draft(day: int, *, area: str, lag: int = 0) -> Draft:
    """What is entered on a day; `lag` makes patients differ by shifting their course."""
    at = max(0, day - lag)
    severities = {slug: levels[at] for slug, levels in COURSES.items() if at < len(levels) and levels[at]}
    return Draft(
        day=day,
        severities=severities,
        areas=dict.fromkeys(severities, area),
        red_flags=("pus",) if day == 6 and lag == 0 else (),
        note=NOTES.get(day, ""),
    )
