"""Alerts: what someone must look at, and how the reports open, extend and answer them.

At most one is open per treatment, rule and side effect (docs/domain.md section 5). Nothing is deleted: a reason that is
gone is marked so.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from recovery.domain.catalogue import Severity
from recovery.domain.history import History
from recovery.domain.judging import Evidence, Hit
from recovery.domain.level import Level
from recovery.domain.rules import Rule


class State(StrEnum):
    """How far an alert has come."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CONTACTED = "contacted"
    NO_ACTION = "no action needed"
    ESCALATED = "escalated"
    CLOSED = "closed"


class Step(StrEnum):
    """What happened to an alert: the first four and `woken` by the reports, the rest by people."""

    OPENED = "opened"
    RAISED = "raised"
    TAKEN_BACK = "reason taken away"
    ANSWERED = "answered by a report"
    ACKNOWLEDGED = "acknowledged"
    CONTACTED = "contacted"
    NO_ACTION = "no action needed"
    ESCALATED = "escalated"
    SNOOZED = "snoozed"
    WOKEN = "woken"
    CLOSED = "closed"
    REOPENED = "reopened"
    UNDONE = "undone"


@dataclass(frozen=True)
class Holding:
    """Where an alert stands: its state, who has it, until when it is put off, and when it was taken and closed."""

    state: State = State.OPEN
    account_id: int | None = None
    snoozed_until: datetime | None = None
    acknowledged_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Held:
    """One piece of evidence of an alert, the guidance it was judged by, and whether the reports still bear it out."""

    evidence: Evidence
    guidance: int
    stands: bool = True


@dataclass(frozen=True)
class Event:
    """One step in an alert's life; no `account_id` when the reports brought it. `before` is what an undo restores."""

    at: datetime
    step: Step
    account_id: int | None = None
    how: str = ""
    note: str = ""
    before: Holding | None = None


@dataclass(frozen=True)
class Alert:
    """What someone must look at; evidence in rising order of days, at least one; `version` counts its changes."""

    alert_id: int
    treatment_id: int
    rule: Rule
    side_effect: str | None
    evidence: tuple[Held, ...]
    opened_at: datetime
    heard_at: datetime
    holding: Holding = Holding()
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether it has not been closed."""
        return self.holding.state is not State.CLOSED

    @property
    def stands(self) -> bool:
        """Whether the reports still bear any of it out."""
        return any(held.stands for held in self.evidence)

    @property
    def in_force(self) -> tuple[Evidence, ...]:
        """The evidence that still stands, or all of it when none does."""
        standing = tuple(held.evidence for held in self.evidence if held.stands)
        return standing or tuple(held.evidence for held in self.evidence)

    @property
    def latest(self) -> Evidence:
        """The evidence of the latest day that still stands."""
        return self.in_force[-1]

    @property
    def level(self) -> Level:
        """The highest level of what still stands."""
        return max(evidence.level for evidence in self.in_force)

    @property
    def severity(self) -> Severity:
        """The highest severity of what still stands."""
        return max(evidence.severity for evidence in self.in_force)

    @property
    def guidance_version(self) -> int:
        """The guidance that it was first judged by."""
        return self.evidence[0].guidance

    def is_snoozed(self, now: datetime) -> bool:
        """Whether it is put off at this moment."""
        until = self.holding.snoozed_until
        return self.is_open and until is not None and now < until


@dataclass(frozen=True)
class Change:
    """An alert as it is to be stored, and what happened to it; no event for evidence that only adds to it."""

    alert: Alert
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Judgement:
    """The rules' answer for one treatment: every hit of its history as it is now, by which guidance, and when.

    `opens` says of evidence whether it may open or extend an alert: what a new guidance finds in days before it came
    into force opens none, since nobody could have acted by it then.
    """

    hits: Sequence[Hit]
    history: History
    guidance: int
    now: datetime
    opens: Callable[[Evidence], bool] = lambda _evidence: True


Key = tuple[Rule, str | None]


def reconcile(
    alerts: Sequence[Alert], judgement: Judgement, *, treatment_id: int, new_id: Callable[[], int]
) -> tuple[Change, ...]:
    """What a judgement changes among a treatment's alerts, open and closed, in the order in which they were opened."""
    hits: dict[Key, list[Evidence]] = {}
    for hit in judgement.hits:
        hits.setdefault((hit.rule, hit.side_effect), []).append(hit.evidence)
    known: dict[Key, list[Alert]] = {}
    for alert in alerts:
        known.setdefault((alert.rule, alert.side_effect), []).append(alert)
    changes: list[Change] = []
    for key in {**known, **hits}:
        desk = _Desk(key, known.get(key, []), judgement, treatment_id, new_id)
        changes += desk.settle(sorted(hits.get(key, []), key=lambda evidence: evidence.day))
    return tuple(changes)


