"""What people do with an alert: take it, reach the patient, put it off, close it with a note, open it again."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from recovery.domain.alerts import Alert, Change, Event, Holding, State, Step
from recovery.domain.report import NOTE_LIMIT, clean_text
from recovery.domain.rules import Rule
from recovery.errors import Conflict, InvalidInput

LONGEST_SNOOZE = timedelta(days=14)
"""Longer than that, a recovery is nearly over: close the alert with a note instead (ours)."""


class How(StrEnum):
    """How a patient was reached."""

    PHONE = "phone"
    MESSAGE = "message"
    VISIT = "visit"


@dataclass(frozen=True)
class Move:
    """What someone does with an alert; `until` ends a snooze, `to` is the colleague it is escalated to."""

    step: Step
    note: str = ""
    how: How | None = None
    until: datetime | None = None
    to: int | None = None


_LEADS_TO = {
    Step.ACKNOWLEDGED: State.ACKNOWLEDGED,
    Step.CONTACTED: State.CONTACTED,
    Step.NO_ACTION: State.NO_ACTION,
    Step.ESCALATED: State.ESCALATED,
    Step.CLOSED: State.CLOSED,
    Step.REOPENED: State.OPEN,
}
"""The state that each step leads to; a snooze leads to none."""

_NEEDS_NOTE = {
    Step.CLOSED: "closing",
    Step.REOPENED: "opening it again",
    Step.NO_ACTION: "a warning sign that needs no action",
}

BY_PEOPLE = frozenset({*_LEADS_TO, Step.SNOOZED, Step.UNDONE})
"""The steps that people take."""


def steps_for(alert: Alert) -> tuple[Step, ...]:
    """What can be done with an alert as it stands, in the order of its life."""
    if not alert.is_open:
        return (Step.REOPENED,)
    state = alert.holding.state
    steps = [Step.ACKNOWLEDGED] if state is State.OPEN else []
    steps += [Step.CONTACTED, Step.NO_ACTION, Step.ESCALATED]
    steps += [] if alert.rule is Rule.RED_FLAG else [Step.SNOOZED]
    return (*steps, Step.CLOSED)


def handle(alert: Alert, move: Move, *, by: int, seen: int, now: datetime) -> Change:
    """The alert after a move by the account `by`, who saw its version `seen`.

    Conflict when it has changed since; InvalidInput when the move cannot be made, or what it needs is missing. Whether
    another is open for the same is for whoever stores it to say.
    """
    if alert.version != seen:
        raise Conflict("This alert has changed since you saw it. Nothing was overwritten: look again, then decide.")
    if move.step not in steps_for(alert):
        raise InvalidInput(_refusal(alert, move.step), field="step")
    note = clean_text(move.note, limit=NOTE_LIMIT, what="The note", field="note")
    _check_what_it_needs(alert, move, note, now)
    changed = replace(alert, holding=_holding(alert.holding, move, by=by, now=now), version=alert.version + 1)
    how = move.how.value if move.how else ""
    to, before = _taken_over_by(move), alert.holding
    return Change(changed, (Event(now, move.step, by, how, note, to=to, before=before, version=changed.version),))


def undo(alert: Alert, last: Event | None, *, by: int, seen: int, now: datetime) -> Change:
    """The alert before its last event, if that was a step that this person took.

    Conflict when it was not, or when that would put away what the reports have said since.
    """
    if alert.version != seen or not can_be_undone(last, by=by):
        raise Conflict("Somebody or a new report has changed this since, so your last step cannot be taken back.")
    assert last is not None and last.before is not None  # noqa: S101, PT018 - can_be_undone says so; tells mypy
    changed = replace(alert, holding=last.before, version=alert.version + 1)
    if alert.heard_at > last.at and (not changed.is_open or changed.is_snoozed(now)):
        raise Conflict("A report has said something new since, so this cannot be put away again: look at it first.")
    note, before = last.step.value, alert.holding
    return Change(changed, (Event(now, Step.UNDONE, by, note=note, before=before, version=changed.version),))


def can_be_undone(last: Event | None, *, by: int) -> bool:
    """Whether an alert's last event is a step that this person took and may take back."""
    if last is None or last.before is None or last.account_id != by:
        return False
    return last.step in BY_PEOPLE and last.step is not Step.UNDONE


def _holding(before: Holding, move: Move, *, by: int, now: datetime) -> Holding:
    if move.step is Step.SNOOZED:
        return replace(before, account_id=before.account_id or by, snoozed_until=move.until)
    if move.step is Step.REOPENED:
        return Holding(acknowledged_at=before.acknowledged_at or now)
    return Holding(
        state=_LEADS_TO[move.step],
        account_id=_taken_over_by(move) or by,
        acknowledged_at=before.acknowledged_at or now,
        closed_at=now if move.step is Step.CLOSED else None,
    )


def _taken_over_by(move: Move) -> int | None:
    return move.to if move.step is Step.ESCALATED else None


def needs_note(alert: Alert, step: Step) -> bool:
    """Whether a step says nothing without a note; nothing ends a warning sign without a word (ours)."""
    return step in (Step.CLOSED, Step.REOPENED) or (step is Step.NO_ACTION and alert.rule is Rule.RED_FLAG)


def _check_what_it_needs(alert: Alert, move: Move, note: str, now: datetime) -> None:
    if needs_note(alert, move.step) and not note:
        raise InvalidInput(f"Write a note: {_NEEDS_NOTE[move.step]} needs one, so that others know why.", field="note")
    if move.step is Step.CONTACTED and move.how is None:
        raise InvalidInput("Say how you reached the patient.", field="how")
    if move.step is Step.ESCALATED and move.to is None:
        raise InvalidInput("Choose the colleague who takes it over.", field="to")
    if move.step is Step.SNOOZED and (move.until is None or not now < move.until <= now + LONGEST_SNOOZE):
        raise InvalidInput(
            f"Choose an end for the snooze: after now, and within {LONGEST_SNOOZE.days} days.", field="until"
        )


def _refusal(alert: Alert, step: Step) -> str:
    if step is Step.SNOOZED and alert.rule is Rule.RED_FLAG:
        return "A warning sign is never put off: reach the patient, then close it with a note."
    if not alert.is_open:
        return "This alert is closed; open it again first."
    return f"An alert that is {alert.holding.state} cannot be {step}."
