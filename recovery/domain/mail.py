"""Mail to staff: what it is about, and how an attempt to send it ends; never what it says of anyone's health."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from recovery.domain.alerts import Change, Step
from recovery.domain.identifiers import as_text, from_text
from recovery.domain.level import Level
from recovery.errors import InvalidInput

ADDRESS_LIMIT = 254
"""Characters of an address that mail can be sent to (RFC 5321 section 4.5.3.1.3, without its brackets)."""

MAILED_FROM = Level.HIGH
"""An alert of this level or above gets a mail of its own; those below wait for the digest."""

BACKOFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))
"""How long to wait after each failure that may pass; after the last one a mail has failed (ours: half a day)."""

LEASE = timedelta(minutes=15)
"""Whoever took a mail to send and has not said how that ended by then, never will: longer than any attempt takes."""

MOST_AN_HOUR = 50
"""Mails on alerts; a server refuses floods, so one digest stands for those beyond that are not urgent (ours)."""

NOT_KNOWN = "It is not known whether this was sent."

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")


class Kind(StrEnum):
    """Why a mail is written."""

    ALERT = "alert"
    DIGEST = "digest"
    TEST = "test"


class MailState(StrEnum):
    """How far a mail has come."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class End(StrEnum):
    """How one attempt ended."""

    ACCEPTED = "accepted"
    PUT_OFF = "put off"
    REFUSED = "refused"
    NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Mail:
    """A mail in the outbox; `about` is unique among those of its kind, so that each is queued once."""

    mail_id: int
    kind: Kind
    about: str
    account_id: int
    created_at: datetime
    state: MailState = MailState.WAITING
    attempts: int = 0
    settled_at: datetime | None = None
    failure: str = ""

    @property
    def level(self) -> Level | None:
        """The level of the alert that it is about, if it is about one."""
        return alert_of(self.about)[1] if self.kind is Kind.ALERT else None


@dataclass(frozen=True)
class Attempt:
    """How one attempt ended, and why; `any_mail` says that no other mail would have fared better."""

    end: End
    why: str = ""
    any_mail: bool = False


@dataclass(frozen=True)
class Outcome:
    """What becomes of a mail after an attempt: its state, and when to try again if it waits."""

    state: MailState
    failure: str = ""
    next_try_at: datetime | None = None


def outcome(attempt: Attempt, *, attempts: int, now: datetime) -> Outcome:
    """What becomes of a mail after its attempt number `attempts`, from 1."""
    if attempt.end is End.ACCEPTED:
        return Outcome(MailState.SENT)
    if attempt.end is End.NOT_KNOWN:
        return Outcome(MailState.FAILED, f"{NOT_KNOWN} {attempt.why}".strip())
    if attempt.end is End.PUT_OFF and attempts <= len(BACKOFF):
        return Outcome(MailState.WAITING, attempt.why, now + BACKOFF[attempts - 1])
    return Outcome(MailState.FAILED, attempt.why)


def calls_for_mail(change: Change) -> bool:
    """Whether an alert was just opened at, raised to, or said again at a level that gets a mail of its own."""
    return (
        bool(_steps(change) & {Step.OPENED, Step.RAISED, Step.SAID_AGAIN})
        and change.alert.is_open
        and change.alert.level >= MAILED_FROM
    )


def about_change(change: Change) -> str:
    """What the mail that a change calls for is about: an alert at a level, and each time that it is said again."""
    alert = change.alert
    about = about_alert(alert.alert_id, alert.level)
    # By version, since a day's second report or a late one may say more of a day that was mailed.
    return f"{about} {alert.version}" if Step.SAID_AGAIN in _steps(change) else about


def about_alert(alert_id: int, level: Level) -> str:
    """What a mail is about: an alert at a level."""
    return f"{as_text(alert_id)} {int(level)}"


def alert_of(about: str) -> tuple[int, Level]:
    """The alert, and its level, that a mail is about."""
    alert_id, level, *_version = about.split(" ")
    return from_text(alert_id), Level(int(level))


def _steps(change: Change) -> set[Step]:
    return {event.step for event in change.events}


def check_address(text: str) -> str:
    """One plain e-mail address; InvalidInput otherwise."""
    address = text.strip()
    if len(address) > ADDRESS_LIMIT or not _ADDRESS.fullmatch(address) or ".." in address:
        raise InvalidInput("Enter one plain e-mail address, such as bea@example.com.", field="email")
    return address
