"""What our plain HTML pages have in common: reading a form, rendering, answering a failure."""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import anyio
from anyio import CapacityLimiter
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from recovery.domain.access import Visitor
from recovery.domain.devices import device_of
from recovery.domain.lifetimes import lifetime
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
from recovery.services import known_devices, visiting
from recovery.services.confirming import Whence
from recovery.services.office import Office
from recovery.services.refusing import note_refusal
from recovery.web.headers import FAILURE_TEXT
from recovery.web.hosts import is_private_transport, same_origin
from recovery.web.identity import COOKIE, STORE_UNREACHABLE, current_session, safe_next

FORM_BYTES = 64 * 1024
"""The longest form that is read; ours have a dozen short fields."""

MOST_FIELDS = 64

FORM_TYPE = "application/x-www-form-urlencoded"

FORMS_AT_A_TIME = 4
"""Worker threads for forms: those that wait for their turn to hash a password must not hold up other pages."""

WAITING_AT_A_TIME = 4
"""Worker threads for answers that wait for another server: when that is slow, nothing else is."""

LONGEST_NEXT = 2_000
"""Characters in the address to go to after signing in; browsers and proxies differ above this."""

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

DEVICE_COOKIE = "recovery_device"
"""Opens nothing: a browser on which a member of staff signed in before shows by it that it is that one."""

ENCRYPT_FIRST = (
    "This address is not encrypted, so nobody can sign in here. Use the address that begins with https://. "
    "If there is none yet, docs/going-live.md shows how to make one."
)

_LOG = logging.getLogger(__name__)

_form_threads = CapacityLimiter(FORMS_AT_A_TIME)
_waiting_threads = CapacityLimiter(WAITING_AT_A_TIME)
_waiting: set["Answer"] = set()


@dataclass(frozen=True)
class Visit:
    """One request to a page of ours, with what was entered and the time it came in."""

    request: Request
    entries: Mapping[str, str]
    open_office: Callable[[], Office]
    now: datetime

    @property
    def office(self) -> Office:
        """The installation, opened when first asked for."""
        return self.open_office()

    @property
    def asked(self) -> Mapping[str, str]:
        """What stands behind the question mark of the address."""
        return self.request.query_params

    @property
    def came_from(self) -> str:
        """The network address of the visitor."""
        client = self.request.client
        return client.host if client else ""

    @property
    def device(self) -> str:
        """What the visitor's browser is, in two words."""
        return device_of(self.request.headers.get("user-agent", ""))

    @property
    def whence(self) -> Whence:
        """Where the visitor is, for counting what fails there."""
        return Whence(self.came_from, self.device, self.request.cookies.get(DEVICE_COOKIE, ""))

    def visitor(self) -> Visitor | None:
        """Who is signed in with this browser; None when nobody is."""
        session = current_session(self.request.scope)
        return visiting.visitor_of(self.office, session, now=self.now) if session else None


Answer = Callable[[Visit], Response]
"""Reads a visit, calls one service, and says what the browser gets; runs in a worker thread."""


def waits(answer: Answer) -> Answer:
    """The answer, which waits for another server and so runs in threads of its own."""
    _waiting.add(answer)
    return answer


