"""Codes of a second factor: of an app that counts half minutes (RFC 6238), and for the day when the app is gone."""

import hmac
import secrets
from datetime import datetime, timedelta

STEP_S = 30
"""Seconds that a code lasts: what every app assumes (RFC 6238 section 5.2)."""

STEPS_AROUND = 1
"""Codes before and after the present one that count, for clocks that differ (RFC 6238 section 5.2 asks for one)."""

RECOVERY_CODES = 10

RECOVERY_BITS = 120
"""Of one recovery code: from 112 bits on a bare SHA-256 may keep it (ASVS 5.0 6.5.2)."""

SET_UP_LASTS = timedelta(hours=1)
"""From showing a secret to the first code of it (ours)."""

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_READ_AS = str.maketrans("oil", "011")
"""Crockford's base 32, which reads what looks alike as the same."""


def new_secret() -> str:
    """A fresh secret of 160 bits in base 32, as RFC 4226 section 4 recommends."""
    import pyotp  # noqa: PLC0415 - most sign-ins need none of it

    return pyotp.random_base32()


def address_for_app(secret: str, *, login: str, clinic_name: str) -> str:
    """What the app reads out of the QR code."""
    import pyotp  # noqa: PLC0415

    return pyotp.TOTP(secret, interval=STEP_S).provisioning_uri(name=login, issuer_name=clinic_name)


def step_of(secret: str, typed: str, *, now: datetime, after: int) -> int | None:
    """Which half minute a code belongs to, of those around `now` and `after` the last one used; None when to none."""
    import pyotp  # noqa: PLC0415

    code = "".join(typed.split())
    app = pyotp.TOTP(secret, interval=STEP_S)
    present = int(now.timestamp()) // STEP_S
    steps = range(present - STEPS_AROUND, present + STEPS_AROUND + 1)
    right = [step for step in steps if hmac.compare_digest(app.generate_otp(step).encode(), code.encode())]
    return next((step for step in right if step > after), None)


def grouped(secret: str, *, by: int = 4, mark: str = " ") -> str:
    """A secret in groups that an eye can follow."""
    return mark.join(secret[start : start + by] for start in range(0, len(secret), by))


def new_recovery_codes() -> list[str]:
    """Ten fresh codes of six groups such as 7k2m, enough that none can be guessed."""
    return [
        grouped("".join(secrets.choice(_ALPHABET) for _ in range(RECOVERY_BITS // 5)), mark="-")
        for _ in range(RECOVERY_CODES)
    ]


def as_kept(recovery_code: str) -> str:
    """A recovery code without what people add or confuse in writing it down."""
    return "".join(sign for sign in recovery_code.casefold() if sign.isalnum()).translate(_READ_AS)
