"""What managers see of the installation at work: its mail, when alerts were computed, whether the trail is whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from recovery.domain.access import Action, Visitor, require
from recovery.domain.clinic import Clinic
from recovery.domain.identifiers import as_text, new_id
from recovery.domain.mail import Kind, Mail, MailState, check_address
from recovery.errors import NotAllowed
from recovery.services.alerts.duty import Off, why_off
from recovery.services.alerts.evaluating import last_evaluated
from recovery.services.alerts.notifying import send_one
from recovery.services.audit.auditing import verify_trail
from recovery.services.office import Office
from recovery.services.paging import a_page
from recovery.services.rebuilding import Progress
from recovery.store import audit, duty, evaluations, outbox, people, trail_checks
from recovery.store.duty import Addressee
from recovery.store.outbox import Listed
from recovery.store.trail_checks import Verdict
from recovery.store.trail_key import read_or_make_key

PAGE = 20
"""Mails shown at a time."""


@dataclass(frozen=True)
class Post:
    """The mail of a clinic: whether it is on, who gets it, how much there is, and one page of it, the latest first.

    `computed_at` is when its open treatments were last judged; None before the first time. `is_judging` says whether
    there is any to judge.
    """

    clinic: Clinic
    off: Off | None
    on_duty: Addressee | None
    own_email: str
    counts: Mapping[MailState, int]
    may_have_been_sent: int
    mails: tuple[Listed, ...]
    computed_at: datetime | None
    is_judging: bool

    @property
    def total(self) -> int:
        """How many mails there are in all."""
        return sum(self.counts.values())

    @property
    def can_test(self) -> bool:
        """Whether a test mail can go out: also while nobody looks at reports."""
        return self.off not in (Off.NO_SERVER, Off.DEMO)


@dataclass(frozen=True)
class Verified:
    """What the trail's last verification said, None before the first time; and how many rows the trail has by now."""

    clinic: Clinic
    verdict: Verdict | None
    rows: int


def post_office(office: Office, visitor: Visitor, *, page: int) -> Post:
    """The clinic's mail, page `page` (from 1) of it."""
    require(visitor, Action.ADMINISTER)
    clinic_id = visitor.clinic_id
    with office.store.reading() as db:
        clinic = people.clinic(db, clinic_id)
        own = duty.addressee(db, clinic_id, visitor.subject_id)
        counts = outbox.counts(db, clinic_id)

        def read(limit: int, offset: int) -> tuple[list[Listed], int]:
            return outbox.latest(db, clinic_id, limit=limit, offset=offset), sum(counts.values())

        return Post(
            clinic=clinic,
            off=why_off(office, clinic),
            on_duty=duty.on_duty(db, clinic_id),
            own_email=own.email if own else "",
            counts=counts,
            may_have_been_sent=outbox.may_have_been_sent(db, clinic_id),
            mails=tuple(a_page(read, page=page, size=PAGE)[0]),
            computed_at=last_evaluated(db, clinic_id),
            is_judging=bool(evaluations.to_judge(db, clinic_id, everything=False)),
        )


def last_verification(office: Office, visitor: Visitor) -> Verified:
    """What the trail's last verification said, for a manager."""
    require(visitor, Action.ADMINISTER)
    key = read_or_make_key(office.store.path)
    with office.store.reading() as db:
        return Verified(people.clinic(db, visitor.clinic_id), trail_checks.latest(db, key), audit.count(db))


def verify_now(office: Office, visitor: Visitor, *, now: datetime, progress: Progress | None = None) -> Verdict:
    """Verify the trail at a manager's wish; the verdict is remembered."""
    require(visitor, Action.ADMINISTER)
    return verify_trail(office.store, now=now, progress=progress)


def send_test(office: Office, visitor: Visitor, *, email: str, now: datetime) -> Mail:
    """Send the visitor a test mail at once, and keep the address as theirs; the mail as it then stands."""
    require(visitor, Action.ADMINISTER)
    address, mail_id = check_address(email), new_id()
    with office.store.writing() as db:
        clinic = people.clinic(db, visitor.clinic_id)
        if why_off(office, clinic) in (Off.NO_SERVER, Off.DEMO):
            raise NotAllowed("E-mail is off, so no test can be sent; the page says how to switch it on.")
        to = visitor.subject_id
        before = duty.addressee(db, clinic.clinic_id, to)
        duty.set_email(db, clinic.clinic_id, to, address)
        outbox.add(db, clinic.clinic_id, Mail(mail_id, Kind.TEST, as_text(mail_id), to, now))
        details = {} if before and before.email == address else {"changed": ["e-mail"]}
        audit.add_by(db, visitor, "sent a test mail", f"staff:{to}", now=now, details=details)
    send_one(office, clinic, now=now, only=mail_id)
    with office.store.reading() as db:
        return outbox.one(db, clinic.clinic_id, mail_id)


def try_failed_again(office: Office, visitor: Visitor, *, now: datetime) -> int:
    """Let all failed mails wait anew, those on alerts for who is on duty now; how many there were."""
    require(visitor, Action.ADMINISTER)
    with office.store.writing() as db:
        on_duty = duty.on_duty(db, visitor.clinic_id)
        again = outbox.try_again(db, visitor.clinic_id, on_duty=on_duty.account_id if on_duty else None, now=now)
        subject = f"clinic:{visitor.clinic_id}"
        audit.add_by(db, visitor, "tries failed mails again", subject, now=now, details={"mails": again})
    return again
