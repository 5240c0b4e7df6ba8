"""Counts of small invented groups, written so that each figure can be reckoned by hand."""

from collections.abc import Mapping

from recovery.domain.bands import Band
from recovery.domain.cohort import ExpectedCourse, Recovered, expected_course, recovered
from recovery.domain.counting import Counts, Peak, Resolution, Severities

SLUG = "redness"
LIMIT = 11
DRAWS = 50


def expected(by_day: Mapping[int, tuple[int, ...]], *, limit: int = LIMIT) -> ExpectedCourse:
    """What the reports of these days say: for each day how many none, mild, moderate, severe and very severe."""
    counted = {
        Severities(SLUG, day, severity): n for day, ns in by_day.items() for severity, n in enumerate(ns) if n
    }  # fmt: skip
    return expected_course(Counts(severities=counted), SLUG, limit=limit)


def group(ends: Mapping[tuple[int, int | None], int], band: Band, *, limit: int = LIMIT) -> Recovered:
    """A group whose courses ended so: (last day with it, first day without or None), and how many."""
    counts = Counts(
        resolutions={Resolution(SLUG, after, by): n for (after, by), n in ends.items()},
        peaks={Peak(SLUG, 2): sum(ends.values())},
    )
    return recovered(counts, SLUG, band=band, limit=limit, draws=DRAWS)
