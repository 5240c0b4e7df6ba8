"""What earlier patients reported, beside one treatment: of each side effect their severities, and an outlook."""

from collections.abc import Iterable
from dataclasses import dataclass

from recovery.domain.cohort import ExpectedCourse, expected_course
from recovery.domain.counting import Counts, change
from recovery.domain.course import Status
from recovery.domain.finding import Finding
from recovery.domain.outlook import Outlook, outlook


@dataclass(frozen=True)
class Expected:
    """What others reported of a side effect, and what became of those who had it as long as this treatment has.

    `n` other treatments reported on it at all. No outlook where there is nothing to look out for: it is gone, nobody
    knows, the treatment is closed; nor where too few had it as long.
    """

    n: int
    course: ExpectedCourse
    outlook: Outlook | None


def others(counts: Counts, own: Counts) -> Counts:
    """The counts without those of one treatment; a count that would fall below nothing is left out."""
    left = change(own, counts)
    return Counts(
        reports={day: n for day, n in left.reports.items() if n > 0},
        severities={of: n for of, n in left.severities.items() if n > 0},
        resolutions={of: n for of, n in left.resolutions.items() if n > 0},
        peaks={of: n for of, n in left.peaks.items() if n > 0},
    )


def expected(counts: Counts, found: Iterable[Finding], *, goes_on: bool, limit: int) -> dict[str, Expected]:
    """By side effect that was ever present, what `counts` of others tell; without those of which they tell nothing.

    `goes_on` says that the treatment takes reports still.
    """
    told = {}
    for finding in (each for each in found if each.ever_present):
        slug, day = finding.effect.slug, still_present_on(finding) if goes_on else None
        course = expected_course(counts, slug, limit=limit)
        if course.days:
            ahead = None if day is None else outlook(counts, slug, day=day, limit=limit)
            told[slug] = Expected(_reported(counts, slug), course, ahead)
    return told


def _reported(counts: Counts, side_effect: str) -> int:
    return sum(n for peak, n in counts.peaks.items() if peak.side_effect == side_effect)


def still_present_on(finding: Finding) -> int | None:
    """The day on which it was last said to be present, while that still says how it is; None otherwise."""
    recent = finding.status in (Status.WITHIN_BAND, Status.PAST_BAND)
    return finding.course.last_day if finding.course is not None and recent else None
