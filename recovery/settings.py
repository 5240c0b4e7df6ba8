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

LONGEST_PROVIDER_NAME = 40
"""Characters that fit on a button of a narrow phone (ours)."""

PROMPTS = ("", "login", "select_account")
"""What a provider can be asked to do although it knows the browser (OpenID Connect Core 3.1.2.1)."""

SMALL_CELL_LIMIT = 11
"""Groups of fewer people are not told of in figures that leave (docs/domain.md section 6: 1 to 10 are shown as <11)."""

LEAST_SMALL_CELL_LIMIT = 5
"""The setting never goes below (docs/domain.md section 6)."""

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
class SingleSignOn:
    """The provider at which staff sign in, and who we are to it; the secret never shows in its repr."""

    issuer: str
    client_id: str
    name: str
    client_secret: str = field(default="", repr=False)
    trusts_email: bool = False
    prompt: str = ""


@dataclass(frozen=True)
class Settings:
    """Where things are, and how the outside world reaches us; no mail goes out without a mail server."""

    database: Path
    guide: Path
    address: str | None
    mail: MailServer | None = None
    digest_hour: int = DIGEST_HOUR
    single_sign_on: SingleSignOn | None = None
    local_sign_in: bool = True
    small_cell_limit: int = SMALL_CELL_LIMIT

    def __post_init__(self) -> None:
        if self.address is None:
            return
        if not _is_origin(self.address):
            raise InvalidSetting(
                f"RECOVERY_ADDRESS is {self.address!r}; write where patients reach the app, "
                "such as https://recovery.example.com"
            )

    @property
    def redirect_address(self) -> str:
        """Where the provider of single sign-on sends people back to: what is registered with it."""
        return f"{self.address}/auth/sso/back"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in force; every one has a default."""
    environment = os.environ if environment is None else environment
    address = environment.get("RECOVERY_ADDRESS", "").strip().rstrip("/")
    provider = _single_sign_on(environment, address)
    return Settings(
        database=_path(environment, "RECOVERY_DATABASE", ROOT / "data" / "recovery.db"),
        guide=_path(environment, "RECOVERY_GUIDE", ROOT / "data"),
        address=address or None,
        mail=_mail(environment, address),
        digest_hour=_hour(environment, "RECOVERY_DIGEST_HOUR", DIGEST_HOUR),
        single_sign_on=provider,
        local_sign_in=_local_sign_in(environment, provider),
        small_cell_limit=_small_cell_limit(environment),
    )


def is_encrypted(url: str) -> bool:
    """Whether nobody can listen in on the way to a URL: https, or http on this machine; no name or password in it."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises where it is no number
    except ValueError:
        return False
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    return bool(parts.hostname) and safe and "@" not in parts.netloc and url.isprintable() and " " not in url


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


def _single_sign_on(environment: Mapping[str, str], address: str) -> SingleSignOn | None:
    """The provider of single sign-on; what is wrong is said without the secret."""
    names = ("RECOVERY_OIDC_ISSUER", "RECOVERY_OIDC_CLIENT_ID", "RECOVERY_OIDC_NAME", "RECOVERY_OIDC_CLIENT_SECRET")
    issuer, client_id, name, secret = (environment.get(each, "").strip() for each in names)
    if not (issuer or client_id or name or secret):
        return None
    if not (issuer and client_id and name and address):
        raise InvalidSetting(
            "Single sign-on is half set up: it needs RECOVERY_OIDC_ISSUER, RECOVERY_OIDC_CLIENT_ID, "
            "RECOVERY_OIDC_NAME and RECOVERY_ADDRESS, the last one for the way back. Set all four; or, for no single "
            "sign-on, none of the first three and no RECOVERY_OIDC_CLIENT_SECRET."
        )
    if not is_encrypted(issuer) or set("?#") & set(issuer):
        raise InvalidSetting(
            f"RECOVERY_OIDC_ISSUER is {issuer!r}; write the provider's issuer as it spells it, such as "
            "https://login.example.com/realms/practice"
        )
    _require_plain(client_id=client_id, secret=secret, name=name)
    trusts = _yes(environment, "RECOVERY_OIDC_TRUST_EMAIL", default=False)
    return SingleSignOn(issuer, client_id, name, secret, trusts, _prompt(environment))


def _require_plain(*, client_id: str, secret: str, name: str) -> None:
    for setting, text in (("RECOVERY_OIDC_CLIENT_ID", client_id), ("RECOVERY_OIDC_CLIENT_SECRET", secret)):
        if not text.isascii() or not text.isprintable() or " " in text:
            raise InvalidSetting(f"{setting} holds a character that none has (it is not shown); copy it once more.")
    if not name.isprintable() or len(name) > LONGEST_PROVIDER_NAME:
        raise InvalidSetting(
            f"RECOVERY_OIDC_NAME goes on the button, so it has at most {LONGEST_PROVIDER_NAME} characters in one line; "
            "write what staff call it, such as Google"
        )


def _prompt(environment: Mapping[str, str]) -> str:
    text = environment.get("RECOVERY_OIDC_PROMPT", "").strip()
    if text not in PROMPTS:
        raise InvalidSetting(f"RECOVERY_OIDC_PROMPT is {text!r}; write login, select_account, or nothing.")
    return text


def _local_sign_in(environment: Mapping[str, str], provider: SingleSignOn | None) -> bool:
    stays_on = _yes(environment, "RECOVERY_LOCAL_SIGN_IN", default=True)
    if not stays_on and provider is None:
        raise InvalidSetting(
            "RECOVERY_LOCAL_SIGN_IN is no, and there is no single sign-on: nobody could sign in. Set "
            "RECOVERY_OIDC_ISSUER, RECOVERY_OIDC_CLIENT_ID, RECOVERY_OIDC_NAME and RECOVERY_ADDRESS, or write yes."
        )
    return stays_on


def _small_cell_limit(environment: Mapping[str, str]) -> int:
    text = environment.get("RECOVERY_SMALL_CELL_LIMIT", "").strip()
    if not text:
        return SMALL_CELL_LIMIT
    if not (text.isascii() and text.isdigit() and len(text) < 7 and int(text) >= LEAST_SMALL_CELL_LIMIT):  # noqa: PLR2004
        raise InvalidSetting(
            f"RECOVERY_SMALL_CELL_LIMIT is {text[:20]!r}; write a whole number of {LEAST_SMALL_CELL_LIMIT} or more."
        )
    return int(text)


def _yes(environment: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = environment.get(name, "").strip().lower()
    if text not in ("", "yes", "no"):
        raise InvalidSetting(f"{name} is {text!r}; write yes or no.")
    return text == "yes" if text else default


def _is_origin(address: str) -> bool:
    """Whether this is scheme and host alone: https, or http on this machine, where nothing can listen in."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    only_host = parts.netloc and not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    return bool(only_host) and safe
