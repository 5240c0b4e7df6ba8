"""What one more report changes: decided here from old facts and the new one, stored elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum

from recovery.domain.bands import Guide
from recovery.domain.catalogue import Severity
from recovery.domain.clinic import Patient, Treatment
from recovery.domain.course import Course, Point, advance, is_past_band, summarise
from recovery.domain.report import Report

SEVERE_FROM_DAY = 1
"""Severe counts from this day on: the day of the procedure itself is expected to hurt (docs/domain.md section 5)."""

Courses = Mapping[str, Course]
Points = Mapping[str, list[Point]]


class Level(IntEnum):
    """How soon someone should look, in the words of docs/domain.md section 5."""

    NONE = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    URGENT = 4


@dataclass(frozen=True)
class Standing:
    """Where a whole treatment stands by its last report: what a list of patients shows and sorts by."""

    last_day: int
    last_at: datetime
    worst: Severity
    worst_side_effect: str | None
    present: int
    past_band: int
    red_flag: bool
    wants_call: bool
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


def file_latest(report: Report, *, courses: Courses, guide: Guide, method: str) -> Filing:
    """File a report of a day later than every day reported before: the usual case, and the cheap one."""
    changed = dict(courses)
    for score in report.scores:
        point = Point(report.day, score.severity)
        changed[score.side_effect] = advance(courses.get(score.side_effect), side_effect=score.side_effect, point=point)
    return Filing(report, None, tuple(changed.values()), standing(report, changed, guide, method))


def file_among(report: Report, *, earlier: Mapping[int, Report], guide: Guide, method: str) -> Filing:
    """File a report of a day in between, or for the second time: the older version is kept."""
    replaced = earlier.get(report.day)
    kept = replace(report, revision=replaced.revision + 1) if replaced else report
    reports = {**earlier, kept.day: kept}
    courses = courses_of(reports)
    last = reports[max(reports)]
    return Filing(kept, replaced, tuple(courses.values()), standing(last, courses, guide, method))


def courses_of(reports: Mapping[int, Report]) -> dict[str, Course]:
    """Every course of a treatment, recomputed from its reports alone."""
    points: dict[str, list[Point]] = {}
    for day in sorted(reports):
        for score in reports[day].scores:
            points.setdefault(score.side_effect, []).append(Point(day, score.severity))
    return {slug: summarise(slug, series) for slug, series in points.items()}


def standing(last: Report, courses: Courses, guide: Guide, method: str) -> Standing:
    """Where the treatment stands by `last`, the report of its latest day."""
    past = [
        course
        for course in courses.values()
        # One that the last report did not ask for, having been switched off, says nothing of today.
        if course.last_day == last.day
        and is_past_band(course, guide.band(method=method, side_effect=course.side_effect))
    ]
    worst = last.worst
    return Standing(
        last_day=last.day,
        last_at=last.reported_at,
        worst=worst.severity if worst else Severity.NONE,
        worst_side_effect=worst.side_effect if worst else None,
        present=sum(score.severity > Severity.NONE for score in last.scores),
        past_band=len(past),
        red_flag=bool(last.red_flags),
        wants_call=last.wants_call,
        level=_level(last, past, guide, method),
    )


def _level(last: Report, past: list[Course], guide: Guide, method: str) -> Level:
    if last.red_flags:
        return Level.URGENT
    severe = last.worst is not None and last.worst.severity >= Severity.SEVERE
    if last.wants_call or (severe and last.day >= SEVERE_FROM_DAY):
        return Level.HIGH
    if not past:
        return Level.NONE
    firm = any(
        course.last_severity >= Severity.MODERATE
        or guide.band(method=method, side_effect=course.side_effect).basis.is_exact
        for course in past
    )
    return Level.MEDIUM if firm else Level.LOW
