"""What the rules say of an invented treatment while its reports come in one by one, and in the nights between."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from recovery.domain.clinic import Treatment
from recovery.domain.course import Point
from recovery.domain.guide import Guide
from recovery.domain.history import History, history_of
from recovery.domain.judging import Hit, Today, judge_reports, judge_silence
from recovery.domain.report import Report

AFTER_MIDNIGHT = time(0, 5)
"""When the day's evaluation is done, on the clinic's clock."""


@dataclass(frozen=True)
class Watched:
    """One treatment to watch: all versions of its reports, the guide in force, the clinic's clock, and its end."""

    treatment: Treatment
    filings: Sequence[Report]
    guide: Guide
    zone: ZoneInfo
    entered_at: datetime
    now: datetime

    @cached_property
    def in_order(self) -> list[Report]:
        """The versions in the order in which they came."""
        return sorted(self.filings, key=lambda report: (report.reported_at, report.revision))

    @cached_property
    def history(self) -> History:
        """What they say in the end."""
        return _history_of_versions(self.in_order)

    @cached_property
    def last_day_to_wait(self) -> int:
        """The last day on which time can bring an alert: until the closing, and while a band or a due day ends."""
        treatment, guide = self.treatment, self.guide
        last = max(guide.last_band_day, guide.last_due_day(treatment.method)) + 2
        return last if treatment.closed_on is None else min(last, treatment.day(treatment.closed_on))

    def day(self, moment: datetime) -> int:
        """The treatment's day at a moment."""
        return self.treatment.day(moment.astimezone(self.zone).date())


class Judged(NamedTuple):
    """What holds at a moment: said by the reports, and following from those that stay away."""

    at: datetime
    said: Sequence[Hit]
    silence: Sequence[Hit]


def judgements(watched: Watched) -> Iterator[Judged]:
    """What holds after each report, and after each night in which something followed from missing ones."""
    filings = watched.in_order
    moments = [watched.entered_at, *(report.reported_at for report in filings), watched.now]
    days = [watched.day(moment) for moment in moments]
    said: list[Sequence[Hit]] = [(), *_said(watched, filings)]
    latest: list[Report | None] = [None, *accumulate(filings, _of_later_day)]
    for place, (since, until) in enumerate(pairwise(moments)):
        if place:
            yield Judged(since, said[place], _silence(watched, latest[place], on=days[place]))
        for night, silence in _nights(watched, latest[place], after=days[place], until=days[place + 1]):
            if night < until:
                yield Judged(night, said[place], silence)


def _of_later_day(one: Report, two: Report) -> Report:
    return two if two.day >= one.day else one


def _said(watched: Watched, filings: Sequence[Report]) -> Iterator[Sequence[Hit]]:
    """What the reports themselves say after each of them.

    What is said of a day rests on the days before, so as long as days come in rising order, one judgement tells what
    all earlier ones were. Only a report that comes late or replaces another needs a judgement of what was before it.
    """
    start, highest = 0, -1
    for place, report in enumerate(filings):
        if report.day <= highest and place > start:
            yield from _of_stretch(watched, filings, start, place)
            start = place
        highest = max(highest, report.day)
    yield from _of_stretch(watched, filings, start, len(filings))


def _of_stretch(watched: Watched, filings: Sequence[Report], start: int, end: int) -> Iterator[Sequence[Hit]]:
    history = watched.history if end == len(filings) else _history_of_versions(filings[:end])
    hits = sorted(judge_reports(history, guide=watched.guide, method=watched.treatment.method), key=_day_of)
    highest = max((report.day for report in filings[:start]), default=-1)
    known: Sequence[Hit] = ()
    for report in filings[start:end]:
        highest = max(highest, report.day)
        count = bisect_right(hits, highest, key=_day_of)
        known = known if count == len(known) else hits[:count]
        yield known


def _history_of_versions(filings: Sequence[Report]) -> History:
    versions: dict[int, list[Report]] = {}
    for report in filings:
        versions.setdefault(report.day, []).append(report)
    replaced = [old for each in versions.values() for old in each[:-1]]
    return history_of({day: each[-1] for day, each in versions.items()}, replaced)


def _day_of(hit: Hit) -> int:
    return hit.evidence.day


def _nights(
    watched: Watched, latest: Report | None, *, after: int, until: int
) -> Iterator[tuple[datetime, Sequence[Hit]]]:
    """The nights between two days in which missing reports became too many, and what followed from them.

    What follows from a day without a report is there in the night after it and stays, so the last night knows of all.
    """
    last = min(until, watched.last_day_to_wait)
    if last <= after:
        return
    silence = _silence(watched, latest, on=last)
    for day in sorted({max(after, hit.evidence.day) + 1 for hit in silence}):
        night = datetime.combine(watched.treatment.procedure + timedelta(days=day), AFTER_MIDNIGHT, watched.zone)
        yield night.astimezone(UTC), [hit for hit in silence if hit.evidence.day < day]


def _silence(watched: Watched, latest: Report | None, *, on: int) -> Sequence[Hit]:
    """What follows on a day from the reports that did not come, after the one of the latest day."""
    if on <= (latest.day + 1 if latest else 0):
        return ()
    treatment, guide = watched.treatment, watched.guide
    due = treatment.due(today=treatment.procedure + timedelta(days=on), last_due=guide.last_due_day(treatment.method))
    scores = latest.scores if latest else ()
    points = {score.side_effect: [Point(latest.day, score.severity)] for score in scores if latest}
    history = History(points=points, days=[latest.day] if latest else [])
    return judge_silence(history, guide=guide, method=treatment.method, today=Today(on, due))
