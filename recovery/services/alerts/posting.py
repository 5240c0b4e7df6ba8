"""Handing one mail over to the mail server."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import IntEnum
from urllib.parse import urlsplit

from recovery.domain.mail import Attempt, End
from recovery.settings import MailServer, Tls

TIMEOUT_S = 10
"""Seconds for each answer of the server: a healthy one takes well under one."""

WHY_LIMIT = 160
"""Characters kept of a server's own words."""

_POSITIVE, _LATER, _NEVER = range(200, 300), range(400, 500), range(500, 600)
"""What a reply's first digit says (RFC 5321 section 4.2.1)."""

_SEVEN_BIT = SMTP.clone(cte_type="7bit")
"""Every server takes it, whatever letters the clinic's name has."""


@dataclass(frozen=True)
class Letter:
    """What one mail says, and to which address; `name` makes its Message-ID, the same at each attempt."""

    name: str
    to: str
    subject: str
    text: str
    clinic: str


class _Stage(IntEnum):
    """How far an attempt came: what goes wrong means another thing at each."""

    CONNECTING = 1
    ADDRESSING = 2
    HANDING_OVER = 3


def post(server: MailServer, letter: Letter, *, address: str, now: datetime) -> Attempt:
    """Hand a letter over, and say how that ended; `address` is our own, by which we introduce ourselves."""
    body = message(server, letter, now=now).as_bytes(policy=_SEVEN_BIT)
    stage = _Stage.CONNECTING
    try:
        with _connection(server, urlsplit(address).hostname or "localhost") as smtp:
            _expect(smtp.mail(server.sender))
            stage = _Stage.ADDRESSING
            _expect(smtp.rcpt(letter.to))
            stage = _Stage.HANDING_OVER
            _expect(smtp.data(body))
    except smtplib.SMTPResponseException as reply:
        return _answered(reply, stage)
    except (OSError, smtplib.SMTPException) as failure:
        end = End.NOT_KNOWN if stage is _Stage.HANDING_OVER else End.PUT_OFF
        return Attempt(end, _trouble(failure), any_mail=True)
    return Attempt(End.ACCEPTED)


def message(server: MailServer, letter: Letter, *, now: datetime) -> EmailMessage:
    """A letter as it goes out; a header that could hold a second one is refused by the library."""
    written = EmailMessage(policy=_SEVEN_BIT)
    written["From"] = Address(display_name=letter.clinic, addr_spec=server.sender)
    written["To"] = Address(addr_spec=letter.to)
    written["Subject"] = letter.subject
    written["Date"] = format_datetime(now)
    written["Message-ID"] = f"<{letter.name}@{server.sender.rpartition('@')[2]}>"
    written["Auto-Submitted"] = "auto-generated"  # RFC 3834: absence notices stay away
    written.set_content(letter.text)
    return written


@contextmanager
def _connection(server: MailServer, own_name: str) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    smtp: smtplib.SMTP
    if server.tls is Tls.AT_ONCE:
        smtp = smtplib.SMTP_SSL(server.host, server.port, own_name, timeout=TIMEOUT_S, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, own_name, timeout=TIMEOUT_S)
    try:
        if server.tls is Tls.STARTTLS:
            smtp.starttls(context=context)
        if server.user:
            smtp.login(server.user, server.password)
        smtp.ehlo_or_helo_if_needed()
        yield smtp
        with suppress(OSError, smtplib.SMTPException):  # it has been accepted, however the farewell goes
            smtp.quit()
    finally:
        smtp.close()


def _expect(reply: tuple[int, bytes]) -> None:
    if reply[0] not in _POSITIVE:
        raise smtplib.SMTPDataError(*reply)


def _answered(reply: smtplib.SMTPResponseException, stage: _Stage) -> Attempt:
    said = reply.smtp_error.decode("utf-8", "replace") if isinstance(reply.smtp_error, bytes) else reply.smtp_error
    words = " ".join(re.sub(r"[^\x20-\x7e]", " ", str(said)).split())
    why = f"The server answered {reply.smtp_code} {words}"[:WHY_LIMIT].strip()
    if stage is _Stage.CONNECTING:  # it refuses us, not this mail: somebody may mend the settings
        return Attempt(End.PUT_OFF, why, any_mail=True)
    if reply.smtp_code in _NEVER:
        return Attempt(End.REFUSED, why)
    understood = reply.smtp_code in _LATER or stage is _Stage.ADDRESSING
    return Attempt(End.PUT_OFF if understood else End.NOT_KNOWN, why)


def _trouble(failure: Exception) -> str:
    if isinstance(failure, ssl.SSLCertVerificationError):
        return "The server's certificate is not trusted."
    if isinstance(failure, TimeoutError) or isinstance(failure.__context__, TimeoutError):
        return f"The server did not answer within {TIMEOUT_S} seconds."
    if isinstance(failure, smtplib.SMTPNotSupportedError):
        return "The server offers no encryption or no sign-in, as RECOVERY_SMTP asks for."
    if isinstance(failure, smtplib.SMTPServerDisconnected):
        return "The server closed the connection."
    return f"The server cannot be reached ({type(failure).__name__})."
