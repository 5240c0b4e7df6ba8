"""Who is on duty: the clinician to whom alerts are mailed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from recovery.domain.access import Action, Visitor, require
from recovery.domain.clinic import Clinic
from recovery.domain.mail import check_address
from recovery.services.office import Office
from recovery.store import audit, duty, people
from recovery.store.database import Database
from recovery.store.duty import Addressee


class Off(StrEnum):
    """Why no alert is mailed."""

    NO_SERVER = "no mail server is set"
    DEMO = "this is a demo"
    NOT_WATCHED = "nobody looks at reports regularly"


@dataclass(frozen=True)
class Duty:
    """Who gets the alerts by mail, if anyone; and where the visitor would get them."""

    on_duty: Addressee | None
    own_email: str

    def is_of(self, visitor: Visitor) -> bool:
        """Whether the visitor is the one on duty."""
        return self.on_duty is not None and self.on_duty.account_id == visitor.subject_id


def why_off(office: Office, clinic: Clinic) -> Off | None:
    """Why no alert is mailed; None when mail is on."""
    if office.settings.mail is None:
        return Off.NO_SERVER
    if clinic.demo:
        return Off.DEMO
    return None if clinic.watched else Off.NOT_WATCHED


def duty_now(office: Office, visitor: Visitor) -> Duty | None:
    """Who is on duty; None while mail is off."""
    require(visitor, Action.HANDLE_ALERTS)
    with office.store.reading() as db:
        if why_off(office, people.clinic(db, visitor.clinic_id)) is not None:
            return None
        own = duty.addressee(db, visitor.clinic_id, visitor.subject_id)
        return Duty(duty.on_duty(db, visitor.clinic_id), own.email if own else "")


def take_duty(office: Office, visitor: Visitor, *, email: str, now: datetime) -> None:
    """Mail alerts to the visitor from now on, at this address; InvalidInput when it is none."""
    require(visitor, Action.HANDLE_ALERTS)
    address = check_address(email)
    with office.store.writing() as db:
        before, own = duty.on_duty(db, visitor.clinic_id), duty.addressee(db, visitor.clinic_id, visitor.subject_id)
        duty.set_email(db, visitor.clinic_id, visitor.subject_id, address)
        duty.put_on_duty(db, visitor.clinic_id, visitor.subject_id)
        changed = {} if own is not None and own.email == address else {"changed": ["e-mail"]}
        names = [_name(before.account_id if before else None), _name(visitor.subject_id)]
        _audit(db, visitor, "went on duty", now, {"on_duty": names, **changed})


def end_duty(office: Office, visitor: Visitor, *, now: datetime) -> None:
    """Mail alerts to the visitor no longer; nothing changes when somebody else has taken over."""
    require(visitor, Action.HANDLE_ALERTS)
    with office.store.writing() as db:
        if duty.take_off_duty(db, visitor.clinic_id, visitor.subject_id):
            _audit(db, visitor, "went off duty", now, {"on_duty": [_name(visitor.subject_id), None]})


def _name(account_id: int | None) -> str | None:
    return None if account_id is None else f"staff:{account_id}"


def _audit(db: Database, visitor: Visitor, action: str, now: datetime, details: Mapping[str, object]) -> None:
    who = audit.actor(visitor)
    audit.add(db, clinic_id=visitor.clinic_id, now=now, actor=who, action=action, subject=who.who, details=details)