class _Desk:
    """The alerts of one rule and side effect while they are being reconciled with the hits."""

    def __init__(
        self, key: Key, alerts: Iterable[Alert], judgement: Judgement, treatment_id: int, new_id: Callable[[], int]
    ) -> None:
        self.key, self.judgement, self.treatment_id, self.new_id = key, judgement, treatment_id, new_id
        self.alerts = list(alerts)
        self.before = {alert.alert_id: alert for alert in self.alerts}
        self.events: dict[int, list[Event]] = {}

    def settle(self, hits: Sequence[Evidence]) -> list[Change]:
        """The changes, each alert at most once."""
        by_day = {evidence.day: evidence for evidence in hits}
        for place, alert in enumerate(self.alerts):
            self.alerts[place] = self._look_again(alert, by_day)
        held = {each.evidence.day for alert in self.alerts for each in alert.evidence}
        for evidence in hits:
            if evidence.day not in held and self.judgement.opens(evidence):
                self._add(evidence)
        for place, alert in enumerate(self.alerts):
            self.alerts[place] = self._answer(alert)
        return [
            Change(replace(alert, version=alert.version + (alert.alert_id in self.before)), self._events_of(alert))
            for alert in self.alerts
            if alert != self.before.get(alert.alert_id)
        ]

    def _look_again(self, alert: Alert, hits: Mapping[int, Evidence]) -> Alert:
        again = tuple(self._held_now(each, hits.get(each.evidence.day)) for each in alert.evidence)
        if again == alert.evidence:
            return alert
        worse = max(held.evidence.level for held in again) > max(held.evidence.level for held in alert.evidence)
        heard_at = self.judgement.now if worse else alert.heard_at
        now = self._wake_if_raised(alert, replace(alert, evidence=again, heard_at=heard_at))
        if alert.is_open and alert.stands and not now.stands and not _only_waited(alert):
            self._note(now, Step.TAKEN_BACK)
        return now

    def _held_now(self, held: Held, hit: Evidence | None) -> Held:
        if hit is not None:
            same = hit == held.evidence
            return replace(held, stands=True) if same else Held(hit, self.judgement.guidance)
        current = held.guidance == self.judgement.guidance
        return replace(held, stands=not current and _is_borne_out(held.evidence, self.judgement.history, self.key[1]))

    def _add(self, evidence: Evidence) -> None:
        held = Held(evidence, self.judgement.guidance)
        place = next((place for place, alert in enumerate(self.alerts) if alert.is_open), None)
        if place is None and self.alerts and self._is_handled(self.alerts[-1], evidence):
            place = len(self.alerts) - 1
        if place is None:
            self._open(held)
            return
        alert = self.alerts[place]
        more = sorted([*alert.evidence, held], key=lambda each: each.evidence.day)
        now = replace(alert, evidence=tuple(more), heard_at=self.judgement.now)
        self.alerts[place] = self._wake_if_raised(alert, now) if alert.is_open else now

    def _open(self, held: Held) -> None:
        now = self.judgement.now
        rule, side_effect = self.key
        alert = Alert(self.new_id(), self.treatment_id, rule, side_effect, (held,), opened_at=now, heard_at=now)
        self.alerts.append(alert)
        self._note(alert, Step.OPENED)

    def _is_handled(self, closed: Alert, evidence: Evidence) -> bool:
        """Whether a closed alert spoke of the same run of reports, and the new one is no worse."""
        if self.key[0].counts_anew:
            return False
        same_run = any(evidence.since <= each.evidence.day for each in closed.evidence)
        return same_run and evidence.level <= closed.level and evidence.severity <= closed.severity

    def _wake_if_raised(self, before: Alert, now: Alert) -> Alert:
        raised = now.level > before.level
        heard_anew = self.key[0].counts_anew and len(now.evidence) > len(before.evidence)
        if raised and before.is_open:
            self._note(now, Step.RAISED)
        if not (raised or heard_anew) or now.holding.snoozed_until is None:
            return now
        self._note(now, Step.WOKEN)
        return replace(now, holding=replace(now.holding, snoozed_until=None))

    def _answer(self, alert: Alert) -> Alert:
        """Close what asked only why no report came, once one came and while nobody has taken it in hand."""
        if alert.stands or not _only_waited(alert) or alert.holding.state is not State.OPEN:
            return alert
        self._note(alert, Step.ANSWERED)
        holding = replace(alert.holding, state=State.CLOSED, closed_at=self.judgement.now, snoozed_until=None)
        return replace(alert, holding=holding)

    def _note(self, alert: Alert, step: Step) -> None:
        event = Event(self.judgement.now, step, before=alert.holding)
        self.events.setdefault(alert.alert_id, []).append(event)

    def _events_of(self, alert: Alert) -> tuple[Event, ...]:
        return tuple(self.events.get(alert.alert_id, ()))


def _only_waited(alert: Alert) -> bool:
    return all(held.evidence.waiting for held in alert.evidence)


def _is_borne_out(evidence: Evidence, history: History, side_effect: str | None) -> bool:
    """Whether the reports still say what the evidence names, whatever a newer guidance makes of it."""
    if evidence.waiting:
        return history.last_day is None or history.last_day < evidence.day
    if side_effect is None:
        return evidence.day in history.red_flags or evidence.day in history.calls
    points = history.points.get(side_effect, ())
    named = {(evidence.day, evidence.severity), *([tuple(evidence.before)] if evidence.before else [])}
    return named <= {tuple(point) for point in points}
