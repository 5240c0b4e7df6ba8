"""Gzip for Streamlit's front end."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import anyio.from_thread
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.types import Message, Scope
from starlette.websockets import WebSocket

from recovery.web.compression import StaticGzipMiddleware, accepts_gzip

SCRIPT = b"export const day = 3;\n" * 500
PAGE = "<p>the page</p>" * 100
IMMUTABLE = "public, immutable, max-age=31536000"


class Server:
    """A small application that counts how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        routes = [
            Route("/", self.page),
            Route("/static/js/{name}", self.script),
            Route("/static/css/big.css", self.stream),
            Route("/static/media/font.woff2", self.script),
            Route("/media/patient.js", self.script),
            WebSocketRoute("/static/socket.js", self.socket),
        ]
        self.app = Starlette(routes=routes, middleware=[Middleware(StaticGzipMiddleware)])
        self.client = TestClient(self.app)

    async def page(self, request: Request) -> Response:
        self.asked.append(request.url.path)
        return HTMLResponse(PAGE, headers={"etag": '"page"', "cache-control": "no-cache"})

    async def script(self, request: Request) -> Response:
        self.asked.append(request.url.path)
        if request.path_params.get("name") == "missing.js":
            return HTMLResponse(PAGE)
        if request.path_params.get("name") == "personal.js":
            return Response(SCRIPT, headers={"set-cookie": "a=b"}, media_type="text/javascript")
        if request.path_params.get("name") == "broken.js":
            return Response(SCRIPT, status_code=500, media_type="text/javascript")
        if request.headers.get("if-none-match") == '"script"':
            return Response(status_code=304)
        headers = {"etag": '"script"', "cache-control": IMMUTABLE, "accept-ranges": "bytes"}
        return Response(SCRIPT, headers=headers, media_type="text/javascript")

    async def stream(self, request: Request) -> Response:
        def lines() -> Iterator[bytes]:
            yield from (b"p { margin: 0 }\n" for _ in range(100))

        return StreamingResponse(lines(), media_type="text/css")

    async def socket(self, websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("untouched")
        await websocket.close()


@pytest.fixture
def server() -> Server:
    return Server()


def test_an_asset_comes_compressed_and_whole(server: Server) -> None:
    answer = server.client.get("/static/js/a.js")
    assert answer.content == SCRIPT
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == IMMUTABLE
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["etag"] == '"script-gzip"'
    assert "accept-ranges" not in answer.headers
    expected = gzip.compress(SCRIPT, compresslevel=6, mtime=0)
    assert answer.headers["content-length"] == str(len(expected))


def test_an_asset_is_read_and_compressed_once(server: Server) -> None:
    for _ in range(3):
        server.client.get("/static/js/a.js")
    assert server.asked == ["/static/js/a.js"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("/", PAGE.encode(), id="the root page"),
        pytest.param("/static/css/big.css", b"p { margin: 0 }\n" * 100, id="sent in pieces"),
    ],
)
def test_these_are_compressed_too(server: Server, path: str, text: bytes) -> None:
    answer = server.client.get(path)
    assert (answer.headers["content-encoding"], answer.content) == ("gzip", text)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        pytest.param("/static/js/a.js", {"accept-encoding": "identity"}, id="not wanted"),
        pytest.param("/static/js/a.js", {"accept-encoding": "gzip;q=0"}, id="refused"),
        pytest.param("/static/js/a.js", {"range": "bytes=0-9"}, id="a part of a file"),
        pytest.param("/static/media/font.woff2", {}, id="compressed by its own format"),
        pytest.param("/media/patient.js", {}, id="a visitor's own file"),
        pytest.param("/static/js/missing.js", {}, id="the page in place of a missing asset"),
        pytest.param("/static/js/personal.js", {}, id="an answer that sets a cookie"),
        pytest.param("/static/js/broken.js", {}, id="a failure"),
    ],
)
def test_these_are_left_alone_and_never_kept(server: Server, path: str, headers: dict[str, str]) -> None:
    answers = [server.client.get(path, headers=headers) for _ in range(2)]
    assert all("content-encoding" not in answer.headers for answer in answers)
    assert len(server.asked) == 2


def test_caches_between_are_told_that_the_uncompressed_form_differs(server: Server) -> None:
    answer = server.client.get("/static/js/a.js", headers={"accept-encoding": "identity"})
    assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("held", "status"),
    [
        pytest.param('"script-gzip"', 304, id="the compressed form"),
        pytest.param('W/"script-gzip"', 304, id="weakened by a proxy"),
        pytest.param('"other", "script-gzip"', 304, id="one of several"),
        pytest.param("*", 304, id="any"),
        pytest.param('"script"', 200, id="the uncompressed form"),
        pytest.param('"other"', 200, id="something older"),
    ],
)
def test_what_the_browser_holds_is_not_sent_again(server: Server, held: str, status: int) -> None:
    answer = server.client.get("/static/js/a.js", headers={"if-none-match": held})
    assert answer.status_code == status
    assert answer.headers["etag"] == '"script-gzip"'
    assert answer.content == (SCRIPT if status == 200 else b"")


def test_head_tells_the_length_and_sends_nothing(server: Server) -> None:
    head = server.client.head("/static/js/a.js")
    whole = server.client.get("/static/js/a.js")
    assert head.content == b""
    assert head.headers["content-length"] == whole.headers["content-length"]


def test_web_sockets_pass(server: Server) -> None:
    with server.client.websocket_connect("/static/socket.js") as socket:
        assert socket.receive_text() == "untouched"


@pytest.mark.parametrize(
    ("accepted", "gzip_is_taken"),
    [
        ("gzip, deflate, br, zstd", True),
        ("br;q=1.0, GZIP;q=0.5", True),
        ("*", True),
        ("*, gzip;q=0", False),
        ("gzip;q=0.000", False),
        ("gzip;q=much", False),
        ("br", False),
        ("", False),
    ],
)
def test_accept_encoding_is_read_with_its_weights(accepted: str, gzip_is_taken: bool) -> None:
    headers = [(b"accept-encoding", accepted.encode())]
    assert accepts_gzip({"type": "http", "headers": headers}) is gzip_is_taken


def test_a_visitor_who_leaves_halfway_spoils_no_file_for_the_next(tmp_path: Path) -> None:
    file = tmp_path / "script.js"
    file.write_bytes(SCRIPT)

    async def serve(_request: Request) -> Response:
        return FileResponse(file)

    app = Starlette(routes=[Route("/static/js/{name}", serve)], middleware=[Middleware(StaticGzipMiddleware)])

    async def gone() -> Message:
        return {"type": "http.disconnect"}

    async def into_the_void(_message: Message) -> None:
        pass

    scope: Scope = {
        "type": "http", "method": "GET", "path": "/static/js/script.js", "raw_path": b"/static/js/script.js",
        "query_string": b"", "headers": [(b"accept-encoding", b"gzip")],
    }  # fmt: skip
    with anyio.from_thread.start_blocking_portal() as portal:  # in a thread of its own: Playwright's loop may run here
        portal.call(app, scope, gone, into_the_void)
    assert TestClient(app).get("/static/js/script.js").content == SCRIPT
