"""What one more report changes: decided here from old facts and the new one, stored elsewhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum

from recovery.domain.bands import Band, Guide
from recovery.domain.catalogue import Severity
from recovery.domain.clinic import Patient, Treatment
from recovery.domain.course import RECENT_DAYS, Course, Point, advance, is_past_band, summarise
from recovery.domain.report import Report

SEVERE_FROM_DAY = 1
"""Severe counts from this day on: the day of the procedure itself is expected to hurt (docs/domain.md section 5)."""

Courses = Mapping[str, Course]


class Level(IntEnum):
    """How soon someone should look, in the words of docs/domain.md section 5."""

    NONE = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    URGENT = 4


@dataclass(frozen=True)
class Standing:
    """Where a whole treatment stands by its last report: what a list of patients shows and sorts by.

    `red_flag_day` and `call_day` are the latest days with a warning sign and with the wish for a call, at most
    RECENT_DAYS before the last reported day: a better day after it does not take either from the list at once.
    """

    last_day: int
    last_at: datetime
    worst: Severity
    worst_side_effect: str | None
    present: int
    past_band: int
    red_flag_day: int | None
    call_day: int | None
    level: Level


@dataclass(frozen=True)
class OpenTreatment:
    """One row of the patients list; no standing before the first report."""

    patient: Patient
    treatment: Treatment
    standing: Standing | None


@dataclass(frozen=True)
class Filing:
    """A report as it will be stored, with everything that follows from it."""

    report: Report
    replaced: Report | None
    courses: tuple[Course, ...]
    standing: Standing


def file_latest(report: Report, *, courses: Courses, stands: Standing | None, guide: Guide, method: str) -> Filing:
    """File a report of a day later than every day reported before: the usual case, and the cheap one.

    `courses` and `stands` are what the earlier reports gave; no standing before the first.
    """
    changed = dict(courses)
    for score in report.scores:
        point = Point(report.day, score.severity)
        changed[score.side_effect] = advance(courses.get(score.side_effect), side_effect=score.side_effect, point=point)
    flagged, called = (None, None) if stands is None else (stands.red_flag_day, stands.call_day)
    now = _standing(
        report,
        changed,
        guide.bands_of(method),
        red_flag_day=_recent([flagged, report.day if report.red_flags else None], report.day),
        call_day=_recent([called, report.day if report.wants_call else None], report.day),
    )
    return Filing(report, None, tuple(changed.values()), now)


def file_among(
    report: Report,
    *,
    earlier: Mapping[int, Report],
    replaced_before: Iterable[Report] = (),
    guide: Guide,
    method: str,
) -> Filing:
    """File a report of a day in between, or for the second time: the older version is kept.

    `replaced_before` are the treatment's versions that were replaced already.
    """
    replaced = earlier.get(report.day)
    kept = replace(report, revision=replaced.revision + 1) if replaced else report
    reports = {**earlier, kept.day: kept}
    courses = courses_of(reports)
    versions = [*replaced_before, *([replaced] if replaced else [])]
    now = standing(reports, courses, replaced=versions, guide=guide, method=method)
    return Filing(kept, replaced, tuple(courses.values()), now)


def courses_of(reports: Mapping[int, Report]) -> dict[str, Course]:
    """Every course of a treatment, recomputed from its reports alone."""
    return {slug: summarise(slug, series) for slug, series in points_of(reports).items()}


def points_of(reports: Mapping[int, Report]) -> dict[str, list[Point]]:
    """Each side effect's severities in rising order of days."""
    points: dict[str, list[Point]] = {}
    for day in sorted(reports):
        for score in reports[day].scores:
            points.setdefault(score.side_effect, []).append(Point(day, score.severity))
    return points


def standing(
    reports: Mapping[int, Report],
    courses: Courses,
    *,
    replaced: Iterable[Report] = (),
    guide: Guide,
    method: str,
) -> Standing:
    """Where a treatment stands by its reports, at least one, and the courses that they make.

    A warning sign or a wish for a call in a `replaced` version counts on: nobody may have seen it yet.
    """
    last = reports[max(reports)]
    versions = [*reports.values(), *replaced]
    return _standing(
        last,
        courses,
        guide.bands_of(method),
        red_flag_day=_recent([report.day for report in versions if report.red_flags], last.day),
        call_day=_recent([report.day for report in versions if report.wants_call], last.day),
    )


def _recent(days: Iterable[int | None], last: int) -> int | None:
    """The latest of the days that lies at most RECENT_DAYS before the last reported one."""
    return max((day for day in days if day is not None and last - day <= RECENT_DAYS), default=None)


def _standing(
    last: Report, courses: Courses, bands: Mapping[str, Band], *, red_flag_day: int | None, call_day: int | None
) -> Standing:
    # One that the last report did not ask for, having been switched off, says nothing of today.
    asked = [course for course in courses.values() if course.last_day == last.day]
    past = [course for course in asked if is_past_band(course, bands[course.side_effect])]
    worst = last.worst
    severe = worst is not None and worst.severity >= Severity.SEVERE and last.day >= SEVERE_FROM_DAY
    return Standing(
        last_day=last.day,
        last_at=last.reported_at,
        worst=worst.severity if worst else Severity.NONE,
        worst_side_effect=worst.side_effect if worst else None,
        present=sum(score.severity > Severity.NONE for score in last.scores),
        past_band=len(past),
        red_flag_day=red_flag_day,
        call_day=call_day,
        level=_level(urgent=red_flag_day is not None, high=severe or call_day is not None, past=past, bands=bands),
    )


def _level(*, urgent: bool, high: bool, past: list[Course], bands: Mapping[str, Band]) -> Level:
    firm = any(course.last_severity >= Severity.MODERATE or bands[course.side_effect].basis.is_exact for course in past)
    levels = ((urgent, Level.URGENT), (high, Level.HIGH), (firm, Level.MEDIUM), (bool(past), Level.LOW))
    return next((level for holds, level in levels if holds), Level.NONE)
