"""The security headers on every answer."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from recovery.web.headers import (
    FAILURE_TEXT,
    SecurityHeadersMiddleware,
    content_security_policy,
    inline_script_hashes,
)

POLICY = content_security_policy(script_hashes=["sha256-abc"])


async def fail(request: Request) -> Response:
    raise RuntimeError("the password of Ms Example")


async def asset(request: Request) -> Response:
    caching = {"cache-control": "public, immutable"}
    if request.path_params["name"] == "missing.js":
        return HTMLResponse("<p>the page instead</p>", headers=caching)
    return PlainTextResponse("x", media_type="text/javascript", headers=caching)


async def page(request: Request) -> Response:
    return HTMLResponse("<p>private</p>", headers={"cache-control": "no-cache"})


app = Starlette(
    routes=[
        Route("/fail", fail),
        Route("/static/{name}", asset),
        Route("/{path:path}", page),
    ],
    middleware=[Middleware(SecurityHeadersMiddleware, policy=POLICY)],
)


def client(base_url: str = "http://localhost:8501") -> TestClient:
    return TestClient(app, base_url=base_url, raise_server_exceptions=False)


@pytest.mark.parametrize("path", ["/report", "/static/a.js", "/fail"])
@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
    ],
)
def test_every_answer_carries_the_header(path: str, header: str, value: str) -> None:
    assert client().get(path).headers[header] == value


@pytest.mark.parametrize(
    ("base_url", "sent"),
    [
        pytest.param("https://clinic.example", True, id="over https"),
        pytest.param("http://localhost:8501", False, id="not over http, where browsers ignore it"),
    ],
)
def test_https_is_made_lasting_only_over_https(base_url: str, sent: bool) -> None:
    answer = client(base_url).get("/report")
    assert ("strict-transport-security" in answer.headers) is sent


@pytest.mark.parametrize(
    ("path", "caching"),
    [
        pytest.param("/report", "no-store", id="a page"),
        pytest.param("/media/x.csv", "no-store", id="a file"),
        pytest.param("/static/a.js", "public, immutable", id="an asset named after its content"),
        pytest.param("/static/missing.js", "no-store", id="the page in place of a missing asset"),
    ],
)
def test_only_assets_may_be_stored(path: str, caching: str) -> None:
    assert client().get(path).headers["cache-control"] == caching


def test_a_failure_is_answered_without_its_message() -> None:
    answer = client().get("/fail")
    assert (answer.status_code, answer.text) == (500, FAILURE_TEXT)


def test_a_failure_still_reaches_the_server_log() -> None:
    with pytest.raises(RuntimeError, match="Ms Example"):
        TestClient(app).get("/fail")


def test_the_policy_names_no_other_host_and_no_eval() -> None:
    assert "http" not in POLICY
    assert "unsafe-eval" not in POLICY
    assert "script-src 'self' 'sha256-abc';" in POLICY


@pytest.mark.parametrize(
    ("page", "hashes"),
    [
        pytest.param(b"<script>x</script>", 1, id="inline"),
        pytest.param(b'<script src="./a.js"></script>', 0, id="a file"),
        pytest.param(b"<script>\n x\n</script><script>y</script>", 2, id="two, with line ends"),
        pytest.param(b"<p>no script</p>", 0, id="none"),
    ],
)
def test_inline_scripts_alone_are_hashed(page: bytes, hashes: int) -> None:
    assert len(inline_script_hashes(page)) == hashes


def test_a_hash_is_that_of_the_text_between_the_tags() -> None:
    # printf 'alert(1)' | openssl dgst -sha256 -binary | base64
    expected = "sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI="
    assert inline_script_hashes(b"<script>alert(1)</script>") == [expected]
