"""Who is asking: the session cookie is looked up once a request, before anything else sees it."""

from collections.abc import Callable
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from recovery.domain.identifiers import LONGEST_TOKEN
from recovery.errors import StoreError
from recovery.services.entry.passwords import fingerprint
from recovery.web import cookies
from recovery.web.front_page import SCRIPTS
from recovery.web.hosts import same_origin

IDENTITY_HEADER = b"x-recovery-session"
"""Streamlit puts it into `st.user.session`: trustedUserHeaders in .streamlit/config.toml."""

# A web socket may name the session id of an earlier one to continue it. Streamlit does so only when
# both have an equal `st.user` (WebsocketSessionManager.connect_session asks
# AppSession.matches_user_info) and starts a fresh session otherwise. An empty `st.user` equals any
# other empty one, so whoever knew an id could take that session over. Signed-in visitors therefore
# differ by the hash of their token, and signed-out ones share a word that no such session has.
SIGNED_OUT = "signed-out"

LOGIN_PATH = "/auth/login"

SESSION_KEY = "recovery.session"

_OWN_PREFIX = b"x-recovery-"

_STREAM = "/_stcore/stream"

# Signed-out tabs need health, host-config and the web socket, else they show "Connection error" for
# ever instead of being led to the sign-in page by the guard.
_WITHOUT_SESSION = (
    "/healthz",
    "/favicon.png",
    "/favicon.ico",
    *(f"/{script.name}" for script in SCRIPTS),
)
_WITHOUT_SESSION_BELOW = ("/static/",)
# On /report the page first asks for /report/_stcore/health; only Streamlit's own 404 sends it on to
# the right address.
_WITHOUT_SESSION_ENDING = ("/_stcore/health", "/_stcore/host-config")
_OPEN_BELOW = ("/auth/", "/p/")

# What Streamlit answers and no screen of ours needs: its own sign-in is not ours, its figures are for whoever runs the
# server (they have /healthz and the host's).
_SHUT = ("/_stcore/metrics", "/_stcore/agent", "/oauth2callback")

# Files sent up stay in memory while the tab that asked for them is open: only whoever may bring files in sends any.
_UPLOADS = "/_stcore/upload_file/"

_NEVER_A_PAGE = ("/_stcore/", "/component/", "/download/", "/media/")

SIGN_IN_FIRST = "Your session has ended. Open the sign-in page and sign in again."
LEADS_NOWHERE = "This address leads nowhere."
STORE_UNREACHABLE = "The records cannot be reached at the moment. Please try again in a minute."


class IdentityMiddleware:
    """Lets signed-in visitors through with their identity, and leads others to the sign-in page.

    `is_signed_in` is asked in a worker thread, with the SHA-256 (hex) of the cookie's token; so is `may_upload`, for
    whom the address exists that files are sent to.
    """

    def __init__(
        self, app: ASGIApp, *, is_signed_in: Callable[[str], bool], may_upload: Callable[[str], bool] = lambda _: False
    ) -> None:
        self._app = app
        self._is_signed_in = is_signed_in
        self._may_upload = may_upload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, or refuse."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if path.startswith(_SHUT):
            await PlainTextResponse(LEADS_NOWHERE, status_code=404)(scope, receive, send)
            return
        if needs_no_session(path):
            await self._app(with_identity(scope, None), receive, send)
            return
        try:
            if path.startswith(_UPLOADS) and not await self._uploads(scope):
                await PlainTextResponse(LEADS_NOWHERE, status_code=404)(scope, receive, send)
                return
            session = await self._session(scope)
        except StoreError:
            session = None
            if not is_open(path):
                unreachable = PlainTextResponse(STORE_UNREACHABLE, status_code=503)
                await unreachable(scope, receive, send)
                return
        if session is None and not is_open(path):
            await refusal(scope)(scope, receive, send)
            return
        await self._app(with_identity(scope, session), receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Streamlit alone would let in pages from other ports of this machine, and before refusing a
        # stranger asks a host on the internet for its own address (is_url_from_allowed_origins).
        if scope["path"] != _STREAM or not same_origin(scope):
            await WebSocketClose()(scope, receive, send)
            return
        try:
            session = await self._session(scope)
        except StoreError:
            # As "signed-out" the guard would end a session that is only hard to read at the moment.
            # Refused, Streamlit's page tries again by itself.
            await WebSocketClose()(scope, receive, send)
            return
        await self._app(with_identity(scope, session), receive, send)

    async def _uploads(self, scope: Scope) -> bool:
        """Whether a file is sent by somebody who may, from a page of ours."""
        token = session_token(scope)
        known = token is not None and same_origin(scope)
        return known and await run_in_threadpool(self._may_upload, fingerprint(token or ""))

    async def _session(self, scope: Scope) -> str | None:
        """Return the hash of the request's token when it belongs to a living session."""
        token = session_token(scope)
        if token is None:
            return None
        token_hash = fingerprint(token)
        return token_hash if await run_in_threadpool(self._is_signed_in, token_hash) else None


def current_session(scope: Scope) -> str | None:
    """Return the token hash of the session that our own route was asked in, or None."""
    session: str | None = scope.get(SESSION_KEY)
    return session


def session_token(scope: Scope) -> str | None:
    """Return the token in the session cookie, unless there is none or it is absurdly long."""
    token = cookies.sent(scope, cookies.SESSION)
    return token if 0 < len(token) <= LONGEST_TOKEN else None


def with_identity(scope: Scope, session: str | None) -> Scope:
    """Return the request with our identity headers in place of any that the client sent."""
    headers = [pair for pair in scope["headers"] if not pair[0].lower().startswith(_OWN_PREFIX)]
    headers.append((IDENTITY_HEADER, (session or SIGNED_OUT).encode("ascii")))
    return {**scope, "headers": headers, SESSION_KEY: session}


def needs_no_session(path: str) -> bool:
    """Return whether a path is the same for everyone, so that no session is looked up."""
    return path in _WITHOUT_SESSION or path.startswith(_WITHOUT_SESSION_BELOW) or path.endswith(_WITHOUT_SESSION_ENDING)


def is_open(path: str) -> bool:
    """Return whether a signed-out visitor may see a path."""
    return needs_no_session(path) or path.startswith(_OPEN_BELOW)


def refusal(scope: Scope) -> Response:
    """Return what a signed-out visitor gets: the way to the sign-in page, or else 401."""
    if not is_page_request(scope):
        return PlainTextResponse(SIGN_IN_FIRST, status_code=401)
    query = scope["query_string"].decode("latin-1")
    wanted = safe_next(quote(scope["path"]) + (f"?{query}" if query else ""))
    target = LOGIN_PATH if wanted == "/" else f"{LOGIN_PATH}?next={quote(wanted, safe='/')}"
    return RedirectResponse(target, status_code=303)


def is_page_request(scope: Scope) -> bool:
    """Return whether a browser asks for something to show in its window."""
    path = scope["path"]
    if scope["method"] not in {"GET", "HEAD"} or path.startswith(_NEVER_A_PAGE):
        return False
    wants_page = "text/html" in Headers(scope=scope).get("accept", "")
    return wants_page or "." not in path.rsplit("/", 1)[-1]


def safe_next(address: str) -> str:
    """Return where to go after signing in: the address when it is a path of ours, else `/`.

    Browsers read two slashes, backslashes included, as the start of another host, and drop tabs and
    line ends before they do.
    """
    ours = address.startswith("/") and not address.startswith(("//", "/\\"))
    printable = address.isprintable() and "\\" not in address
    if not (ours and printable) or urlsplit(address).netloc:
        return "/"
    return address
