"""The two ways to a provider: where somebody is sent, and what their coming back proves.

Imported at its first use: Authlib and what it brings take a fifth of a second of the start.
"""

from datetime import datetime
from typing import Any

from authlib.common.errors import AuthlibBaseError
from requests import RequestException

from recovery.domain.identities import REFUSED, coded
from recovery.errors import NotProved, ProviderUnreachable
from recovery.services.entry.identity_tokens import UNKNOWN_KEY, claims_of
from recovery.services.entry.provider import Provider, provider_of, with_new_keys
from recovery.services.entry.provider_http import Asking, get_json
from recovery.settings import Settings, SingleSignOn

SCOPE = "openid email"
"""Who somebody is, and their address; nothing else is asked for."""

_OUR_OWN_FAULT = ("invalid_client", "unauthorized_client", "invalid_redirect_uri")
"""Token errors that no visitor can help: what is registered at the provider is not what our settings say."""


def address_of(settings: Settings, *, state: str, nonce: str, verifier: str, now: datetime) -> str:
    """Where to send a browser to sign in, with the proof key's hash instead of the key (PKCE, RFC 7636)."""
    setting = _setting(settings)
    provider = provider_of(setting, now=now)
    more = {"prompt": setting.prompt} if setting.prompt else {}
    with _session(settings, provider) as session:
        address, _ = session.create_authorization_url(
            provider.authorization, state=state, nonce=nonce, code_verifier=verifier, **more
        )
    return str(address)


def claims_for(
    settings: Settings, *, code: str, issuer: str | None, nonce: str, verifier: str, now: datetime
) -> dict[str, Any]:
    """What the provider vouches for in exchange for a code; NotProved or ProviderUnreachable otherwise.

    `issuer` is what the address of the answer says of its origin, if anything (RFC 9207).
    """
    setting = _setting(settings)
    provider = provider_of(setting, now=now)
    if issuer != provider.issuer and (issuer is not None or provider.names_itself):
        raise NotProved(REFUSED, reason="answer of another issuer")
    with _session(settings, provider) as session:
        tokens = _exchanged(session, provider, code=code, verifier=verifier)
        claims = _proved(setting, provider, tokens.get("id_token"), nonce=nonce, now=now)
        return claims | _looked_up(session, provider, claims, trusts_email=setting.trusts_email)


def _setting(settings: Settings) -> SingleSignOn:
    if settings.single_sign_on is None:
        raise ProviderUnreachable("There is no single sign-on here: RECOVERY_OIDC_ISSUER is not set.")
    return settings.single_sign_on


def _session(settings: Settings, provider: Provider) -> Asking:
    setting = _setting(settings)
    way = "client_secret_basic" if provider.takes_basic else "client_secret_post"
    return Asking(
        setting.client_id,
        setting.client_secret or None,
        token_endpoint_auth_method=way if setting.client_secret else "none",
        code_challenge_method="S256",
        scope=SCOPE,
        redirect_uri=settings.redirect_address,
    )


def _exchanged(session: Asking, provider: Provider, *, code: str, verifier: str) -> dict[str, Any]:
    try:
        tokens = session.fetch_token(
            provider.token, grant_type="authorization_code", code=code, code_verifier=verifier
        )  # fmt: skip
    except AuthlibBaseError as error:
        said = str(error.error)
        if said in _OUR_OWN_FAULT:
            raise ProviderUnreachable(f"The provider refuses this installation: {said}.") from None
        raise NotProved(REFUSED, reason=f"code refused by the provider: {coded(said)}") from None
    except (RequestException, ValueError, RecursionError) as error:
        raise ProviderUnreachable(f"The provider gave no token: {type(error).__name__}.") from None
    return dict(tokens)


def _proved(setting: SingleSignOn, provider: Provider, token: object, *, nonce: str, now: datetime) -> dict[str, Any]:
    if not isinstance(token, str):
        raise NotProved(REFUSED, reason="no token")
    try:
        return claims_of(token, provider=provider, client_id=setting.client_id, nonce=nonce, now=now)
    except NotProved as refusal:
        if refusal.reason != UNKNOWN_KEY:
            raise
    renewed = with_new_keys(setting, now=now)
    return claims_of(token, provider=renewed, client_id=setting.client_id, nonce=nonce, now=now)


def _looked_up(session: Asking, provider: Provider, claims: dict[str, Any], *, trusts_email: bool) -> dict[str, Any]:
    """The address and whether it is verified, where the token leaves that to the provider's /userinfo, as Okta's do."""
    told = "email" in claims and (trusts_email or "email_verified" in claims)
    if told or not provider.userinfo:
        return {}
    said = get_json(session, provider.userinfo)
    if said.get("sub") != claims["sub"]:
        raise NotProved(REFUSED, reason="userinfo of somebody else")
    return {name: said[name] for name in ("email", "email_verified") if name in said}
