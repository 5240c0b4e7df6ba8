"""Closing a recovery with the alerts that it still has, and opening it again."""

from datetime import date, datetime

from recovery.domain.access import Action, Visitor, require
from recovery.domain.alerts import Change, Step
from recovery.domain.archiving import require_enrolled
from recovery.domain.handling import Move, handle
from recovery.errors import Conflict
from recovery.services.alerts.attending import Seen, keep_changes
from recovery.services.entry.visiting import forget_left
from recovery.services.office import Office
from recovery.store import alerts, audit, people, treatments
from recovery.store.database import Database

_CLOSED_BEFORE = "Somebody has closed this recovery already. Nothing was changed, and no note of yours was kept."


def close_treatment(
    office: Office, visitor: Visitor, *, treatment_id: int, now: datetime, seen: Seen | None = None, note: str = ""
) -> None:
    """Close a treatment today: it leaves the list and takes no more reports; its patient still sees it.

    Its open alerts, which the visitor must have `seen` as they are, are closed with the note: Conflict when others
    have come, one has changed or somebody has closed it since, InvalidInput when there are any and the note is missing.
    """
    require(visitor, Action.HANDLE_ALERTS)
    with office.store.writing() as db:
        if treatments.treatment(db, visitor.clinic_id, treatment_id).closed_on is not None:
            raise Conflict(_CLOSED_BEFORE)
        changes = _closed_alerts(db, office, visitor, treatment_id, seen=seen or {}, note=note, now=now)
        keep_changes(db, office, visitor, changes, now)
        today = people.clinic(db, visitor.clinic_id).today(now)
        treatments.set_closed(db, visitor.clinic_id, treatment_id, today)
        _audit(db, visitor, "closed a treatment", treatment_id, now, closed=(None, today))


def reopen_treatment(office: Office, visitor: Visitor, *, treatment_id: int, now: datetime) -> None:
    """Open a closed treatment again: its alerts stay closed, and its reports are due from today on.

    Conflict for a patient who is archived or was erased.
    """
    require(visitor, Action.HANDLE_ALERTS)
    with office.store.writing() as db:
        before = treatments.treatment(db, visitor.clinic_id, treatment_id)
        require_enrolled(people.patient(db, visitor.clinic_id, before.patient_id))
        forget_left(db, visitor.clinic_id, before.patient_id, now=now)
        today = people.clinic(db, visitor.clinic_id).today(now)
        treatments.set_open(db, visitor.clinic_id, treatment_id, due_from=before.due_after_opening(today))
        if before.closed_on is not None:
            _audit(db, visitor, "opened a treatment again", treatment_id, now, closed=(before.closed_on, None))


def _closed_alerts(
    db: Database, office: Office, visitor: Visitor, treatment_id: int, *, seen: Seen, note: str, now: datetime
) -> list[Change]:
    known = alerts.of_treatment(db, visitor.clinic_id, treatment_id, office.guide.catalogue)
    waiting = [alert for alert in known if alert.is_open]
    if {alert.alert_id: alert.version for alert in waiting} != dict(seen):
        raise Conflict("The alerts of this recovery have changed since you saw them. Look again, then close it.")
    move = Move(Step.CLOSED, note=note)
    return [handle(alert, move, by=visitor.subject_id, seen=alert.version, now=now) for alert in waiting]


def _audit(
    db: Database,
    visitor: Visitor,
    action: str,
    treatment_id: int,
    now: datetime,
    *,
    closed: tuple[date | None, date | None],
) -> None:
    details = {"closed_on": [day.isoformat() if day else None for day in closed]}
    audit.add_by(db, visitor, action, f"treatment:{treatment_id}", now=now, details=details)
