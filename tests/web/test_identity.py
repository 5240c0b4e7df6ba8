"""Who is asking, and where signed-out visitors are led."""

from collections.abc import Callable

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from recovery.errors import DatabaseBusy
from recovery.services.entry.passwords import fingerprint
from recovery.web.identity import (
    LEADS_NOWHERE,
    SIGN_IN_FIRST,
    SIGNED_OUT,
    STORE_UNREACHABLE,
    IdentityMiddleware,
    current_session,
    safe_next,
)
from tests.cookies import SESSION

TOKEN = "a-living-token"
ALIVE = fingerprint(TOKEN)
SIGNED_IN = {"cookie": f"{SESSION}={TOKEN}"}


async def echo(request: Request) -> Response:
    own = [value for name, value in request.headers.items() if name.startswith("x-recovery")]
    return JSONResponse({"identity": own, "session": current_session(request.scope)})


async def socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_json(websocket.headers.getlist("x-recovery-session"))
    await websocket.close()


def client(
    is_signed_in: Callable[[str], bool] = lambda token_hash: token_hash == ALIVE,
    may_upload: Callable[[str], bool] = lambda _: False,
) -> TestClient:
    app = Starlette(
        routes=[
            WebSocketRoute("/_stcore/stream", socket),
            WebSocketRoute("/elsewhere", socket),
            Route("/{path:path}", echo, methods=["GET", "POST", "PUT", "DELETE"]),
        ],
        middleware=[Middleware(IdentityMiddleware, is_signed_in=is_signed_in, may_upload=may_upload)],
    )
    return TestClient(app, base_url="http://localhost:8501", follow_redirects=False)


def busy(token_hash: str) -> bool:
    raise DatabaseBusy("The database is locked; try again.")


def test_a_signed_in_visitor_is_named_by_the_hash_of_the_token() -> None:
    answer = client().get("/report", headers=SIGNED_IN)
    assert answer.json() == {"identity": [ALIVE], "session": ALIVE}


@pytest.mark.parametrize("name", ["x-recovery-session", "X-Recovery-Session", "x-recovery-role"])
@pytest.mark.parametrize(
    ("headers", "identity"),
    [
        pytest.param({}, SIGNED_OUT, id="signed out"),
        pytest.param(SIGNED_IN, ALIVE, id="signed in"),
    ],
)
def test_an_identity_that_the_client_claims_is_dropped(name: str, headers: dict[str, str], identity: str) -> None:
    answer = client().get("/auth/login", headers={**headers, name: "somebody-else"})
    assert answer.json()["identity"] == [identity]


@pytest.mark.parametrize(
    "cookie",
    [
        pytest.param("", id="none"),
        pytest.param(f"{SESSION}=", id="empty"),
        pytest.param(f"{SESSION}=guessed", id="unknown"),
        pytest.param(f"{SESSION}={ALIVE}", id="the hash in place of the token"),
        pytest.param(f"{SESSION}={'x' * 10_000}", id="absurdly long"),
        pytest.param(f"other_{SESSION}={TOKEN}", id="under another name"),
    ],
)
def test_without_a_living_token_nobody_is_signed_in(cookie: str) -> None:
    assert client().get("/auth/login", headers={"cookie": cookie}).json()["session"] is None


@pytest.mark.parametrize(
    "path",
    [
        "/auth/login",
        "/auth/set-up",
        "/p/personal-token",
        "/healthz",
        "/static/js/index.js",
        "/favicon.png",
        "/pictures.js",
        "/redraw.js",
        "/print_card.js",
        "/typing.js",
        "/_stcore/health",
        "/_stcore/host-config",
        "/report/_stcore/health",
    ],
)
def test_a_signed_out_visitor_may_see(path: str) -> None:
    answer = client().get(path)
    assert (answer.status_code, answer.json()["identity"]) == (200, [SIGNED_OUT])


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/", "/auth/login"),
        ("/report", "/auth/login?next=/report"),
        ("/patient?treatment=a&day=3", "/auth/login?next=/patient%3Ftreatment%3Da%26day%3D3"),
        ("/r%C3%A9sum%C3%A9", "/auth/login?next=/r%25C3%25A9sum%25C3%25A9"),
        ("//evil.example", "/auth/login"),
        ("/authentic", "/auth/login?next=/authentic"),
        ("/static", "/auth/login?next=/static"),
        ("/p", "/auth/login?next=/p"),
    ],
)
def test_a_signed_out_page_request_is_led_to_sign_in(path: str, target: str) -> None:
    answer = client().get(f"http://localhost:8501{path}", headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, target)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/media/0a1b.csv"),
        ("GET", "/media/0a1b"),
        ("GET", "/download/summary.csv"),
        ("GET", "/component/x/index.html"),
        ("POST", "/report"),
    ],
)
def test_a_signed_out_request_for_anything_else_is_refused(method: str, path: str) -> None:
    answer = client().request(method, path, headers={"accept": "text/html"})
    assert (answer.status_code, answer.text) == (401, SIGN_IN_FIRST)


