"""Checking what a provider signed: the ID token that says who somebody is (OpenID Connect Core 1.0, 3.1.3.7)."""

from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import (
    BadSignatureError,
    ClaimError,
    ExpiredTokenError,
    InvalidKeyIdError,
    JoseError,
    UnsupportedAlgorithmError,
)
from joserfc.jws import JWSRegistry

from recovery.domain.identities import REFUSED
from recovery.errors import NotProved
from recovery.services.entry.provider import Provider

LEEWAY_S = 60
"""Seconds that the provider's clock may differ from ours: a minute is what RFC 7519 4.1.4 calls small."""

_WRONG = {
    "iss": "token of another issuer",
    "aud": "token for another program",
    "azp": "token for another program",
    "iat": "token not valid yet",
    "nbf": "token not valid yet",
    "exp": "token without an end",
    "nonce": "token of another sign-in",
    "sub": "names nobody",
}


UNKNOWN_KEY = "token signed by an unknown key"
"""The reason where asking for the provider's keys anew may help."""


def claims_of(token: str, *, provider: Provider, client_id: str, nonce: str, now: datetime) -> dict[str, Any]:
    """What a genuine token for this sign-in says; NotProved for any other."""
    # Unknown header parameters are to be ignored (RFC 7515 4); `crit` is still checked.
    registry = JWSRegistry(algorithms=provider.algorithms, strict_check_header=False)
    try:
        claims = jwt.decode(token, provider.keys, registry=registry).claims
    except InvalidKeyIdError:
        raise NotProved(REFUSED, reason=UNKNOWN_KEY) from None
    except UnsupportedAlgorithmError:
        raise NotProved(REFUSED, reason="token signed in a way that is not taken") from None
    except BadSignatureError:
        raise NotProved(REFUSED, reason="token with a wrong signature") from None
    except (JoseError, LookupError, ValueError, TypeError, AttributeError, RecursionError):
        raise NotProved(REFUSED, reason="token that cannot be read") from None
    _check(claims, issuer=provider.issuer, client_id=client_id, nonce=nonce, now=now)
    return claims


def _check(claims: dict[str, Any], *, issuer: str, client_id: str, nonce: str, now: datetime) -> None:
    expected = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=LEEWAY_S,
        iss={"essential": True, "value": issuer},
        sub={"essential": True},
        aud={"essential": True, "value": client_id},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        expected.validate(claims)
    except ExpiredTokenError:
        raise NotProved(REFUSED, reason="token too old") from None
    except ClaimError as error:
        raise NotProved(REFUSED, reason=_WRONG.get(error.claim, "token without what it needs")) from None
    meant_for = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if claims.get("azp", client_id if len(meant_for) == 1 else None) != client_id:
        raise NotProved(REFUSED, reason=_WRONG["azp"])
