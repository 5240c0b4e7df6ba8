"""The alerts of an invented treatment, as if its reports had come in one by one with somebody watching."""

import heapq
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from recovery.domain.alerts import Alert, Change, Event, Step
from recovery.domain.clinic import Treatment
from recovery.domain.course import Point
from recovery.domain.guide import Guide
from recovery.domain.handling import Move, handle
from recovery.domain.history import History, history_of
from recovery.domain.judging import Evidence, Hit, Today, judge_reports, judge_silence
from recovery.domain.reconciling import Judgement, Key, reconcile
from recovery.domain.report import Report, due_days

AFTER_MIDNIGHT = time(0, 5)
"""When the day's evaluation is done, on the clinic's clock."""


@dataclass(frozen=True)
class Kept:
    """An alert as it ended up, with all that happened to it."""

    alert: Alert
    events: tuple[Event, ...]


class Planned(NamedTuple):
    """What somebody will do with an alert, unless it is closed by then."""

    at: datetime
    move: Move
    by: int


Staff = Callable[[Alert], Sequence[Planned]]
"""What people will do with an alert that has just been opened."""


def nobody(_alert: Alert) -> Sequence[Planned]:
    """What becomes of an alert where nobody does anything."""
    return ()


@dataclass(frozen=True)
class Stay:
    """One treatment to replay: all versions of its reports, the guide in force, the clinic's clock, and its end."""

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


class _Judged(NamedTuple):
    """The evidence for each rule and side effect at a moment."""

    at: datetime
    evidence: Mapping[Key, tuple[Evidence, ...]]


def replay(stay: Stay, *, new_id: Callable[[], int], staff: Staff = nobody) -> list[Kept]:
    """Every alert of a treatment, as filing its reports live would have made them, with an evaluation each day."""
    lives: dict[Key, list[tuple[datetime, tuple[Evidence, ...]]]] = {}
    before: Mapping[Key, tuple[Evidence, ...]] = {}
    for at, now in _judgements(stay):
        for key in {**before, **now}:
            if now.get(key) != before.get(key):
                lives.setdefault(key, []).append((at, now.get(key, ())))
        before = now
    return [kept for key, life in lives.items() for kept in _Life(stay, key, new_id, staff).through(life)]


def _judgements(stay: Stay) -> Iterator[_Judged]:
    """The evidence after each report, and after each night in which some followed from missing ones."""
    latest: Report | None = None
    before: tuple[Sequence[Hit], bool] = ((), False)
    filings = stay.in_order
    settled: list[Sequence[Hit]] = [(), *_settled(stay, filings)]
    moments = [stay.entered_at, *(report.reported_at for report in filings), stay.now]
    days = [stay.day(moment) for moment in moments]
    for place, (since, until) in enumerate(pairwise(moments)):
        if place:
            report = filings[place - 1]
            latest = report if latest is None or report.day >= latest.day else latest
            waiting = _waiting(stay, latest, on=days[place])
            if waiting or before != (settled[place], False):
                yield _Judged(since, _by_key([*settled[place], *waiting]))
            before = (settled[place], bool(waiting))
        heard_of = latest.day if latest else -1
        first = max(days[place] + 1, heard_of + 2)
        last = min(days[place + 1], stay.last_day_to_wait)
        if first <= last:
            for night, waiting in _nights(stay, latest, first=first, last=last):
                if night < until:
                    before = (settled[place], True)
                    yield _Judged(night, _by_key([*settled[place], *waiting]))


def _settled(stay: Stay, filings: Sequence[Report]) -> list[Sequence[Hit]]:
    """What the reports themselves say after each of them.

    What is said of a day rests on the days before, so as long as days come in rising order, one judgement tells what
    all earlier ones were. Only a report that comes late or replaces another needs a judgement of what was before it.
    """
    found: list[Sequence[Hit]] = []
    start, highest = 0, -1
    for place in range(len(filings) + 1):
        if place == len(filings) or (filings[place].day <= highest and place > start):
            found += _of_stretch(stay, filings, start, place)
            start = place
        if place < len(filings):
            highest = max(highest, filings[place].day)
    return found


def _of_stretch(stay: Stay, filings: Sequence[Report], start: int, end: int) -> Iterator[Sequence[Hit]]:
    history = stay.history if end == len(filings) else _history_of_versions(filings[:end])
    hits = judge_reports(history, guide=stay.guide, method=stay.treatment.method)
    hits.sort(key=_day_of)
    highest = max((report.day for report in filings[:start]), default=-1)
    known: Sequence[Hit] = ()
    for report in filings[start:end]:
        highest = max(highest, report.day)
        known_by = bisect_right(hits, highest, key=_day_of)
        known = known if known_by == len(known) else hits[:known_by]
        yield known