@pytest.mark.parametrize("headers", [{}, SIGNED_IN], ids=["signed out", "signed in"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/_stcore/metrics"),
        ("GET", "/_stcore/agent/openapi.json"),
        ("POST", "/_stcore/agent/interact"),
        ("PUT", "/_stcore/upload_file/session/file"),
        ("DELETE", "/_stcore/upload_file/session/file"),
        ("GET", "/oauth2callback"),
    ],
)
def test_what_no_screen_of_ours_needs_is_shut_for_everyone(method: str, path: str, headers: dict[str, str]) -> None:
    answer = client().request(method, path, headers=headers)
    assert (answer.status_code, answer.text) == (404, LEADS_NOWHERE)


UPLOADS = [
    # who asks, and what they get
    pytest.param({}, 404, id="signed out"),
    pytest.param(SIGNED_IN, 200, id="from our page"),
    pytest.param({**SIGNED_IN, "origin": "http://localhost:8501"}, 200, id="from our page, as a browser says"),
    pytest.param({**SIGNED_IN, "origin": "https://evil.example"}, 404, id="from elsewhere"),
    pytest.param({**SIGNED_IN, "sec-fetch-site": "same-site"}, 404, id="from a neighbour"),
    pytest.param({"cookie": f"{SESSION}=another"}, 404, id="with an invented session"),
]


@pytest.mark.parametrize(("headers", "status"), UPLOADS)
def test_files_are_sent_up_by_those_who_may_and_from_our_pages_alone(headers: dict[str, str], status: int) -> None:
    browser = client(may_upload=lambda token_hash: token_hash == ALIVE)
    assert browser.put("/_stcore/upload_file/session/file", headers=headers).status_code == status


def test_a_busy_database_takes_no_file() -> None:
    browser = client(may_upload=busy)
    assert browser.put("/_stcore/upload_file/session/file", headers=SIGNED_IN).status_code == 503


def test_a_file_that_is_no_page_is_refused_when_no_page_is_wanted() -> None:
    assert client().get("/manifest.json", headers={"accept": "*/*"}).status_code == 401


def test_the_database_is_not_asked_for_what_everyone_may_see() -> None:
    assert client(busy).get("/static/js/index.js", headers=SIGNED_IN).status_code == 200
    assert client(busy).get("/healthz", headers=SIGNED_IN).status_code == 200


def test_a_busy_database_is_said_and_nobody_is_signed_out_by_it() -> None:
    answer = client(busy).get("/report", headers=SIGNED_IN)
    assert (answer.status_code, answer.text) == (503, STORE_UNREACHABLE)


def test_a_busy_database_leaves_the_sign_in_page_to_explain_itself() -> None:
    assert client(busy).get("/auth/login", headers=SIGNED_IN).status_code == 200


@pytest.mark.parametrize(
    ("headers", "identity"),
    [
        pytest.param({}, SIGNED_OUT, id="signed out, so that the guard can lead to sign-in"),
        pytest.param(SIGNED_IN, ALIVE, id="signed in"),
        pytest.param({"x-recovery-session": ALIVE}, SIGNED_OUT, id="claiming a session"),
        pytest.param({**SIGNED_IN, "origin": "http://testserver"}, ALIVE, id="from our page"),
    ],
)
def test_streamlits_web_socket_learns_who_is_there(headers: dict[str, str], identity: str) -> None:
    with client().websocket_connect("/_stcore/stream", headers=headers) as stream:
        assert stream.receive_json() == [identity]


@pytest.mark.parametrize(
    ("path", "headers", "is_signed_in"),
    [
        pytest.param("/elsewhere", SIGNED_IN, None, id="another web socket"),
        pytest.param("/_stcore/stream/x", SIGNED_IN, None, id="below Streamlit's"),
        pytest.param(
            "/_stcore/stream",
            {**SIGNED_IN, "origin": "http://localhost:9999"},
            None,
            id="from another port of this machine",
        ),
        pytest.param(
            "/_stcore/stream",
            {**SIGNED_IN, "origin": "https://evil.example"},
            None,
            id="from another host",
        ),
        pytest.param("/_stcore/stream", SIGNED_IN, busy, id="while the database is busy"),
    ],
)
def test_a_web_socket_is_refused(
    path: str, headers: dict[str, str], is_signed_in: Callable[[str], bool] | None
) -> None:
    visitor = client(is_signed_in) if is_signed_in else client()
    with pytest.raises(WebSocketDisconnect), visitor.websocket_connect(path, headers=headers):
        pass


@pytest.mark.parametrize(
    ("address", "next_page"),
    [
        ("/report", "/report"),
        ("/patient?treatment=a", "/patient?treatment=a"),
        ("", "/"),
        ("report", "/"),
        ("https://evil.example", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/report\r\nset-cookie: a=b", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_after_sign_in_only_our_own_pages_follow(address: str, next_page: str) -> None:
    assert safe_next(address) == next_page
