"""What a visitor gets when a page is refused or fails."""

import logging
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from recovery.errors import (
    Conflict,
    InvalidInput,
    NotAllowed,
    NotFound,
    RecoveryError,
    SignedOut,
    SignInRefused,
    TooManyAttempts,
)
from recovery.services.unexpected import without_words
from recovery.web.headers import FAILURE_TEXT
from recovery.web.identity import STORE_UNREACHABLE
from recovery.web.rendering import render

STATUS: Mapping[type[RecoveryError], int] = {
    InvalidInput: 400,
    SignedOut: 401,
    SignInRefused: 403,
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    TooManyAttempts: 429,
    RecoveryError: 503,
}
"""What each error is in HTTP; the rest (the database, a file of data/, a setting) is the server's own trouble."""

SERVER_TROUBLE = 500
"""From this status on, the message is for the server's log: it names files."""

TITLES = {
    400: "That cannot be right",
    401: "Please sign in",
    403: "This is not possible here",
    404: "There is nothing here",
    405: "There is nothing here",
    409: "Somebody was faster",
    413: "That is too long",
    415: "That is not one of our forms",
    429: "Please wait a little",
    503: "Not available at the moment",
}
"""Headings of the pages that say why something was refused."""

_LOG = logging.getLogger(__name__)


def refused(error: RecoveryError) -> dict[str, Any]:
    """The status and the headers of a page that says what was refused."""
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    headers = {"Retry-After": str(error.wait_s)} if isinstance(error, TooManyAttempts) else {}
    return {"status": status, "headers": headers}


def failure(request: Request, error: Exception) -> Response:
    """What a visitor gets in place of a traceback: what is wrong, and what to do."""
    if isinstance(error, HTTPException):
        return _refusal(request, error.status_code, str(error.detail), headers=error.headers)
    if isinstance(error, RecoveryError):
        how = refused(error)
        if how["status"] < SERVER_TROUBLE:
            return _refusal(request, message=str(error), **how)
        _LOG.error("%s", error)
        return _refusal(request, message=STORE_UNREACHABLE, **how)
    _LOG.error("A page failed: %s", without_words(error))
    return _refusal(request, SERVER_TROUBLE, FAILURE_TEXT)


def _refusal(request: Request, status: int, message: str, *, headers: Mapping[str, str] | None = None) -> Response:
    if "text/html" not in request.headers.get("accept", ""):
        return PlainTextResponse(message, status_code=status, headers=headers)
    title = TITLES.get(status, "Something went wrong")
    return render("refusal.html", status=status, headers=headers, title=title, message=message)
