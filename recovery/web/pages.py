"""What our plain HTML pages have in common: a visit, its answer, and the session that it may give."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import anyio
from anyio import CapacityLimiter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from recovery.domain.access import Visitor
from recovery.domain.devices import device_of
from recovery.domain.lifetimes import lifetime
from recovery.errors import NotAllowed, NotFound, RecoveryError, SignedOut
from recovery.services.audit.refusing import note_refusal
from recovery.services.entry import known_devices, visiting
from recovery.services.entry.confirming import Whence
from recovery.services.office import Office
from recovery.web.cookies import DEVICE, SESSION, put_cookie, sent
from recovery.web.failures import failure
from recovery.web.forms import read_form
from recovery.web.hosts import is_private_transport
from recovery.web.identity import SIGN_IN_FIRST, current_session, safe_next
from recovery.web.remembered import forget_all

FORMS_AT_A_TIME = 4
"""Worker threads for forms: those that wait for their turn to hash a password must not hold up other pages."""

WAITING_AT_A_TIME = 4
"""Worker threads for answers that wait for another server: when that is slow, nothing else is."""

LONGEST_NEXT = 2_000
"""Characters in the address to go to after signing in; browsers and proxies differ above this."""

ENCRYPT_FIRST = (
    "This address is not encrypted, so nobody can sign in here. Use the address that begins with https://. "
    "If there is none yet, docs/going-live.md shows how to make one."
)

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
        return Whence(self.came_from, self.device, sent(self.request.scope, DEVICE))

    def visitor(self) -> Visitor | None:
        """Who is signed in with this browser; None when nobody is."""
        session = current_session(self.request.scope)
        return visiting.visitor_of(self.office, session, now=self.now) if session else None

    def signed_in(self) -> Visitor:
        """Who is signed in with this browser; SignedOut when nobody is."""
        visitor = self.visitor()
        if visitor is None:
            raise SignedOut(SIGN_IN_FIRST)
        return visitor


Answer = Callable[[Visit], Response]
"""Reads a visit, calls one service, and says what the browser gets; runs in a worker thread."""


def waits(answer: Answer) -> Answer:
    """The answer, which waits for another server and so runs in threads of its own."""
    _waiting.add(answer)
    return answer


class Page:
    """The answers of one address by HTTP method; 405 for those that it has none for."""

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

    Staff leave a mark on their browser by which it is known when they sign in there again; patients whom it remembered
    are signed out, since whoever comes to it next is none of them.
    """
    earlier = current_session(visit.request.scope)
    if earlier:
        visiting.sign_out(visit.office, earlier, now=visit.now)
    lasts = lifetime(visitor.roles, lent=visitor.lent).absolute
    put_cookie(visit.request.scope, response, SESSION, token, max_age=int(lasts.total_seconds()))
    if visitor.is_staff:
        forget_all(visit.office, visit.request.scope, response, now=visit.now)
        held = known_devices.remember(visit.office, visitor, held=visit.whence.held, now=visit.now)
        known_for = int(known_devices.KNOWN_FOR.total_seconds())
        put_cookie(visit.request.scope, response, DEVICE, held, max_age=known_for)
    return response
