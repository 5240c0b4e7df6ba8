"""Opened patients in the trail: one row when somebody opens one, not one at every run of the page."""

import logging
from datetime import datetime, timedelta

from recovery.domain.access import Visitor
from recovery.errors import StoreError
from recovery.services.office import Office
from recovery.store import audit

STAYS_OPEN_FOR = timedelta(minutes=15)
"""Without a run of the page for so long, the next one counts as opening it again (ours)."""

_AT_ONCE = timedelta(microseconds=1)
"""Reading a patient and noting the look bear the same moment: they are one opening."""

_LOG = logging.getLogger("recovery")


def note_opened(office: Office, visitor: Visitor, *, subject: str, now: datetime, anew: bool = False) -> None:
    """Write that a member of staff opened what `subject` names, unless their session has had it open until now.

    With `anew`, somebody came to it from elsewhere, and only a row of this very moment stands for that. Where nothing
    can be written, that goes to the log and the patient is shown: care does not wait for the trail.
    """
    seen, row = ("has open", visitor.session, subject), ("opened", visitor.session, subject)
    is_new = office.lately.is_new(seen, now=now, within=STAYS_OPEN_FOR, prolongs=True)
    if not (is_new or anew) or not office.lately.is_new(row, now=now, within=_AT_ONCE):
        return
    try:
        with office.store.writing() as db:
            audit.add_by(db, visitor, "opened a patient", subject, now=now)
    except StoreError as trouble:
        office.lately.forget(seen)
        office.lately.forget(row)
        _LOG.error("An opened patient could not be written to the trail: %s", trouble)
