"""Who somebody is by the word of a single sign-on provider, and whether that is one of our accounts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from recovery.errors import NotProved

LONGEST_EMAIL = 254
"""Characters of an address (RFC 5321, with erratum 1690)."""

LONGEST_SUBJECT = 255
"""ASCII characters of `sub` (OpenID Connect Core 1.0, section 2)."""

REFUSED = "This sign-in opens no account here."
"""The same for every reason: whoever is let in nowhere learns of no account."""


_CODE = re.compile(r"[a-z_]{1,40}")


@dataclass(frozen=True)
class Identity:
    """A person at a provider, for ever, and the address that they have there today."""

    issuer: str
    subject: str
    email: str

    @property
    def key(self) -> str:
        """What an account remembers the person by: no issuer holds a #."""
        return f"{self.issuer}#{self.subject}"


def coded(word: str) -> str:
    """A provider's word for what went wrong, where it is one: nothing else of what it says is kept (RFC 6749 5.2)."""
    return word if _CODE.fullmatch(word) else "no reason"


def identity_of(claims: Mapping[str, object], *, trusts_email: bool) -> Identity:
    """Whom these claims name; NotProved unless their address is verified, or the provider is trusted to do that."""
    subject, email = claims.get("sub"), claims.get("email")
    if not isinstance(subject, str) or not subject.isascii() or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise NotProved(REFUSED, reason="names nobody")
    if not isinstance(email, str) or not 0 < len(email) <= LONGEST_EMAIL:
        raise NotProved(REFUSED, reason="no e-mail address")
    # Without regard to capitals, other people's addresses in other scripts become ours: the Kelvin sign is a k then.
    if not email.isascii():
        raise NotProved(REFUSED, reason="e-mail address of other letters than a to z")
    verified = claims.get("email_verified")
    if verified is not True and not (trusts_email and verified is None):
        raise NotProved(REFUSED, reason="e-mail address not verified")
    return Identity(str(claims.get("iss")), subject, email.lower())


def why_not(identity: Identity, *, linked_to: str, disabled: bool, has_another: bool) -> str:
    """Why an account of this address does not open for this person; nothing when it does.

    `linked_to` is the key of whoever signed in with it first, `has_another` that an account of another name is theirs.
    """
    if disabled:
        return "account disabled"
    if linked_to not in ("", identity.key):
        return "another person than before"
    return "the person of another account" if has_another else ""
