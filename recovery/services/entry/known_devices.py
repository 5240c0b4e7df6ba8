"""Devices that members of staff signed in on before: guesses there are counted apart (OWASP, "device cookies").

A browser holds one token for each account that signed in on it, in one cookie.
"""

from datetime import datetime, timedelta

from recovery.domain.access import Action, Visitor, require
from recovery.domain.identifiers import BETWEEN_TOKENS, new_token, tokens_of
from recovery.services.entry.passwords import fingerprint
from recovery.services.office import Office
from recovery.store import known_devices
from recovery.store.database import Database

KNOWN_FOR = timedelta(days=180)
"""Since somebody last signed in on it: half a year, as long as a leave may be (ours)."""

MOST_ACCOUNTS = 8
"""Accounts that one browser knows at most: those who signed in last on a shared computer (ours)."""


def device_of(db: Database, held: str, *, clinic_id: int, account_id: int, now: datetime) -> str:
    """The hash by which this account knows the device that holds these tokens; empty when it does not."""
    known = known_devices.holders(db, list(_by_hash(held)), now=now)
    return next((one for one, holder in known.items() if holder == (clinic_id, account_id)), "")


def remember(office: Office, visitor: Visitor, *, held: str, now: datetime) -> str:
    """What the device holds from now on, in place of what it `held`: it is known to this member of staff.

    The token is fresh each time, so that one that somebody planted or copied is worth nothing after.
    """
    require(visitor, Action.LOOK_AFTER_OWN_ACCOUNT)
    tokens, fresh, own = _by_hash(held), new_token(), (visitor.clinic_id, visitor.subject_id)
    with office.store.writing() as db:
        known_devices.forget_ended(db, now=now)
        holders = known_devices.holders(db, list(tokens), now=now)
        for token_hash, holder in holders.items():
            if holder == own:
                known_devices.forget(db, token_hash)
        known_devices.add(
            db, fingerprint(fresh), clinic_id=visitor.clinic_id, account_id=visitor.subject_id, now=now,
            expires_at=now + KNOWN_FOR,
        )  # fmt: skip
    others = [token for one, token in tokens.items() if holders.get(one, own) != own]
    return BETWEEN_TOKENS.join([fresh, *others][:MOST_ACCOUNTS])


def _by_hash(held: str) -> dict[str, str]:
    """The tokens that a cookie holds, by their hashes, in its order."""
    return {fingerprint(token): token for token in tokens_of(held, most=MOST_ACCOUNTS)}
