"""Refusals in the trail: who was refused what, from which session."""

import logging
from datetime import datetime, timedelta

from recovery.errors import NotFound, RecoveryError, StoreError
from recovery.services.office import Office
from recovery.store import audit, people, sessions
from recovery.store.audit import Actor
from recovery.store.database import Database

WRITTEN_EVERY = timedelta(minutes=1)
"""The same refusal of the same session is written once within it (ours): a page that is tried again and again."""

REFUSED = "was refused"

_LOG = logging.getLogger("recovery")


def note_refusal(office: Office, session: str, error: RecoveryError, *, where: str, now: datetime) -> None:
    """Write that the holder of a session, by its token's hash, or somebody signed out was refused something.

    `where` is a screen or a route of ours by its name, never an address that somebody typed. Where nothing can be
    written, that goes to the log: it must not take the refusal's place.
    """
    why = "nothing of theirs there" if isinstance(error, NotFound) else "not for them"
    this = (REFUSED, session, where, why)
    if not office.lately.is_new(this, now=now, within=WRITTEN_EVERY):
        return
    try:
        with office.store.writing() as db:
            _write(db, session, where=where, why=why, now=now)
    except StoreError as trouble:
        office.lately.forget(this)
        _LOG.error("A refusal could not be written to the trail: %s", trouble)


def _write(db: Database, session: str, *, where: str, why: str, now: datetime) -> None:
    holder, clinic = sessions.last_holder(db, session), people.the_clinic(db)
    if holder is None and clinic is None:
        return
    clinic_id, account_id, patient_id = holder or (clinic.clinic_id if clinic else 0, None, None)
    who = audit.SIGNED_OUT
    if account_id or patient_id:
        name = f"staff:{account_id}" if account_id else f"patient:{patient_id}"
        who = Actor(name, session[: audit.SESSION_SIGNS])
    audit.add(db, clinic_id=clinic_id, now=now, actor=who, action=REFUSED, subject=where, details={"why": why})
