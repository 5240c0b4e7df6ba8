"""Which patients a browser remembers beside the present one, and letting go of them."""

from datetime import datetime

from starlette.responses import Response
from starlette.types import Scope

from recovery.services.entry import carers, visiting
from recovery.services.entry.carers import MOST_OTHERS
from recovery.services.office import Office
from recovery.web.cookies import OTHERS, put_cookie, sent
from recovery.web.identity import MAX_TOKEN_LENGTH

BETWEEN = "."
"""Stands in no token: those are base64 for addresses."""


def tokens_in(cookie: str) -> list[str]:
    """The tokens in the cookie; no more, and none longer, than we ever put there."""
    return [token for token in cookie.split(BETWEEN)[:MOST_OTHERS] if 0 < len(token) <= MAX_TOKEN_LENGTH]


def forget_all(office: Office, scope: Scope, response: Response, *, now: datetime) -> Response:
    """The response, which also signs out every patient who is remembered here: the device is in other hands."""
    cookie = sent(scope, OTHERS)
    for each in carers.remembered(office, tokens_in(cookie), now=now):
        visiting.sign_out(office, each.visitor.session, now=now)
    if cookie:
        put_cookie(scope, response, OTHERS, "", max_age=0)
    return response
