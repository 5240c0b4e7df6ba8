"""Telling whoever is on duty by mail: queued with the alert that calls for it, sent later, each at most once."""

import logging
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from recovery.domain.alerts import Change
from recovery.domain.clinic import Clinic
from recovery.domain.identifiers import as_text, new_id
from recovery.domain.level import Level
from recovery.domain.mail import (
    LEASE,
    MAILED_FROM,
    MOST_AN_HOUR,
    Attempt,
    End,
    Kind,
    Mail,
    about_change,
    alert_of,
    calls_for_mail,
    outcome,
)
from recovery.domain.wording import mail as wording
from recovery.services.alerts.duty import why_off
from recovery.services.alerts.posting import Letter, post
from recovery.services.office import Office
from recovery.store import duty, outbox, people
from recovery.store.database import Database
from recovery.store.duty import Addressee

AT_MOST = 100
"""Mails sent in one go: the rest waits for the next."""

HOUR = timedelta(hours=1)

_NOBODY = Attempt(End.REFUSED, "The account has no address or is disabled.")

_LOG = logging.getLogger("recovery")


def queue(db: Database, office: Office, clinic: Clinic, changes: Iterable[Change], *, now: datetime) -> None:
    """Queue a mail for each alert just opened, raised or said again at high or urgent, in the alerts' own transaction.

    Nothing while mail is off or nobody is on duty. Beyond a flood's limit one digest an hour stands for the
    rest, but never for an urgent one.
    """
    if why_off(office, clinic) is not None:
        return
    calling = sorted(filter(calls_for_mail, changes), key=lambda change: -change.alert.level)
    on_duty = duty.on_duty(db, clinic.clinic_id) if calling else None
    if on_duty is None:
        return
    urgent = sum(change.alert.level is Level.URGENT for change in calling)
    room = max(urgent, MOST_AN_HOUR - outbox.queued_since(db, clinic.clinic_id, Kind.ALERT, now - HOUR))
    for change in calling[:room]:
        about = about_change(change)
        outbox.add(db, clinic.clinic_id, Mail(new_id(), Kind.ALERT, about, on_duty.account_id, now))
    if calling[room:]:
        about = f"{_local(clinic, now):%Y-%m-%d %H}"
        outbox.add(db, clinic.clinic_id, Mail(new_id(), Kind.DIGEST, about, on_duty.account_id, now))


def send_waiting(office: Office, *, now: datetime) -> None:
    """Queue the digests that are due, and send what waits, the oldest first; safe with several processes at once."""
    if office.settings.mail is None:
        return
    with office.store.reading() as db:
        clinics = [people.clinic(db, clinic_id) for clinic_id in duty.clinics(db)]
    started = time.monotonic()
    for clinic in clinics:
        queue_digest(office, clinic, now=now)
        for _ in range(AT_MOST):
            attempt = send_one(office, clinic, now=now + timedelta(seconds=time.monotonic() - started))
            if attempt is None:
                break
            if attempt.any_mail:
                return


def queue_digest(office: Office, clinic: Clinic, *, now: datetime) -> None:
    """Queue today's digest once its hour has come, if alerts without a mail of their own had waited until then.

    Those are the ones of a low level, and those that came up while nobody was on duty.
    """
    if why_off(office, clinic) is not None:
        return
    at = _local(clinic, now).replace(hour=office.settings.digest_hour, minute=0, second=0, microsecond=0)
    about = f"{at:%Y-%m-%d}"
    with office.store.reading() as db:
        if now < at or outbox.is_queued(db, clinic.clinic_id, Kind.DIGEST, about) or not _waited(db, clinic, at):
            return
    with office.store.writing() as db:
        on_duty = duty.on_duty(db, clinic.clinic_id)
        if on_duty is not None:
            outbox.add(db, clinic.clinic_id, Mail(new_id(), Kind.DIGEST, about, on_duty.account_id, now))


def send_one(office: Office, clinic: Clinic, *, now: datetime, only: int | None = None) -> Attempt | None:
    """Send the mail that has waited longest, or `only` that one; None when none is due."""
    mail = _claim(office, clinic, only=only, now=now)
    if mail is None:
        return None
    attempt = _attempt(office, clinic, mail, now=now)
    became = outcome(attempt, attempts=mail.attempts, now=now)
    with office.store.writing() as db:
        outbox.settle(db, clinic.clinic_id, mail, became, now=now)
    if attempt.end is not End.ACCEPTED:
        _LOG.warning("Mail %s: %s; it is %s.", as_text(mail.mail_id), attempt.end, became.state)
    return attempt


def _claim(office: Office, clinic: Clinic, *, only: int | None, now: datetime) -> Mail | None:
    with office.store.reading() as db:
        if not outbox.is_due(db, clinic.clinic_id, now=now):
            return None
    with office.store.writing() as db:
        outbox.give_up_lapsed(db, clinic.clinic_id, now=now)
        to = duty.on_duty(db, clinic.clinic_id)
        on_duty = to.account_id if to else None
        return outbox.claim(db, clinic.clinic_id, now=now, until=now + LEASE, on_duty=on_duty, only=only)


def _attempt(office: Office, clinic: Clinic, mail: Mail, *, now: datetime) -> Attempt:
    with office.store.reading() as db:
        to = duty.addressee(db, clinic.clinic_id, mail.account_id)
        if to is None or not to.email:
            return _NOBODY
        letter = _letter(db, office, clinic, mail, to=to, now=now)
    assert office.settings.mail is not None  # noqa: S101 - send_waiting looked; tells mypy
    return post(office.settings.mail, letter, address=office.settings.address or "", now=now)


def _letter(db: Database, office: Office, clinic: Clinic, mail: Mail, *, to: Addressee, now: datetime) -> Letter:
    home, name = office.settings.address, as_text(mail.mail_id)
    if mail.kind is Kind.ALERT:
        alert_id, level = alert_of(mail.about)
        treatment_id = outbox.treatment_of_alert(db, clinic.clinic_id, alert_id)
        link = f"{home}/patient?treatment={as_text(treatment_id)}" if treatment_id else f"{home}/worklist"
        text = wording.alert_body(level, clinic=clinic.name, link=link)
        return Letter(name, to.email, wording.alert_subject(level), text, clinic.name)
    if mail.kind is Kind.DIGEST:
        waiting = outbox.waiting_alerts(db, clinic.clinic_id, at=now)
        text = wording.digest_body(waiting, clinic=clinic.name, link=f"{home}/worklist")
        return Letter(name, to.email, wording.DIGEST_SUBJECT, text, clinic.name)
    text = wording.body_of_test(clinic=clinic.name, link=f"{home}/")
    return Letter(name, to.email, wording.TEST_SUBJECT, text, clinic.name)


def _waited(db: Database, clinic: Clinic, at: datetime) -> bool:
    waiting = outbox.waiting_alerts(db, clinic.clinic_id, at=at)
    return any(level < MAILED_FROM for level in waiting) or outbox.misses_a_mail(db, clinic.clinic_id, at=at)


def _local(clinic: Clinic, now: datetime) -> datetime:
    return now.astimezone(ZoneInfo(clinic.time_zone))
