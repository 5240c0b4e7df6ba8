"""A mail server on this machine that answers as a test needs it to."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from recovery.settings import MailServer, Tls
from tests.conftest import Practice

SELF_SIGNED = Path(__file__).with_name("services") / "self_signed.pem"
"""A certificate for localhost that nobody has vouched for, and its key, which opens nothing."""

ACCEPTED = "250 OK"


class Inbox:
    """What arrived, and what is answered: each text once, to the command of its name, then always OK."""

    def __init__(self, **answers: tuple[str, ...] | str) -> None:
        self.answers = {name: [said] if isinstance(said, str) else list(said) for name, said in answers.items()}
        self.arrived: list[Envelope] = []
        self.asked = 0
        self.waits_s = 0.0

    @property
    def mails(self) -> list[EmailMessage]:
        return [
            message_from_bytes(each.content.replace(b"\r\n", b"\n"), policy=policy.default) for each in self.arrived
        ]

    def texts(self) -> list[str]:
        return [mail.get_content() for mail in self.mails]

    def answer(self, name: str) -> str:
        left = self.answers.get(name, [])
        return left.pop(0) if left else ACCEPTED

    async def handle_MAIL(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        self.asked += 1
        return self.answer("mail")

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = self.answer("rcpt")
        if said == ACCEPTED:
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        said = self.answer("data")
        if said == ACCEPTED:
            self.arrived.append(envelope)
        await asyncio.sleep(self.waits_s)
        return said


@contextmanager
def serving(inbox: Inbox, *, password: str = "", starttls: bool = False) -> Iterator[MailServer]:
    """A server on this machine; the settings that lead to it."""
    tls = Tls.STARTTLS if starttls else Tls.NONE
    options = {
        "tls_context": _context() if starttls else None,
        "require_starttls": starttls,
        "auth_required": bool(password),
        "auth_require_tls": False,
        "authenticator": lambda *given: AuthResult(success=given[-1].password.decode() == password, handled=False),
    }
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        user = "recovery" if password else ""
        yield MailServer("localhost", controller.port, tls, "recovery@practice.example", user, password)
    finally:
        controller.stop()


@contextmanager
def silent() -> Iterator[MailServer]:
    """A server that takes the connection and never says a word."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        yield nobody_at(listener.getsockname()[1])


def nobody_at(port: int) -> MailServer:
    """Settings that lead to a port of this machine."""
    return MailServer("127.0.0.1", port, Tls.NONE, "recovery@practice.example")


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return int(listener.getsockname()[1])


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(SELF_SIGNED)
    return context


def watched(practice: Practice, server: MailServer | None) -> Practice:
    """The practice as one that watches reports, with this mail server."""
    settings = replace(practice.office.settings, mail=server, address="https://recovery.example.com")
    return replace(practice.watching(), office=replace(practice.office, settings=settings))
