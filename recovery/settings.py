"""The only reader of the environment; README tables these settings."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from recovery.errors import InvalidSetting

LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""The names of this machine, which no network carries."""

ROOT = Path(__file__).resolve().parents[1]

DIGEST_HOUR = 8
"""Of the clinic's day: when a practice opens (ours)."""

_SENDER = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


class Tls(StrEnum):
    """How the way to the mail server is encrypted."""

    NONE = "none"
    STARTTLS = "starttls"
    AT_ONCE = "at once"


_PORTS = {Tls.NONE: 25, Tls.STARTTLS: 587, Tls.AT_ONCE: 465}
"""Relay, submission, and submission over TLS (RFC 5321, 6409 and 8314)."""


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over, and from whom; the name and password never show in its repr."""

    host: str
    port: int
    tls: Tls
    sender: str
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Settings:
    """Where things are, and how the outside world reaches us; no mail goes out without a mail server."""

    database: Path
    guide: Path
    address: str | None
    mail: MailServer | None = None
    digest_hour: int = DIGEST_HOUR

    def __post_init__(self) -> None:
        if self.address is None:
            return
        if not _is_origin(self.address):
            raise InvalidSetting(
                f"RECOVERY_ADDRESS is {self.address!r}; write where patients reach the app, "
                "such as https://recovery.example.com"
            )


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in force; every one has a default."""
    environment = os.environ if environment is None else environment
    address = environment.get("RECOVERY_ADDRESS", "").strip().rstrip("/")
    return Settings(
        database=_path(environment, "RECOVERY_DATABASE", ROOT / "data" / "recovery.db"),
        guide=_path(environment, "RECOVERY_GUIDE", ROOT / "data"),
        address=address or None,
        mail=_mail(environment, address),
        digest_hour=_hour(environment, "RECOVERY_DIGEST_HOUR", DIGEST_HOUR),
    )


def _path(environment: Mapping[str, str], name: str, default: Path) -> Path:
    text = environment.get(name, "").strip()
    if "\0" in text:
        raise InvalidSetting(f"{name} holds a character that no path can have; write a path.")
    try:
        return Path(text).expanduser().absolute() if text else default
    except RuntimeError:
        raise InvalidSetting(f"{name} is {text!r}, the home of an unknown user; write a path.") from None


def _hour(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name, "").strip()
    hours = {str(hour): hour for hour in range(24)}
    if text and text not in hours:
        raise InvalidSetting(f"{name} is {text!r}; write an hour of the clinic's day from 0 to 23, such as {default}.")
    return hours.get(text, default)


def _mail(environment: Mapping[str, str], address: str) -> MailServer | None:
    server, sender = (environment.get(name, "").strip() for name in ("RECOVERY_SMTP", "RECOVERY_MAIL_FROM"))
    if not server and not sender:
        return None
    if not (server and sender and address):
        raise InvalidSetting(
            "E-mail is half set up: it needs RECOVERY_SMTP, RECOVERY_MAIL_FROM and RECOVERY_ADDRESS, the last one for "
            "links. Set all three; or, for no e-mail, neither of the first two."
        )
    if not _SENDER.fullmatch(sender):
        raise InvalidSetting(f"RECOVERY_MAIL_FROM is {sender!r}; write one plain address, such as recovery@example.com")
    return _mail_server(server, sender)


def _mail_server(url: str, sender: str) -> MailServer:
    """The server of RECOVERY_SMTP; what is wrong is said without the value, which holds a password."""
    try:
        parts = urlsplit(url)
        host, port, options = parts.hostname, parts.port, parse_qs(parts.query, strict_parsing=bool(parts.query))
    except ValueError:
        raise InvalidSetting(_NO_SMTP) from None
    tls = Tls.AT_ONCE if parts.scheme == "smtps" else Tls.STARTTLS
    if parts.scheme == "smtp" and options == {"tls": ["none"]} and host in LOOPBACK:
        tls = Tls.NONE
    elif options and not (tls is Tls.STARTTLS and options == {"tls": ["starttls"]}):
        raise InvalidSetting(_NO_SMTP)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    complete = bool(user) == bool(password) and (user + password).isascii()
    if parts.scheme not in ("smtp", "smtps") or not host or parts.path.strip("/") or parts.fragment or not complete:
        raise InvalidSetting(_NO_SMTP)
    return MailServer(host, port or _PORTS[tls], tls, sender, user, password)


_NO_SMTP = (
    "RECOVERY_SMTP cannot be used (it is not shown: it may hold a password). Write "
    "smtp://user:password@host:587?tls=starttls or smtps://user:password@host, special characters of the password as "
    "%40 and so on; ?tls=none only for a server on this machine."
)


def _is_origin(address: str) -> bool:
    """Whether this is scheme and host alone: https, or http on this machine, where nothing can listen in."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    only_host = parts.netloc and not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    return bool(only_host) and safe