class Page:
    """The answers of one address by HTTP method; GET stands for HEAD where nothing happens by asking."""

    def __init__(
        self,
        answers: Mapping[str, Answer],
        *,
        open_office: Callable[[], Office],
        now: Callable[[], datetime],
        path: str = "",
    ) -> None:
        """`path` is the pattern of the address, which names it where the address itself may hold a token."""
        self._answers = answers
        self._open_office = open_office
        self._now = now
        self._path = path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or say in plain words why not."""
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except Exception as error:  # noqa: BLE001 - the last stop before a visitor would see a traceback
            if isinstance(error, NotAllowed | NotFound):
                await anyio.to_thread.run_sync(self._note, request, error)
            response = failure(request, error)
        await response(scope, receive, send)

    def _note(self, request: Request, error: RecoveryError) -> None:
        session = current_session(request.scope) or ""
        with suppress(RecoveryError):  # an office that cannot be opened; the refusal stands all the same
            note_refusal(self._open_office(), session, error, where=f"route:{self._path}", now=self._now())

    async def _answer(self, request: Request) -> Response:
        answer = self._answers.get(request.method)
        if answer is None:
            allowed = {"Allow": ", ".join(sorted(self._answers))}
            raise HTTPException(405, "Go back and use the page's own buttons.", headers=allowed)
        is_form = request.method == "POST"
        entries = await read_form(request) if is_form else {}
        visit = Visit(request, entries, self._open_office, self._now())
        threads = _waiting_threads if answer in _waiting else _form_threads if is_form else None
        return await anyio.to_thread.run_sync(answer, visit, limiter=threads)


async def read_form(request: Request) -> dict[str, str]:
    """What was entered in one of our own forms; HTTPException for anything else."""
    if not same_origin(request.scope):
        raise HTTPException(403, "The form was sent from another site. Open the page here and fill it in again.")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM_TYPE:
        raise HTTPException(415, "Open the page again and use its own form.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_BYTES:
            raise HTTPException(413, "Go back and shorten what you entered.")
    try:
        text = body.decode()
        return dict(
            parse_qsl(
                text, keep_blank_values=True, strict_parsing=text != "", errors="strict", max_num_fields=MOST_FIELDS
            )
        )
    except ValueError:
        raise HTTPException(400, "The form came in garbled. Open the page again and send it once more.") from None


def render(template: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **values: Any) -> Response:
    """A page from a file of templates/; every value is escaped."""
    text = _templates().get_template(template).render(**values)
    return HTMLResponse(text, status_code=status, headers=headers)


def failure(request: Request, error: Exception) -> Response:
    """What a visitor gets in place of a traceback: what is wrong, and what to do."""
    if isinstance(error, HTTPException):
        return _refusal(request, error.status_code, str(error.detail), headers=error.headers)
    if isinstance(error, RecoveryError):
        status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
        if status < SERVER_TROUBLE:
            return _refusal(request, status, str(error))
        _LOG.error("%s", error)
        return _refusal(request, status, STORE_UNREACHABLE)
    _LOG.error("A page failed.", exc_info=error)
    return _refusal(request, SERVER_TROUBLE, FAILURE_TEXT)


def require_private(visit: Visit) -> None:
    """Refuse with 403 where a cookie or a password would travel in the clear."""
    if not is_private_transport(visit.request.scope):
        raise HTTPException(403, ENCRYPT_FIRST)


def destination(wanted: str) -> str:
    """Where to go after signing in: a page of ours, never another host, and never back to signing in or out."""
    address = safe_next(wanted[:LONGEST_NEXT])
    return "/" if address.startswith(("/auth/", "/p/")) else address


def let_in(visit: Visit, token: str, visitor: Visitor, *, to: str) -> Response:
    """Give the browser its new session, end the one that it had, and go on."""
    return give_session(visit, RedirectResponse(to, status_code=303), token, visitor)


def give_session(visit: Visit, response: Response, token: str, visitor: Visitor) -> Response:
    """The response, which also gives the browser a new session in place of the one that it had.

    Staff leave a mark on their browser by which it is known when they sign in there again.
    """
    earlier = current_session(visit.request.scope)
    if earlier:
        visiting.sign_out(visit.office, earlier, now=visit.now)
    lasts = lifetime(visitor.roles, lent=visitor.lent).absolute
    put_cookie(visit, response, COOKIE, token, path="/", max_age=int(lasts.total_seconds()))
    if visitor.is_staff:
        held = known_devices.remember(visit.office, visitor, held=visit.whence.held, now=visit.now)
        known_for = int(known_devices.KNOWN_FOR.total_seconds())
        put_cookie(visit, response, DEVICE_COOKIE, held, path="/auth", max_age=known_for)
    return response


def put_cookie(visit: Visit, response: Response, name: str, value: str, *, path: str, max_age: int | None) -> None:
    """Set a cookie that no script can read and no other site can send along.

    `max_age` is in seconds; 0 removes it, and with None it goes when the browser is closed.
    """
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        path=path,
        secure=visit.request.scope["scheme"] == "https",
        httponly=True,
        samesite="lax",
    )


def _refusal(request: Request, status: int, message: str, *, headers: Mapping[str, str] | None = None) -> Response:
    if "text/html" not in request.headers.get("accept", ""):
        return PlainTextResponse(message, status_code=status, headers=headers)
    title = TITLES.get(status, "Something went wrong")
    return render("refusal.html", status=status, headers=headers, title=title, message=message)


@cache
def _templates() -> Environment:
    folder = Path(__file__).parent / "templates"
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
