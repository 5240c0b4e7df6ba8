"""Single sign-on providers on this machine: a real one in a process of its own, and one that says what a test tells it.

The first (oidc-provider-mock) behaves. What it cannot be made to do wrong, the second does: its tokens are signed here.
"""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from tests.mail_server import free_port

CLIENT = "recovery-dashboard"

STARTS_WITHIN_S = 60

LASTS_S = 3600


@dataclass(frozen=True)
class Provider:
    """A provider that runs."""

    issuer: str

    def knows(self, subject: str, **claims: object) -> None:
        """Give somebody there an account with these claims."""
        assert httpx2.put(f"{self.issuer}/users/{subject}", json=claims).status_code == 204

    def signs_in(self, address: str, subject: str) -> str:
        """What a browser does that was sent to this address: sign in, and be sent back to where that leads."""
        answer = httpx2.post(address, data={"sub": subject}, follow_redirects=False)
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    def turns_away(self, address: str) -> str:
        """The same for somebody who does not want to."""
        return httpx2.post(address, data={"action": "deny"}, follow_redirects=False).headers["location"]


@contextmanager
def real_provider() -> Iterator[Provider]:
    """The provider in a process of its own, which asks for a nonce."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        issuer = f"http://localhost:{port}"
        _wait_for(process, f"{issuer}/jwks")
        yield Provider(issuer)
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(process: "subprocess.Popen[bytes]", address: str) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while True:
        try:
            if httpx2.get(address).status_code == 200:
                return
        except httpx2.HTTPError:
            pass
        assert process.poll() is None, "the provider stopped"
        assert time.monotonic() < until, "the provider did not come up"
        time.sleep(0.1)


@dataclass(frozen=True)
class Reply:
    """What one address answers."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    waits_s: float = 0.0
    drips_s: float = 0.0


def as_json(said: object, **more: Any) -> Reply:
    return Reply(json.dumps(said).encode(), headers=(("Content-Type", "application/json"),), **more)


@dataclass
class Puppet:
    """A provider whose every answer a test may change; each attribute ahead of what it would say by itself."""

    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"use": "sig"}, auto_kid=True))
    claims: dict[str, object] = field(default_factory=dict)
    header: dict[str, object] = field(default_factory=dict)
    described: dict[str, object] = field(default_factory=dict)
    replies: dict[str, Reply] = field(default_factory=dict)
    userinfo: dict[str, object] | None = None
    sign: Callable[["Puppet", dict[str, object]], str] | None = None
    asked: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)
    nonce: str = ""

    def answer(self, path: str, form: dict[str, str], headers: dict[str, str]) -> Reply:
        self.asked.append((path, form, headers))
        if path in self.replies:
            return self.replies[path]
        answers: dict[str, Callable[[], Reply]] = {
            "/.well-known/openid-configuration": lambda: as_json(self.description()),
            "/jwks": lambda: as_json({"keys": [self.key.as_dict(private=False)]}),
            "/token": lambda: as_json({"access_token": "a", "token_type": "Bearer", "id_token": self.token()}),
            "/userinfo": lambda: as_json(self.userinfo or {}),
        }
        return answers[path]() if path in answers else Reply(status=404)

    def description(self) -> dict[str, object]:
        addresses = {"authorization": "/authorize", "token": "/token"}
        said = {
            "issuer": self.issuer,
            **{f"{name}_endpoint": self.issuer + path for name, path in addresses.items()},
            "jwks_uri": f"{self.issuer}/jwks",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }
        if self.userinfo is not None:
            said["userinfo_endpoint"] = f"{self.issuer}/userinfo"
        return {name: value for name, value in (said | self.described).items() if value is not None}

    def token(self) -> str:
        now = int(time.time())
        said = {"iss": self.issuer, "aud": CLIENT, "sub": "ada", "exp": now + LASTS_S, "iat": now, "nonce": self.nonce}
        claims = {name: value for name, value in (said | self.claims).items() if value is not None}
        return self.sign(self, claims) if self.sign else self.signed(claims)

    def signed(self, claims: dict[str, object], *, alg: str = "RS256", key: RSAKey | OctKey | None = None) -> str:
        used = key or self.key
        return jwt.encode({"alg": alg, "kid": self.key.kid, **self.header}, claims, used, algorithms=[alg])

    def signs_in(self, address: str) -> str:
        """What a browser does that was sent here; the token will answer this sign-in."""
        asked = dict(parse_qsl(urlsplit(address).query))
        self.nonce = asked["nonce"]
        return f"{asked['redirect_uri']}?code=code&state={asked['state']}"

    def times_asked(self, path: str) -> int:
        return sum(asked == path for asked, _, _ in self.asked)


class _Handler(BaseHTTPRequestHandler):
    puppet: Puppet

    def do_GET(self) -> None:
        self._say({})

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self._say(dict(parse_qsl(sent)))

    def _say(self, form: dict[str, str]) -> None:
        reply = self.puppet.answer(urlsplit(self.path).path, form, dict(self.headers))
        time.sleep(reply.waits_s)
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        self.end_headers()
        pieces = [reply.body[at : at + 1] for at in range(len(reply.body))] if reply.drips_s else [reply.body]
        with suppress(OSError):  # whoever asked has hung up, as hoped for
            for piece in pieces:
                self.wfile.write(piece)
                time.sleep(reply.drips_s)

    def log_message(self, *said: object) -> None:
        pass


@contextmanager
def puppet() -> Iterator[Puppet]:
    """A provider that is told what to say, listening on this machine."""
    made = Puppet()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"puppet": made}))
    server.daemon_threads = True
    made.issuer = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
