"""Attending to alerts: a clinician takes them, reaches the patient, puts them off, closes them with a note."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from recovery.domain.access import Action, Role, Visitor, require
from recovery.domain.alerts import Alert, Change, State
from recovery.domain.clinic import Staff
from recovery.domain.handling import Move, can_be_undone, handle, undo
from recovery.domain.wording import at_time
from recovery.errors import Conflict, InvalidInput
from recovery.services.office import Office
from recovery.store import alerts, audit, people, treatments
from recovery.store.database import Database
from recovery.store.driver import is_unique_violation

_COME_UP_ANEW = "The same has come up anew since, and that alert is open: handle it instead."
_RECOVERY_CLOSED = "This recovery is closed, so its alerts stay closed. Open the recovery again first."

Seen = Mapping[int, int]
"""The version in which each alert was seen, by alert: what has changed since is not overwritten."""


@dataclass(frozen=True)
class Done:
    """What a step left behind: the alerts as they are now."""

    alerts: tuple[Alert, ...]

    @property
    def seen(self) -> dict[int, int]:
        """Their versions, for taking the step back."""
        return {alert.alert_id: alert.version for alert in self.alerts}


def attend(office: Office, visitor: Visitor, *, seen: Seen, move: Move, now: datetime) -> Done:
    """Take one step with all the alerts seen, or with none of them.

    Conflict says who changed one since it was seen; InvalidInput what the step needs; NotFound for no such alert.
    """
    require(visitor, Action.HANDLE_ALERTS)
    with office.store.writing() as db:
        _check_colleague(db, visitor, move)
        changes = []
        for alert_id, version in seen.items():
            alert = alerts.alert(db, visitor.clinic_id, alert_id, office.guide.catalogue)
            _refuse_changed(db, visitor, alert, version, now)
            changes.append(handle(alert, move, by=visitor.subject_id, seen=version, now=now))
        return keep_changes(db, office, visitor, changes, now)


def take_back(office: Office, visitor: Visitor, *, seen: Seen, now: datetime) -> Done:
    """Undo the visitor's own last step with all the alerts seen; Conflict when something came after it."""
    require(visitor, Action.HANDLE_ALERTS)
    with office.store.writing() as db:
        changes = []
        for alert_id, version in seen.items():
            alert = alerts.alert(db, visitor.clinic_id, alert_id, office.guide.catalogue)
            last = alerts.last_event(db, visitor.clinic_id, alert_id)
            changes.append(undo(alert, last, by=visitor.subject_id, seen=version, now=now))
        return keep_changes(db, office, visitor, changes, now)


def may_take_back(office: Office, visitor: Visitor, *, seen: Seen) -> bool:
    """Whether the last thing that happened to these alerts is a step of this visitor's."""
    require(visitor, Action.HANDLE_ALERTS)
    with office.store.reading() as db:
        last = [alerts.last_event(db, visitor.clinic_id, alert_id) for alert_id in seen]
    return bool(last) and all(can_be_undone(event, by=visitor.subject_id) for event in last)


def colleagues(office: Office, visitor: Visitor) -> Sequence[Staff]:
    """The clinicians whom an alert can be handed over to."""
    require(visitor, Action.HANDLE_ALERTS)
    with office.store.reading() as db:
        return [staff for staff in people.clinicians(db, visitor.clinic_id) if staff.account_id != visitor.subject_id]


def keep_changes(db: Database, office: Office, visitor: Visitor, changes: Sequence[Change], now: datetime) -> Done:
    """Store what a visitor's moves made of alerts, each with its line in the trail.

    Conflict when one would be open twice, the same having come up anew since it was closed, or open in a recovery that
    is closed.
    """
    for change in changes:
        _refuse_in_closed(db, visitor, change)
    with is_unique_violation(Conflict(_COME_UP_ANEW)):
        alerts.put(db, visitor.clinic_id, changes, office.guide.catalogue)
    for change in changes:
        _audit(db, visitor, change, now)
    return Done(tuple(change.alert for change in changes))


def _check_colleague(db: Database, visitor: Visitor, move: Move) -> None:
    if move.to is not None and move.to not in {staff.account_id for staff in people.clinicians(db, visitor.clinic_id)}:
        raise InvalidInput(f"Choose a {Role.CLINICIAN} of this clinic who can sign in.", field="to")


def _refuse_in_closed(db: Database, visitor: Visitor, change: Change) -> None:
    """Nobody follows a closed recovery: an alert opened there would never be judged as others are."""
    (event,) = change.events
    opens = event.before is not None and event.before.state is State.CLOSED and change.alert.is_open
    if opens and treatments.treatment(db, visitor.clinic_id, change.alert.treatment_id).closed_on is not None:
        raise Conflict(_RECOVERY_CLOSED)


def _refuse_changed(db: Database, visitor: Visitor, alert: Alert, seen: int, now: datetime) -> None:
    if alert.version == seen:
        return
    last = alerts.last_event(db, visitor.clinic_id, alert.alert_id)
    if last is None or last.account_id is None or last.version < alert.version:
        raise Conflict("A report has changed this since you saw it. Nothing was stored: look again, then decide.")
    if last.account_id == visitor.subject_id:
        raise Conflict("You have changed this yourself in another window. Nothing was overwritten: look again.")
    who = people.staff_names(db, visitor.clinic_id)[last.account_id]
    clinic = people.clinic(db, visitor.clinic_id)
    at = last.at.astimezone(ZoneInfo(clinic.time_zone))
    when = f"at {at:%H:%M}" if at.date() == clinic.today(now) else f"on {at_time(at)}"
    raise Conflict(f"{who} was quicker: {last.step.value} {when}. Nothing was overwritten; look again, then decide.")


def _audit(db: Database, visitor: Visitor, change: Change, now: datetime) -> None:
    # The note may speak of the patient, so the trail has the step alone; the note stays with the alert.
    (event,) = change.events
    before = event.before.state.value if event.before else ""
    to = {} if event.to is None else {"to": f"staff:{event.to}"}
    details = {"state": [before, change.alert.holding.state.value], "how": event.how, **to}
    audit.add_by(db, visitor, f"alert: {event.step.value}", f"alert:{change.alert.alert_id}", now=now, details=details)
