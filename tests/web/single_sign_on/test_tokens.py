"""Tokens that are not genuine, or not for this."""

import hmac
import json
import time
from base64 import urlsafe_b64encode

import pytest
from joserfc.jwk import RSAKey

from recovery.services.entry import provider
from tests.oidc_provider import CLIENT, Puppet
from tests.web.conftest import Clock, Site
from tests.web.single_sign_on.conftest import HOUR, refused_for, signs_in


def none_signed(told: Puppet, claims: dict[str, object]) -> str:
    body = told.signed(claims).split(".")[1]
    return f"eyJhbGciOiJub25lIn0.{body}."


def hmac_with_the_public_key(told: Puppet, claims: dict[str, object]) -> str:
    parts = ({"alg": "HS256", "kid": told.key.kid}, claims)
    text = b".".join(urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts)
    mac = hmac.digest(told.key.as_pem(private=False), text, "sha256")
    return b".".join([text, urlsafe_b64encode(mac).rstrip(b"=")]).decode()


def of_another_key(told: Puppet, claims: dict[str, object]) -> str:
    return told.signed(claims, key=RSAKey.generate_key(2048))


def tampered(told: Puppet, claims: dict[str, object]) -> str:
    genuine, other = told.signed(claims).split("."), told.signed(claims | {"sub": "eve"}).split(".")
    return ".".join([genuine[0], other[1], genuine[2]])


UNREADABLE, WRONG, ALGORITHM = (
    "token that cannot be read", "token with a wrong signature", "token signed in a way that is not taken"
)  # fmt: skip
CLAIMS = {
    "for another program": ({"aud": "another"}, "token for another program"),
    "for nobody": ({"aud": None}, "token for another program"),
    "for several, of whom it was another": ({"aud": [CLIENT, "b"], "azp": "b"}, "token for another program"),
    "for several, of whom it does not say": ({"aud": [CLIENT, "b"]}, "token for another program"),
    "asked for by another program": ({"azp": "b"}, "token for another program"),
    "of another issuer": ({"iss": "https://evil.example"}, "token of another issuer"),
    "of no issuer": ({"iss": None}, "token of another issuer"),
    "that has ended": ({"exp": time.time() - HOUR}, "token too old"),
    "without an end": ({"exp": None}, "token without an end"),
    "with an end that is no number": ({"exp": "tomorrow"}, "token without an end"),
    "not valid yet": ({"nbf": time.time() + 2 * HOUR}, "token not valid yet"),
    "of tomorrow": ({"iat": time.time() + 2 * HOUR, "exp": time.time() + 3 * HOUR}, "token not valid yet"),
    "of another sign-in": ({"nonce": "another"}, "token of another sign-in"),
    "of no sign-in": ({"nonce": None}, "token of another sign-in"),
}


@pytest.mark.parametrize(("claims", "reason"), CLAIMS.values(), ids=CLAIMS)
def test_a_token_that_is_not_for_this_opens_nothing(wary: Site, told: Puppet, claims, reason) -> None:
    told.claims |= claims
    refused_for(wary, told, reason)


FORGERIES = {
    "signed by nobody": (none_signed, ALGORITHM),
    "signed with our public key as a secret": (hmac_with_the_public_key, ALGORITHM),
    "signed with another key of the same name": (of_another_key, WRONG),
    "changed after signing": (tampered, WRONG),
    "of an unknown key": (lambda told, claims: told.signed(claims), "token signed by an unknown key"),
    "empty": (lambda told, claims: "", UNREADABLE),
    "no token": (lambda told, claims: "a.b.c", UNREADABLE),
    "a list": (lambda told, claims: ["a"], "no token"),
}


@pytest.mark.parametrize(("sign", "reason"), FORGERIES.values(), ids=FORGERIES)
def test_a_forged_token_opens_nothing(wary: Site, told: Puppet, sign, reason) -> None:
    told.sign = sign
    told.header = {"kid": "nobody's"} if "unknown key" in reason else {}
    refused_for(wary, told, reason)


def test_a_clock_that_is_a_minute_off_does_no_harm(wary: Site, told: Puppet) -> None:
    told.claims |= {"iat": time.time() + 50, "exp": time.time() - 50}
    assert signs_in(wary, told)[0].status_code == 303


def test_a_new_key_of_the_provider_is_asked_for(wary: Site, told: Puppet, clock: Clock) -> None:
    assert signs_in(wary, told)[0].status_code == 303
    told.key = type(told.key).generate_key(2048, {"use": "sig"}, auto_kid=True)
    clock.forward(seconds=11)
    assert signs_in(wary, told)[0].status_code == 303
    assert told.times_asked("/jwks") == 2


def test_a_withdrawn_key_is_forgotten_within_the_hour(wary: Site, told: Puppet, clock: Clock) -> None:
    assert signs_in(wary, told)[0].status_code == 303
    withdrawn = told.key
    told.key = type(told.key).generate_key(2048, {"use": "sig"}, auto_kid=True)
    told.sign = lambda self, claims: self.signed(claims, key=withdrawn)
    told.header = {"kid": withdrawn.kid}
    clock.forward(seconds=provider.KEPT.total_seconds())
    told.claims |= {"exp": time.time() + 3 * HOUR, "iat": time.time()}
    refused = signs_in(wary, told)[0]
    assert refused.status_code == 403
