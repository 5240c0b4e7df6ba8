"""Which patients a browser remembers beside the present one, and letting go of them."""

from datetime import datetime

from starlette.responses import Response
from starlette.types import Scope

from recovery.domain.identifiers import tokens_of
from recovery.services.entry import carers, visiting
from recovery.services.entry.carers import MOST_OTHERS
from recovery.services.office import Office
from recovery.web.cookies import OTHERS, put_cookie, sent


def tokens_in(cookie: str) -> list[str]:
    """The tokens in the cookie; no more, and none longer, than we ever put there."""
    return tokens_of(cookie, most=MOST_OTHERS)


def forget_all(office: Office, scope: Scope, response: Response, *, now: datetime) -> Response:
    """The response, which also signs out every patient who is remembered here: the device is in other hands."""
    cookie = sent(scope, OTHERS)
    for each in carers.remembered(office, tokens_in(cookie), now=now):
        visiting.sign_out(office, each.visitor.session, now=now)
    if cookie:
        put_cookie(scope, response, OTHERS, "", max_age=0)
    return response
