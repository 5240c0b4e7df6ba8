"""Providers that do not answer, or not as one does."""

import asyncio
import gzip
import time

import pytest
from httpx2 import ASGITransport, AsyncClient

from recovery.services.entry import provider_http
from recovery.web.pages import FORMS_AT_A_TIME, WAITING_AT_A_TIME
from tests.oidc_provider import Puppet, Reply, as_json
from tests.web.conftest import CLINICIAN, FROM_OUR_PAGE, HERE, Clock, Site, new_token
from tests.web.single_sign_on.conftest import signs_in, trail

DISCOVERY = "/.well-known/openid-configuration"
HUGE = Reply(b" " * (provider_http.LONGEST_ANSWER + 1))
TROUBLES = {
    "slow": (DISCOVERY, Reply(waits_s=2)),
    "dripping": (DISCOVERY, Reply(b" " * 40, drips_s=0.1)),
    "huge": (DISCOVERY, HUGE),
    "huge once unpacked": (DISCOVERY, Reply(gzip.compress(b" " * 50_000_000), headers=(("Content-Encoding", "gzip"),))),
    "badly packed": (DISCOVERY, Reply(b"{}", headers=(("Content-Encoding", "gzip"),))),
    "breaking off": (DISCOVERY, Reply(b"{}", headers=(("Content-Length", "99"),))),
    "failing": (DISCOVERY, Reply(status=500)),
    "sending elsewhere": (DISCOVERY, Reply(status=302, headers=(("Location", "https://evil.example/"),))),
    "no JSON": (DISCOVERY, Reply(b"<html>")),
    "no object": (DISCOVERY, as_json([1])),
    "deeply nested": (DISCOVERY, Reply(b"[" * 100_000)),
    "without keys": ("/jwks", as_json({"keys": []})),
    "with a secret for a key": ("/jwks", as_json({"keys": [{"kty": "oct", "k": "c2VjcmV0"}]})),
    "with keys that are none": ("/jwks", as_json({"keys": [{"kty": "RSA"}, {"kty": ["a"]}, 1]})),
    "huge keys": ("/jwks", HUGE),
}
DESCRIPTIONS = {
    "another issuer": {"issuer": "https://evil.example"},
    "an issuer with a slash more": {"issuer": "/"},
    "a token address in the clear": {"token_endpoint": "http://provider.example/token"},
    "keys in the clear": {"jwks_uri": "http://provider.example/jwks"},
    "an authorization address that is a script": {"authorization_endpoint": "javascript:alert(1)"},
    "a look-up in the clear": {"userinfo_endpoint": "http://provider.example/me"},
    "no token address": {"token_endpoint": None},
    "signatures by a shared secret alone": {"id_token_signing_alg_values_supported": ["HS256", "none"]},
    "no signatures": {"id_token_signing_alg_values_supported": None},
}


def cannot_begin(site: Site) -> None:
    answer = site.browser().post("/auth/sso", data={"next": ""})
    assert answer.status_code == 503
    assert "Practice Login cannot be reached at the moment" in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(("path", "reply"), TROUBLES.values(), ids=TROUBLES)
def test_a_provider_in_trouble_is_said_to_be_unreachable(wary: Site, told: Puppet, monkeypatch, path, reply) -> None:
    monkeypatch.setattr(provider_http, "PATIENCE_S", 0.5)
    monkeypatch.setattr(provider_http, "LONGEST_ANSWER_S", 1)
    told.replies[path] = reply
    started = time.monotonic()
    cannot_begin(wary)
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("described", DESCRIPTIONS.values(), ids=DESCRIPTIONS)
def test_a_provider_that_describes_itself_wrongly_is_not_used(wary: Site, told: Puppet, described) -> None:
    told.described = {name: told.issuer + value if value == "/" else value for name, value in described.items()}
    cannot_begin(wary)


def test_a_provider_that_is_down_is_asked_once_in_ten_seconds(wary: Site, told: Puppet, clock: Clock) -> None:
    told.replies[DISCOVERY] = Reply(status=500)
    for _ in range(5):
        cannot_begin(wary)
    assert told.times_asked(DISCOVERY) == 1
    clock.forward(seconds=10)
    del told.replies[DISCOVERY]
    assert signs_in(wary, told)[0].status_code == 303


TOKEN_TROUBLES = {
    "failing": (Reply(status=500), 503),
    "sending elsewhere": (Reply(status=307, headers=(("Location", "https://evil.example/"),)), 503),
    "huge": (HUGE, 503),
    "no JSON": (Reply(b"<html>"), 503),
    "not knowing us": (as_json({"error": "invalid_client"}, status=401), 503),
    "not taking the code": (as_json({"error": "invalid_grant"}, status=400), 403),
    "refusing in strange words": (as_json({"error": "<b>\n" + "x" * 99}, status=400), 403),
    "without a token": (as_json({"access_token": "a"}), 403),
}


@pytest.mark.parametrize(("reply", "status"), TOKEN_TROUBLES.values(), ids=TOKEN_TROUBLES)
def test_no_token_no_session(wary: Site, told: Puppet, caplog, reply: Reply, status: int) -> None:
    told.replies["/token"] = reply
    answer, _ = signs_in(wary, told)
    assert (answer.status_code, new_token(answer)) == (status, None)
    assert "xxx" not in caplog.text + "".join(details for _, details in trail(wary, "sign-in refused"))


def test_secrets_stay_out_of_the_log(wary: Site, told: Puppet, caplog) -> None:
    caplog.set_level("DEBUG")
    answer, _ = signs_in(wary, told)
    told.replies["/token"] = Reply(status=500)
    signs_in(wary, told)
    secrets = ("shared secret", CLINICIAN, "email", told.nonce, new_token(answer))
    ours = "".join(record.getMessage() for record in caplog.records if record.name.startswith("recovery"))
    assert not [secret for secret in secrets if secret in ours]


def test_nobody_else_waits_for_a_slow_provider(wary: Site, told: Puppet) -> None:
    """More people press the button than may wait at once; another form is answered before the first of them."""
    told.replies[DISCOVERY] = Reply(status=500, waits_s=2)

    async def visit() -> list[str]:
        done: list[str] = []

        async def send(path: str) -> None:
            async with AsyncClient(transport=transport, base_url=HERE, headers=FROM_OUR_PAGE) as client:
                await client.post(path, data={"next": ""})
            done.append(path)

        transport = ASGITransport(app=wary.app)
        waiting = [asyncio.create_task(send("/auth/sso")) for _ in range(FORMS_AT_A_TIME + WAITING_AT_A_TIME)]
        await asyncio.sleep(0.2)
        await send("/auth/logout")
        await asyncio.gather(*waiting)
        return done

    assert asyncio.run(visit())[0] == "/auth/logout"
