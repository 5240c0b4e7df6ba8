"""What a single sign-on provider says of itself: its addresses and its keys, asked for and kept for an hour."""

import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey

from recovery.errors import ProviderUnreachable
from recovery.services.entry.provider_http import Asking, get_json
from recovery.settings import SingleSignOn, is_encrypted

KEPT = timedelta(hours=1)
"""How long an answer stands: a withdrawn key opens nothing after that (ours; providers announce a day)."""

AGAIN_AFTER = timedelta(seconds=10)
"""How soon a provider is asked again after it did not answer, or for a key that it did not have."""

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signatures by a key that we do not hold: with a shared secret, whoever can check one can make one (RFC 8725 3.1)."""

_WELL_KNOWN = "/.well-known/openid-configuration"
"""OpenID Connect Discovery 1.0, section 4."""


@dataclass(frozen=True)
class Provider:
    """A provider as it was when it was asked; `algorithms` are those of ours that it signs with."""

    issuer: str
    authorization: str
    token: str
    keys_at: str
    userinfo: str
    algorithms: tuple[str, ...]
    takes_basic: bool
    names_itself: bool
    keys: KeySet

    def __post_init__(self) -> None:
        needed = (self.authorization, self.token, self.keys_at, *filter(None, [self.userinfo]))
        # Only a provider on this machine may name addresses on it: another one could have us ask our own services.
        schemes = ("https:",) if self.issuer.startswith("https:") else ("https:", "http:")
        if not all(is_encrypted(address) and address.startswith(schemes) for address in needed):
            raise ProviderUnreachable("The provider names an address that is missing or not encrypted (https).")
        if not self.algorithms:
            raise ProviderUnreachable(f"The provider signs with none of {', '.join(ALGORITHMS)}.")


class _Kept(NamedTuple):
    at: datetime
    provider: Provider


_asking = threading.Lock()
_kept: dict[SingleSignOn, _Kept] = {}
_failed: dict[SingleSignOn, datetime] = {}


def provider_of(setting: SingleSignOn, *, now: datetime) -> Provider:
    """The provider of this setting, asked at most once an hour; ProviderUnreachable when it does not answer."""
    return _asked_within(KEPT, setting, now)


def with_new_keys(setting: SingleSignOn, *, now: datetime) -> Provider:
    """The provider with the keys that it has now: asked again, unless that was done a moment ago."""
    return _asked_within(AGAIN_AFTER, setting, now)


def _asked_within(span: timedelta, setting: SingleSignOn, now: datetime) -> Provider:
    with _asking:
        kept = _kept.get(setting)
        if kept and now - kept.at < span:
            return kept.provider
        failed_at = _failed.get(setting)
        if failed_at and now - failed_at < AGAIN_AFTER:
            raise ProviderUnreachable("The provider did not answer a moment ago.")
        try:
            found = ask(setting)
        except ProviderUnreachable:
            _failed[setting] = now
            raise
        _kept[setting] = _Kept(now, found)
        return found


def ask(setting: SingleSignOn) -> Provider:
    """What the provider says at this moment; ProviderUnreachable when it says nothing of use."""
    with Asking() as session:
        said = get_json(session, setting.issuer.rstrip("/") + _WELL_KNOWN, withhold_token=True)
        if said.get("issuer") != setting.issuer:
            raise ProviderUnreachable(
                f"The provider calls itself {str(said.get('issuer'))[:200]!r}; RECOVERY_OIDC_ISSUER must be just that."
            )
        found = _described(said)
        return replace(found, keys=_keys(get_json(session, found.keys_at, withhold_token=True)))


def _described(said: dict[str, Any]) -> Provider:
    signs, ways = (
        _listed(said, "id_token_signing_alg_values_supported"), _listed(said, "token_endpoint_auth_methods_supported")
    )  # fmt: skip
    return Provider(
        issuer=_text(said, "issuer"),
        authorization=_text(said, "authorization_endpoint"),
        token=_text(said, "token_endpoint"),
        keys_at=_text(said, "jwks_uri"),
        userinfo=_text(said, "userinfo_endpoint"),
        algorithms=tuple(name for name in ALGORITHMS if name in signs),
        # client_secret_basic is what stands when the list is left out (OpenID Connect Discovery 1.0, section 3).
        takes_basic=not ways or "client_secret_basic" in ways,
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
        keys=KeySet([]),
    )


def _text(said: dict[str, Any], name: str) -> str:
    found = said.get(name)
    return found if isinstance(found, str) else ""


def _listed(said: dict[str, Any], name: str) -> list[str]:
    found = said.get(name)
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []


def _keys(said: dict[str, Any]) -> KeySet:
    """The public keys for signatures; those of other kinds are left out, secrets above all."""
    kinds: dict[str, type[RSAKey | ECKey | OKPKey]] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
    found: list[RSAKey | ECKey | OKPKey] = []
    listed = said.get("keys")
    for each in listed if isinstance(listed, list) else []:
        kind = kinds.get(str(each.get("kty"))) if isinstance(each, dict) else None
        if kind is None or each.get("use", "sig") != "sig":
            continue
        try:
            found.append(kind.import_key(each))
        except (JoseError, ValueError, TypeError):
            continue
    if not found:
        raise ProviderUnreachable("The provider shows no key that checks a signature.")
    return KeySet([*found])
