"""What makes two patients look like one person entered twice."""

SAME_PHONE_DIGITS = 9
"""The last digits of a phone number, without which country and trunk prefixes differ for one phone (ITU-T E.164)."""

FEWEST_PHONE_DIGITS = 6
"""Fewer digits than this are a room or an extension, which patients may share."""


def contact_key(contact: str) -> str:
    """What two writings of one e-mail address or phone number have in common; empty for what is neither."""
    if "@" in contact:
        return "".join(contact.casefold().split())
    digits = "".join(sign for sign in contact if sign.isdecimal())
    return digits[-SAME_PHONE_DIGITS:] if len(digits) >= FEWEST_PHONE_DIGITS else ""
