"""Gzip for Streamlit's front end, which Streamlit itself sends uncompressed.

A phone on 10 Mbit/s waits 8.5 s for a cold page with charts, and 4.4 s when it is compressed.
Streamlit leaves that to a proxy because compressing every answer anew is dear; here each file is
compressed once.
"""

import asyncio
import gzip
import re

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LEVEL = 6
"""Measured on the 4.7 MB of plotly: level 9 takes a third longer and saves 3 KB of 1,419."""

ROOT_PAGE = "/"
"""Streamlit compresses its page at every address but this one."""

_TEXT_FILE = re.compile(r"/static/.+\.(?:css|js|json|map|svg|wasm)")

_KEPT_HEADERS = ("cache-control", "content-type", "etag", "last-modified")

Headline = list[tuple[bytes, bytes]]


class StaticGzipMiddleware:
    """Answers for `/static` and the root page from compressed files, made as they are asked for.

    They are bounded by what Streamlit ships (6 MB once all were asked for). Its page answers for
    missing names too, but is never kept under one.
    It stands behind the identity middleware, since it answers on its own.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._files: dict[str, tuple[Headline, bytes]] = {}
        self._one_at_a_time = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, compressed where that helps and is wanted."""
        if not is_compressible(scope):
            await self._app(scope, receive, send)
        elif not accepts_gzip(scope) or "range" in Headers(scope=scope):
            await self._app(scope, receive, _with_vary(send))
        else:
            await self._compressed(scope, send)

    async def _compressed(self, scope: Scope, send: Send) -> None:
        path = scope["path"]
        if path not in self._files:
            async with self._one_at_a_time:
                if path not in self._files:
                    answer = _Captured()
                    await self._app(_plain_get(scope), _stays, answer)
                    if not answer.is_asset(path):
                        await answer.replay(_with_vary(send), head=scope["method"] == "HEAD")
                        return
                    body = await run_in_threadpool(compress, answer.body)
                    self._files[path] = (gzip_headers(answer.headers, length=len(body)), body)
        headers, body = self._files[path]
        await _send_file(scope, send, headers=headers, body=body)


class _Captured:
    """An answer that is collected instead of sent."""

    def __init__(self) -> None:
        self.status = 0
        self.headers = Headers()
        self._chunks: list[bytes] = []
        self._start: Message = {}
        self._is_whole = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            self.status = message["status"]
            self.headers = Headers(raw=message["headers"])
        elif message["type"] == "http.response.body":
            self._chunks.append(message.get("body", b""))
            self._is_whole = not message.get("more_body", False)

    @property
    def body(self) -> bytes:
        return b"".join(self._chunks)

    def is_asset(self, path: str) -> bool:
        """Return whether this is the same for everyone and belongs to this very address."""
        is_page = self.headers.get("content-type", "").startswith("text/html")
        personal = "set-cookie" in self.headers or "content-encoding" in self.headers
        return self._is_whole and self.status == 200 and not personal and is_page == (path == ROOT_PAGE)  # noqa: PLR2004

    async def replay(self, send: Send, *, head: bool) -> None:
        """Send what was collected, as it came."""
        await send(self._start)
        await send({"type": "http.response.body", "body": b"" if head else self.body})


def is_compressible(scope: Scope) -> bool:
    """Return whether the request is for the root page or for a text file of the front end."""
    if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
        return False
    return scope["path"] == ROOT_PAGE or _TEXT_FILE.fullmatch(scope["path"]) is not None


def accepts_gzip(scope: Scope) -> bool:
    """Return whether the client takes gzip, by name or by `*`, with a weight above zero."""
    weights: dict[str, float] = {}
    for choice in ",".join(Headers(scope=scope).getlist("accept-encoding")).split(","):
        name, _, weight = choice.partition(";")
        weights[name.strip().lower()] = _weight(weight)
    return weights.get("gzip", weights.get("*", 0.0)) > 0


def compress(body: bytes) -> bytes:
    """Return the body as gzip, the same bytes every time."""
    return gzip.compress(body, compresslevel=LEVEL, mtime=0)


def gzip_headers(plain: Headers, *, length: int) -> Headline:
    """Return the headers of the compressed form of a file, which is another thing by its ETag."""
    headers = MutableHeaders(raw=[])
    for name in _KEPT_HEADERS:
        if name in plain:
            headers[name] = plain[name]
    if "etag" in headers:
        headers["etag"] = headers["etag"].removesuffix('"') + '-gzip"'
    headers["content-encoding"] = "gzip"
    headers["content-length"] = str(length)
    headers["vary"] = "Accept-Encoding"
    return headers.raw


def is_unchanged(scope: Scope, *, etag: str) -> bool:
    """Return whether the client says that it holds this very form already (RFC 9110, 13.1.2)."""
    held = Headers(scope=scope).get("if-none-match", "")
    tags = {tag.strip().removeprefix("W/") for tag in held.split(",")}
    return bool(etag) and ("*" in tags or etag.removeprefix("W/") in tags)


async def _send_file(scope: Scope, send: Send, *, headers: Headline, body: bytes) -> None:
    if is_unchanged(scope, etag=Headers(raw=headers).get("etag", "")):
        kept = [pair for pair in headers if not pair[0].startswith(b"content-")]
        await send({"type": "http.response.start", "status": 304, "headers": kept})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({"type": "http.response.start", "status": 200, "headers": list(headers)})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


async def _stays() -> Message:
    """Stand in for a client that waits: FileResponse would stop half-way when the one who asked first goes away."""
    await asyncio.Event().wait()
    return {"type": "http.disconnect"}


def _plain_get(scope: Scope) -> Scope:
    """Return the same request as one that fetches the whole file, whatever the client holds."""
    conditional = {b"if-none-match", b"if-modified-since", b"if-range", b"accept-encoding"}
    headers = [pair for pair in scope["headers"] if pair[0] not in conditional]
    return {**scope, "method": "GET", "headers": headers}


def _with_vary(send: Send) -> Send:
    async def send_with_vary(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).add_vary_header("Accept-Encoding")
        await send(message)

    return send_with_vary


def _weight(parameter: str) -> float:
    """Return the number in `q=0.5`, 1 where there is none, and 0 where it is none."""
    name, _, number = parameter.partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(number)
    except ValueError:
        return 0.0
