"""The alerts of an invented treatment, as if its reports had come in live and people had handled them."""

import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from recovery.domain.alerts import Alert, Change, Event, Step
from recovery.domain.handling import Move, handle
from recovery.domain.history import History
from recovery.domain.judging import Evidence, Hit
from recovery.domain.reconciling import Judgement, Key, reconcile
from recovery.domain.simulation.watching import Watched, judgements


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
"""What people will do with an alert that has just been opened, or said again."""

Reasons = Mapping[Key, tuple[Evidence, ...]]


def nobody(_alert: Alert) -> Sequence[Planned]:
    """What becomes of an alert where nobody does anything."""
    return ()


def replay(watched: Watched, *, new_id: Callable[[], int], staff: Staff = nobody) -> list[Kept]:
    """Every alert of a treatment, as filing its reports live would have made them, with an evaluation each night."""
    lives: dict[Key, _Life] = {}
    known: Reasons = {}
    before: tuple[Sequence[Hit], Sequence[Hit]] = ((), ())
    for at, said, silence in judgements(watched):
        if (said, silence) == before:
            continue
        before, now = (said, silence), _by_key([*said, *silence])
        for key in {**known, **now}:
            if now.get(key) != known.get(key):
                life = lives.setdefault(key, _Life(watched, key, new_id, staff))
                life.judge(at, now.get(key, ()))
        known = now
    return [kept for life in lives.values() for kept in life.at_the_end()]


def _by_key(hits: Sequence[Hit]) -> Reasons:
    found: dict[Key, tuple[Evidence, ...]] = {}
    for hit in hits:
        key = (hit.rule, hit.side_effect)
        found[key] = (*found.get(key, ()), hit.evidence)
    return found


class _Life:
    """The alerts of one rule and side effect while their treatment is replayed."""

    def __init__(self, watched: Watched, key: Key, new_id: Callable[[], int], staff: Staff) -> None:
        self.watched, self.key, self.new_id, self.staff = watched, key, new_id, staff
        self.alerts: dict[int, Alert] = {}
        self.events: dict[int, list[Event]] = {}
        self.plans: list[tuple[datetime, int, int, Planned]] = []

    def judge(self, at: datetime, evidence: Sequence[Evidence]) -> None:
        """Let people do what they do until then, and reconcile the alerts with this evidence."""
        self._people_act(until=at)
        hits = [Hit(*self.key, each) for each in evidence]
        judgement = Judgement(hits, History(), self.watched.guide.number, at)
        known, treatment_id = list(self.alerts.values()), self.watched.treatment.treatment_id
        for change in reconcile(known, judgement, treatment_id=treatment_id, new_id=self.new_id):
            self._keep(change)
            if {event.step for event in change.events} & {Step.OPENED, Step.SAID_AGAIN}:
                self._plan(change.alert)

    def at_the_end(self) -> list[Kept]:
        """The alerts after all of it."""
        self._people_act(until=self.watched.now)
        return [Kept(alert, tuple(self.events[alert_id])) for alert_id, alert in self.alerts.items()]

    def _plan(self, alert: Alert) -> None:
        """Let people make up their minds about an alert that asks for someone, whatever they had in mind before."""
        self.plans = [plan for plan in self.plans if plan[1] != alert.alert_id]
        for number, planned in enumerate(self.staff(alert)):
            self.plans.append((planned.at, alert.alert_id, number, planned))
        heapq.heapify(self.plans)

    def _people_act(self, *, until: datetime) -> None:
        while self.plans and self.plans[0][0] <= until:
            at, alert_id, _, planned = heapq.heappop(self.plans)
            alert = self.alerts[alert_id]
            if alert.is_open:
                self._keep(handle(alert, planned.move, by=planned.by, seen=alert.version, now=at))

    def _keep(self, change: Change) -> None:
        self.alerts[change.alert.alert_id] = change.alert
        self.events.setdefault(change.alert.alert_id, []).extend(change.events)
