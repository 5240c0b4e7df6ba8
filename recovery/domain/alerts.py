"""Alerts: what someone must look at, why, and how far that has come.

Nothing is deleted: a reason that is gone is marked so. What the reports make of alerts is
recovery/domain/reconciling.py, what people do with them recovery/domain/handling.py.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from recovery.domain.catalogue import Severity
from recovery.domain.judging import Evidence
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
    """What happened to an alert: the first five and `woken` by the reports, the rest by people."""

    OPENED = "opened"
    RAISED = "raised"
    SAID_AGAIN = "said again"
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
    """One piece of evidence of an alert, the guidance it was judged by, and whether the reports still bear it out.

    `corrected` when it does not stand because the treatment was corrected since, while the reports are as they were.
    """

    evidence: Evidence
    guidance: int
    stands: bool = True
    corrected: bool = False


@dataclass(frozen=True)
class Event:
    """One step in an alert's life; no `account_id` when the reports brought it, `to` is who took it over.

    `before` is what an undo restores, `version` the alert's after it: what only adds to an alert is no step.
    """

    at: datetime
    step: Step
    account_id: int | None = None
    how: str = ""
    note: str = ""
    to: int | None = None
    before: Holding | None = None
    version: int = 1


@dataclass(frozen=True)
class Alert:
    """What someone must look at; evidence in rising order of days, at least one; `version` counts its changes.

    `heard_at` is when the reports last said something new of it.
    """

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
    def is_untouched(self) -> bool:
        """Whether nobody has taken it in hand yet; whoever only put it off has not."""
        return self.holding.acknowledged_at is None

    @property
    def was_answered(self) -> bool:
        """Whether a report closed it before anyone took it in hand: such an alert is done with."""
        return not self.is_open and self.is_untouched

    @property
    def only_waited(self) -> bool:
        """Whether it never had another reason than that no report came."""
        return all(held.evidence.waiting for held in self.evidence)

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
