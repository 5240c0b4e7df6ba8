"""What a provider says of itself, and what of it is believed."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as some
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey

from recovery.errors import NotProved, ProviderUnreachable
from recovery.services.doctor import Verdict, doctor
from recovery.services.entry.identity_tokens import claims_of
from recovery.services.entry.provider import ALGORITHMS, Provider, ask
from recovery.settings import Settings, SingleSignOn
from tests.conftest import NOW, ROOT
from tests.oidc_provider import CLIENT, Puppet, Reply, as_json, puppet

KEY = RSAKey.generate_key(2048, auto_kid=True)
GENUINE = Provider(
    "https://p.example", "https://p.example/a", "https://p.example/t", "https://p.example/k", "", ALGORITHMS,
    takes_basic=True, names_itself=False, keys=KeySet([KEY]),
)  # fmt: skip
CLAIMS = {
    "iss": "https://p.example", "aud": CLIENT, "sub": "ada", "nonce": "n", "iat": NOW.timestamp(),
    "exp": NOW.timestamp() + 60,
}  # fmt: skip


@pytest.fixture
def told() -> Iterator[Puppet]:
    with puppet() as running:
        yield running


def settings_with(told: Puppet, **more: object) -> Settings:
    setting = SingleSignOn(told.issuer, CLIENT, "Practice Login", "open-sesame")
    return Settings(ROOT / "no.db", ROOT / "data", "https://r.example", single_sign_on=setting, **more)


def checked(token: str, given_by: Provider = GENUINE) -> dict[str, object]:
    return claims_of(token, provider=given_by, client_id=CLIENT, nonce="n", now=NOW)


@pytest.mark.parametrize("name", ["authorization", "token", "keys_at", "userinfo"])
def test_a_provider_elsewhere_names_no_address_of_this_machine(name: str) -> None:
    with pytest.raises(ProviderUnreachable, match="not encrypted"):
        replace(GENUINE, **{name: "http://localhost:9/internal"})


KINDS = {
    "RS256": RSAKey.generate_key(2048),
    "PS256": RSAKey.generate_key(2048),
    "ES256": ECKey.generate_key("P-256"),
    "ES512": ECKey.generate_key("P-521"),
    "EdDSA": OKPKey.generate_key("Ed25519"),
}


@pytest.mark.parametrize(("algorithm", "key"), KINDS.items(), ids=KINDS)
def test_signatures_of_every_usual_kind_are_understood(told: Puppet, algorithm, key) -> None:
    told.replies["/jwks"] = as_json({"keys": [{"kty": "pq"}, KEY.as_dict(private=False), key.as_dict(private=False)]})
    told.described["id_token_signing_alg_values_supported"] = [algorithm, "none"]
    found = ask(settings_with(told).single_sign_on)
    key.ensure_kid()
    token = jwt.encode({"alg": algorithm, "kid": key.kid}, CLAIMS | {"iss": told.issuer}, key, algorithms=[algorithm])
    assert found.algorithms == (algorithm,)
    assert checked(token, found)["sub"] == "ada"


def test_a_key_for_encryption_checks_no_signature(told: Puppet) -> None:
    shown = [KEY.as_dict(private=False), KINDS["RS256"].as_dict(private=False, use="enc")]
    told.replies["/jwks"] = as_json({"keys": shown})
    assert len(ask(settings_with(told).single_sign_on).keys.keys) == 1


JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=9),
    lambda inside: some.lists(inside, max_size=3) | some.dictionaries(some.text(max_size=5), inside, max_size=3),
    max_leaves=5,
)


@given(name=some.sampled_from(sorted(CLAIMS)), value=JSON)
@example(name="exp", value=float("nan"))
@example(name="exp", value=float("inf"))
@example(name="exp", value=True)
def test_a_claim_of_any_form_is_refused_or_right(name: str, value: object) -> None:
    """Only another name of the person, a longer time or an earlier issue is as good as what the claim was."""
    token = jwt.encode({"alg": "RS256", "kid": KEY.kid}, CLAIMS | {name: value}, KEY)
    try:
        claims = checked(token)
    except NotProved:
        return
    assert name in ("sub", "iat", "exp") or claims[name] in (CLAIMS[name], [CLAIMS[name]])
    assert claims["exp"] > NOW.timestamp() - 61
    assert isinstance(claims["sub"], str)


@given(some.text() | some.from_regex(r"[\w-]{0,40}\.[\w-]{0,40}\.[\w-]{0,40}"))
@example("W10.e30.e30")
@example("eyJhbGciOltdfQ.e30.e30")
@example("eyJraWQiOnt9fQ.e30.e30")
@example("." * 500_000)
def test_any_text_but_a_token_is_refused(text: str) -> None:
    with pytest.raises(NotProved):
        checked(text)


def test_the_doctor_says_what_to_register_at_the_provider(told: Puppet) -> None:
    found = [check for check in doctor(settings_with(told, local_sign_in=False)) if "Single sign-on" in check.found]
    assert [check.verdict for check in found] == [Verdict.OK]
    assert "https://r.example/auth/sso/back; passwords are switched off" in found[0].found


def test_the_doctor_warns_of_a_provider_that_is_none(told: Puppet) -> None:
    told.described["issuer"] = "https://other.example"
    found = [check for check in doctor(settings_with(told)) if "Single sign-on" in check.found]
    assert found[0].verdict is Verdict.WARN
    assert "calls itself 'https://other.example'; RECOVERY_OIDC_ISSUER must be just that" in found[0].found
    assert "sesame" not in str(found)


def test_the_doctor_is_silent_without_single_sign_on(told: Puppet) -> None:
    settings = replace(settings_with(told), single_sign_on=None)
    assert not [check for check in doctor(settings) if "Single sign-on" in check.found]
    assert told.asked == []


def test_nothing_of_it_is_loaded_before_somebody_signs_in() -> None:
    code = "import sys, dashboard; sys.exit(bool({'authlib', 'joserfc'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True).returncode == 0


def test_a_provider_that_answers_nothing_is_named_with_what_was_asked(told: Puppet) -> None:
    told.replies["/jwks"] = Reply(status=404)
    found = [check.found for check in doctor(settings_with(told)) if "Single sign-on" in check.found]
    assert f"answered 404 without a JSON object at {told.issuer}/jwks" in found[0]
