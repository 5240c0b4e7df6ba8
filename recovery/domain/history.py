"""What the alert rules read of one treatment: its reports as series, and what patients asked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from recovery.domain.catalogue import Severity
from recovery.domain.course import Point
from recovery.domain.report import Report


@dataclass(frozen=True)
class Signs:
    """The warning signs of one day in all its versions; `taken_back` when the version in force names none."""

    slugs: tuple[str, ...]
    taken_back: bool = False


@dataclass(frozen=True)
class History:
    """One treatment's reports: each side effect's points and the reported days, both in rising order.

    `red_flags` and `calls` are by day, True in `calls` for one taken back; those of replaced versions count on, since
    nobody may have seen them yet. `last_at` is when the report of the last day came.
    """

    points: Mapping[str, Sequence[Point]] = field(default_factory=dict)
    days: Sequence[int] = field(default_factory=list)
    red_flags: Mapping[int, Signs] = field(default_factory=dict)
    calls: Mapping[int, bool] = field(default_factory=dict)
    last_at: datetime | None = None

    @property
    def last_day(self) -> int | None:
        """The last reported day; None before the first."""
        return self.days[-1] if self.days else None

    def last_points(self) -> dict[str, Point]:
        """What the last report says of each side effect that it asked for."""
        last = {slug: points[-1] for slug, points in self.points.items()}
        return {slug: point for slug, point in last.items() if point.day == self.last_day}

    @property
    def worst_last(self) -> Severity:
        """The highest severity of the last report."""
        return max((point.severity for point in self.last_points().values()), default=Severity.NONE)

    def with_report(self, report: Report) -> "History":
        """The history with one more report; for a day that has one, the report takes its place."""
        day = report.day
        points = {slug: [point for point in series if point.day != day] for slug, series in self.points.items()}
        for score in report.scores:
            points.setdefault(score.side_effect, []).append(Point(day, score.severity))
        flags = [(of, signs.slugs, signs.taken_back or of == day) for of, signs in self.red_flags.items()]
        calls = [(of, True, taken_back or of == day) for of, taken_back in self.calls.items()]
        return History(
            points={slug: sorted(series) for slug, series in points.items() if series},
            days=sorted({*self.days, day}),
            red_flags=signs_of([*flags, (day, report.red_flags, False)]),
            calls=calls_of([*calls, (day, report.wants_call, False)]),
            last_at=report.reported_at if self.last_day is None or day >= self.last_day else self.last_at,
        )


def points_of(reports: Mapping[int, Report]) -> dict[str, list[Point]]:
    """Each side effect's severities in rising order of days."""
    points: dict[str, list[Point]] = {}
    for day in sorted(reports):
        for score in reports[day].scores:
            points.setdefault(score.side_effect, []).append(Point(day, score.severity))
    return points


def history_of(reports: Mapping[int, Report], replaced: Iterable[Report] = ()) -> History:
    """The history that reports by day make, with the versions of them that were replaced."""
    versions = [*((report, False) for report in reports.values()), *((report, True) for report in replaced)]
    return History(
        points=points_of(reports),
        days=sorted(reports),
        red_flags=signs_of((report.day, report.red_flags, taken_back) for report, taken_back in versions),
        calls=calls_of((report.day, report.wants_call, taken_back) for report, taken_back in versions),
        last_at=reports[max(reports)].reported_at if reports else None,
    )


def signs_of(versions: Iterable[tuple[int, tuple[str, ...], bool]]) -> dict[int, Signs]:
    """The warning signs by day, from (day, signs, whether replaced) of every version."""
    found: dict[int, Signs] = {}
    for day, slugs, replaced in versions:
        if slugs:
            known = found.get(day, Signs((), taken_back=True))
            found[day] = Signs(tuple(sorted({*known.slugs, *slugs})), known.taken_back and replaced)
    return found


def calls_of(versions: Iterable[tuple[int, bool, bool]]) -> dict[int, bool]:
    """The days on which a call was asked for, and whether that was taken back, from (day, asked, whether replaced)."""
    found: dict[int, bool] = {}
    for day, asked, replaced in versions:
        if asked:
            found[day] = found.get(day, True) and replaced
    return found
