"""Which host a request names, and whether its way there and its origin can be trusted.

`streamlit run` and `App.run` leave uvicorn's `proxy_headers` on, as plain uvicorn does:
`X-Forwarded-Proto` and `X-Forwarded-For` are believed from 127.0.0.1 and ::1 alone, or from
FORWARDED_ALLOW_IPS where that is set, and end in `scope["scheme"]` and `scope["client"]`. A proxy
on this machine is thus heard, and nobody else can claim https. `X-Forwarded-Host` is never read:
the proxy has to pass `Host` on.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from recovery.domain.loopback import is_loopback

_DEFAULT_PORTS = {"http": 80, "https": 443}

_PROXY_TRACES = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host")

Origin = tuple[str, str, int]
"""Scheme, host name and port."""


def is_private_transport(scope: Scope) -> bool:
    """Return whether nobody between browser and server can read along: https, or this machine.

    Plain http through a proxy does not count as this machine, although many a proxy then writes
    its own address, 127.0.0.1, into `Host`.
    """
    if _web_scheme(scope) == "https":
        return True
    headers = Headers(scope=scope)
    proxied = any(name in headers for name in _PROXY_TRACES)
    asked_for = requested_origin(scope)
    return not proxied and asked_for is not None and is_loopback(asked_for[1])


def same_origin(scope: Scope) -> bool:
    """Return whether a request that changes something came from one of our own pages.

    `Sec-Fetch-Site` (sent over https and to localhost) and `Origin` are each refused when they name
    another place, other ports of this machine included: cookies do not tell ports apart. With
    neither header it is no browser - every current one sends `Origin` with each POST and web
    socket - so no visitor's cookie can have been borrowed, and scripts like curl are let through.
    """
    headers = Headers(scope=scope)
    if headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
        return False
    if "origin" not in headers:
        return True
    origin = _parsed(headers["origin"])
    return origin is not None and origin == requested_origin(scope)


def requested_origin(scope: Scope) -> Origin | None:
    """Return the origin that the request was sent to, or None when `Host` tells none."""
    host = Headers(scope=scope).get("host")
    return _parsed(f"{_web_scheme(scope)}://{host}") if host else None


def is_asked_at(scope: Scope, address: str) -> bool:
    """Return whether a request was sent to the host of this address."""
    return requested_origin(scope) == _parsed(address)


def _web_scheme(scope: Scope) -> str:
    """Return http or https, for web sockets too: their `Origin` is the page's."""
    scheme: str = scope["scheme"]
    return {"ws": "http", "wss": "https"}.get(scheme, scheme)


def _parsed(url: str) -> Origin | None:
    """Return the origin that a URL without path spells, or None."""
    try:
        parts = urlsplit(url)
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return None
    extras = parts.path or parts.query or parts.fragment or "@" in parts.netloc
    if extras or port is None or not parts.hostname:
        return None
    return parts.scheme, parts.hostname.rstrip("."), port
