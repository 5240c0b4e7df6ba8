"""What an invented patient feels and files day by day, made into reports."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

from recovery.domain.catalogue import ASKS_FOR_AREA, Catalogue, Severity
from recovery.domain.report import Report, Score

EVENING = (time(18), timedelta(hours=4, minutes=30))
"""When patients report: from 18:00 on the clinic's clock, for this long."""


@dataclass(frozen=True)
class Diary:
    """One treatment as its patient lives it.

    `courses` holds each side effect's severity a day, from the day of the procedure, none after its end;
    `days` the reported days; `late` by how many days one was filed late; `amended` what the first version of a day's
    report said otherwise: of which side effect, and how bad.
    """

    courses: Mapping[str, Sequence[int]]
    days: Sequence[int]
    worst_in: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)
    red_flags: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    calls: Collection[int] = ()
    late: Mapping[int, int] = field(default_factory=dict)
    amended: Mapping[int, tuple[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Wall:
    """The clinic's clock: its time zone, and the moment that nothing may come after."""

    zone: ZoneInfo
    now: datetime

    def moment(self, day: date, rng: Random, *, opens: tuple[time, timedelta] = EVENING) -> datetime:
        """A moment of this day in UTC, within `opens` or, where that lies ahead still, before now."""
        start, length = opens
        wanted = self._utc(day, start) + timedelta(seconds=int(rng.random() * length.total_seconds()))
        return wanted if wanted <= self.now else self.before(self.now, day, rng)

    def before(self, moment: datetime, day: date, rng: Random) -> datetime:
        """An earlier moment of the day that `moment` lies in, in UTC."""
        passed = moment - self._utc(day, time())
        share = 0.75 + 0.25 * rng.random()
        return (moment - passed * (1 - share)).astimezone(UTC).replace(microsecond=0)

    def _utc(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone).astimezone(UTC)


@dataclass(frozen=True)
class Filed:
    """The reports of one treatment in rising order of days, and the versions that were replaced."""

    reports: tuple[Report, ...]
    replaced: tuple[Report, ...]


def file(
    diary: Diary, *, catalogue: Catalogue, areas: tuple[str, ...], procedure: date, by: str, wall: Wall, rng: Random
) -> Filed:  # fmt: skip
    """The reports that a diary makes, in the form and at the times in which patients send them."""
    reports, replaced = [], []
    for day in diary.days:
        filed_on = procedure + timedelta(days=day + diary.late.get(day, 0))
        report = Report(
            day=day,
            scores=_scores(diary, day, catalogue, areas),
            red_flags=diary.red_flags.get(day, ()),
            wants_call=day in diary.calls,
            note=diary.notes.get(day, ""),
            reported_at=wall.moment(filed_on, rng),
            reported_by=by,
        )
        first = _first_scores(diary.amended[day], report, areas) if day in diary.amended else report.scores
        if first != report.scores:
            replaced.append(_first_version(report, first, filed_on, wall, rng))
            report = replace(report, revision=2)
        reports.append(report)
    return Filed(tuple(reports), tuple(replaced))


def _first_scores(said: tuple[str, int], report: Report, areas: tuple[str, ...]) -> tuple[Score, ...]:
    side_effect, level = said
    otherwise = _score(side_effect, level, areas[0] if level >= ASKS_FOR_AREA else None)
    return tuple(otherwise if score.side_effect == side_effect else score for score in report.scores)


def _first_version(report: Report, scores: tuple[Score, ...], filed_on: date, wall: Wall, rng: Random) -> Report:
    return replace(report, scores=scores, note="", reported_at=wall.before(report.reported_at, filed_on, rng))


def _scores(diary: Diary, day: int, catalogue: Catalogue, areas: tuple[str, ...]) -> tuple[Score, ...]:
    levels = {slug: course[day] for slug, course in diary.courses.items() if day < len(course)}
    worst_in = {slug: diary.worst_in.get(slug, areas[0]) for slug, level in levels.items() if level >= ASKS_FOR_AREA}
    return tuple(
        _score(effect.slug, levels.get(effect.slug, 0), worst_in.get(effect.slug)) for effect in catalogue.active
    )


@cache
def _score(side_effect: str, level: int, area: str | None) -> Score:
    # A few hundred different values make up millions of scores.
    return Score(side_effect, Severity(level), area)
