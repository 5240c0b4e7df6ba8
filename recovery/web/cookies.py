"""Our cookies: what each is called, where browsers send it, and setting it."""

from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import Scope


class Cookie(NamedTuple):
    """A cookie by its name and the path below which browsers send it."""

    name: str
    path: str

    def called(self, *, encrypted: bool) -> str:
        """Its name as browsers know it: on an encrypted way nobody but this very host can set it (ASVS 5.0 3.3.1).

        Browsers take `__Host-` with the path `/` alone (RFC 6265bis section 4.1.3), and neither prefix without https,
        which there is none of on the machine itself.
        """
        if not encrypted:
            return self.name
        return f"__Host-{self.name}" if self.path == "/" else f"__Secure-{self.name}"


SESSION = Cookie("recovery_session", "/")

OTHERS = Cookie("recovery_others", "/")
"""The tokens of the sessions of a carer's phone that are not the present one."""

STEP = Cookie("recovery_step", "/auth")
"""Holds an entry together while it takes more than one page; opens nothing by itself."""

DEVICE = Cookie("recovery_device", "/auth")
"""Says that staff have signed in on this device before."""

SET_UP = Cookie("recovery_set_up", "/auth")

LENT = Cookie("recovery_lent", "/auth")
"""Says that this browser was lent, so that its end leads to thanks and not to the staff's sign-in page."""


def sent(scope: Scope, cookie: Cookie) -> str:
    """What the browser sent in a cookie of ours; empty when it sent none."""
    name = cookie.called(encrypted=is_encrypted(scope))
    found = (cookie_parser(line).get(name, "") for line in Headers(scope=scope).getlist("cookie"))
    return next((value for value in found if value), "")


def put_cookie(scope: Scope, response: Response, cookie: Cookie, value: str, *, max_age: int | None) -> None:
    """Set a cookie that no script can read and no other site can send along.

    `max_age` is in seconds; 0 removes it, and with None it goes when the browser is closed.
    """
    encrypted = is_encrypted(scope)
    response.set_cookie(
        cookie.called(encrypted=encrypted),
        value,
        max_age=max_age,
        path=cookie.path,
        secure=encrypted,
        httponly=True,
        samesite="lax",
    )


def is_encrypted(scope: Scope) -> bool:
    """Whether the request came by https, as a proxy on this machine says (recovery/web/hosts.py)."""
    return str(scope["scheme"]) in ("https", "wss")
