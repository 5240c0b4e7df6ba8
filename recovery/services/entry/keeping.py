"""What staff typed and did not send is kept, sealed: a screen when its session ends, a note while it is typed."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from recovery.domain import kept
from recovery.domain.access import Action, Visitor, require
from recovery.domain.identifiers import from_text
from recovery.errors import DatabaseUnusable, NotFound
from recovery.services.entry.visiting import KEPT_FOR, living
from recovery.services.office import Office
from recovery.store import accounts, erasing, kept_entries, sessions
from recovery.store.database import Database

_NAMED = re.compile("=([^&=]*)")
"""What a screen's address names, as kept_entries.forget_about finds it."""


def keep(office: Office, session: str, *, screen: str, fields: Mapping[str, object], now: datetime) -> bool:
    """Keep the fields of a screen for whoever held the session of this token hash; whether they were kept.

    Only for staff, and only when the session ended by itself or a manager ended it: whoever signed out or was disabled
    leaves nothing behind. Nothing is kept about a patient who was erased.
    """
    content = kept.as_text(fields)
    if not content:
        return False
    with office.store.writing() as db:
        holder = _interrupted(db, session, now)
        kept_entries.forget_before(db, now - KEPT_FOR)
        if holder is None or _is_about_erased(db, holder[0], screen):
            return False
        kept_entries.put(db, *holder, screen, content=office.seal.close(content), now=now)
        return True


def keep_unsent(office: Office, visitor: Visitor, *, screen: str, fields: Mapping[str, object], now: datetime) -> None:
    """Keep these fields of a screen for who types into them, in place of what was kept of it; none of them: nothing.

    Nothing is kept about a patient who was erased.
    """
    require(visitor, Action.LOOK_AFTER_OWN_ACCOUNT)
    key = (visitor.clinic_id, visitor.subject_id, screen)
    content = kept.as_text(fields)
    with office.store.writing() as db:
        if content and not _is_about_erased(db, visitor.clinic_id, screen):
            kept_entries.put(db, *key, content=office.seal.close(content), now=now)
        else:
            kept_entries.forget(db, *key)


def unsent(office: Office, visitor: Visitor, *, screen: str, now: datetime) -> dict[str, object]:
    """What this member of staff had typed on a screen and not sent: kept until it is sent, changed or a day old."""
    require(visitor, Action.LOOK_AFTER_OWN_ACCOUNT)
    with office.store.reading() as db:
        sealed = kept_entries.content(db, visitor.clinic_id, visitor.subject_id, screen, since=now - KEPT_FOR)
    if sealed is None:
        return {}
    try:
        return kept.from_text(office.seal.open(sealed))
    except DatabaseUnusable:  # sealed by another key, as after a backup was put back without it
        return {}


def _is_about_erased(db: Database, clinic_id: int, screen: str) -> bool:
    """Whether the address of a screen names a patient who was erased, or a treatment of theirs."""
    for named in _NAMED.findall(screen):
        with suppress(NotFound):  # what is no id names nobody
            if erasing.is_erased(db, clinic_id, from_text(named)):
                return True
    return False


def _interrupted(db: Database, session: str, now: datetime) -> tuple[int, int] | None:
    """Clinic and account of a session that ended without signing out."""
    clinic_id, account_id, _ = sessions.last_holder(db, session) or (0, None, None)
    if account_id is None or living(db, session, now=now) is not None:
        return None
    account = accounts.by_id(db, clinic_id, account_id)
    return (clinic_id, account_id) if account is not None and not account.disabled else None
