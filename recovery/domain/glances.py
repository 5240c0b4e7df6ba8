"""A group of treatments as its counts have it: every side effect at a glance."""

from collections.abc import Mapping
from dataclasses import dataclass

from recovery.domain.cohort import HALF, ExpectedCourse, ends_of, expected_course
from recovery.domain.cohort_bands import GroupBand, band_of_methods
from recovery.domain.counting import Counts
from recovery.domain.groups import Group
from recovery.domain.guide import Guide
from recovery.domain.resolution import Interval, estimate


@dataclass(frozen=True)
class Glance:
    """One side effect at a glance: of `reported` treatments `ever` had it, half of whom were clear by `median`.

    Below the small-cell limit nothing but `band` is told: `ever` and `reported` are None, and no day has a share.
    """

    side_effect: str
    band: GroupBand
    course: ExpectedCourse
    reported: int | None
    ever: int | None
    median: Interval | None


@dataclass(frozen=True)
class Cohort:
    """A group of treatments as the counts have it: every side effect at a glance.

    `has_severities` is false for a group that is too large to read its severities day by day, and `has_reports` for
    one of whom nobody ever reported.
    """

    group: Group
    glances: Mapping[str, Glance]
    has_severities: bool
    has_reports: bool
    limit: int


def cohort_of(found: Counts, group: Group, *, guide: Guide, limit: int) -> Cohort:
    """The group of these counts; side effects that are no longer asked for where somebody reported on them."""
    glances = {
        effect.slug: _glance(found, effect.slug, guide=guide, method=group.method, limit=limit)
        for effect in guide.catalogue.side_effects
        if effect.active or any(peak.side_effect == effect.slug for peak in found.peaks)
    }
    return Cohort(group, glances, has_severities=bool(found.severities), has_reports=bool(found.peaks), limit=limit)


def _glance(found: Counts, slug: str, *, guide: Guide, method: str | None, limit: int) -> Glance:
    ends = ends_of(found, slug)
    ever, reported = sum(n for _, _, n in ends), sum(n for of, n in found.peaks.items() if of.side_effect == slug)
    shown = ever >= limit
    return Glance(
        side_effect=slug,
        band=band_of_methods(guide, [method], slug),
        course=expected_course(found, slug, limit=limit),
        reported=reported if reported >= limit else None,
        ever=ever if shown else None,
        median=estimate(ends).quantile(HALF) if shown else None,
    )