def _history_of_versions(filings: Sequence[Report]) -> History:
    versions: dict[int, list[Report]] = {}
    for report in filings:
        versions.setdefault(report.day, []).append(report)
    replaced = [old for each in versions.values() for old in each[:-1]]
    return history_of({day: each[-1] for day, each in versions.items()}, replaced)


def _day_of(hit: Hit) -> int:
    return hit.evidence.day


def _waiting(stay: Stay, latest: Report | None, *, on: int) -> list[Hit]:
    """What follows on a day from the reports that did not come, after the one of the latest day."""
    if latest is not None and latest.day >= on - 1:
        return []
    treatment, guide = stay.treatment, stay.guide
    due = due_days(
        procedure=treatment.procedure,
        closed_on=treatment.closed_on,
        today=treatment.procedure + timedelta(days=on),
        last_due=guide.last_due_day(treatment.method),
        entered_on=treatment.entered_on,
    )
    scores = latest.scores if latest else ()
    points = {score.side_effect: [Point(latest.day, score.severity)] for score in scores if latest}
    history = History(points=points, days=[latest.day] if latest else [])
    return judge_silence(history, guide=guide, method=treatment.method, today=Today(on, due))


def _nights(stay: Stay, latest: Report | None, *, first: int, last: int) -> Iterator[tuple[datetime, list[Hit]]]:
    """The nights before which days missing reports became too many, and what followed from them.

    What follows from a day without a report is there in the night after it and stays, so the last night knows of all.
    """
    waiting = _waiting(stay, latest, on=last)
    for day in sorted({max(first, hit.evidence.day + 1) for hit in waiting}):
        night = datetime.combine(stay.treatment.procedure + timedelta(days=day), AFTER_MIDNIGHT, stay.zone)
        yield night.astimezone(UTC), [hit for hit in waiting if hit.evidence.day < day]


def _by_key(hits: Sequence[Hit]) -> Mapping[Key, tuple[Evidence, ...]]:
    found: dict[Key, tuple[Evidence, ...]] = {}
    for hit in hits:
        key = (hit.rule, hit.side_effect)
        found[key] = (*found.get(key, ()), hit.evidence)
    return found


class _Life:
    """The alerts of one rule and side effect while their treatment is replayed."""

    def __init__(self, stay: Stay, key: Key, new_id: Callable[[], int], staff: Staff) -> None:
        self.stay, self.key, self.new_id, self.staff = stay, key, new_id, staff
        self.alerts: dict[int, Alert] = {}
        self.events: dict[int, list[Event]] = {}
        self.plans: list[tuple[datetime, int, int, Planned]] = []

    def through(self, judged: Sequence[tuple[datetime, tuple[Evidence, ...]]]) -> list[Kept]:
        """The alerts at the end of it all."""
        for at, evidence in judged:
            self._people_act(until=at)
            self._judge(at, evidence)
        self._people_act(until=self.stay.now)
        return [Kept(alert, tuple(self.events[alert_id])) for alert_id, alert in self.alerts.items()]

    def _judge(self, at: datetime, evidence: Sequence[Evidence]) -> None:
        hits = [Hit(*self.key, each) for each in evidence]
        judgement = Judgement(hits, History(), self.stay.guide.number, at)
        known, treatment_id = list(self.alerts.values()), self.stay.treatment.treatment_id
        for change in reconcile(known, judgement, treatment_id=treatment_id, new_id=self.new_id):
            self._keep(change)
            if any(event.step is Step.OPENED for event in change.events):
                for number, planned in enumerate(self.staff(change.alert)):
                    heapq.heappush(self.plans, (planned.at, change.alert.alert_id, number, planned))

    def _people_act(self, *, until: datetime) -> None:
        while self.plans and self.plans[0][0] <= until:
            at, alert_id, _, planned = heapq.heappop(self.plans)
            alert = self.alerts[alert_id]
            if alert.is_open:
                self._keep(handle(alert, planned.move, by=planned.by, seen=alert.version, now=at))

    def _keep(self, change: Change) -> None:
        self.alerts[change.alert.alert_id] = change.alert
        self.events.setdefault(change.alert.alert_id, []).extend(change.events)
