"""The trail: verifying that nobody changed, deleted or slipped in a row."""

import logging
from datetime import datetime

from recovery.services.rebuilding import Progress
from recovery.store import audit, trail_checks
from recovery.store.database import Database, Store
from recovery.store.trail_checks import Verdict
from recovery.store.trail_key import read_or_make_key

TOLD_EVERY = 5_000
"""Rows between two steps of progress."""

_LOG = logging.getLogger("recovery")


def verify_trail(store: Store, *, now: datetime, progress: Progress | None = None) -> Verdict:
    """Recompute the whole chain, name the first broken row, and remember the verdict.

    Rows cut off at the end leave no gap: they are missed as soon as an earlier verification had read them.
    """
    key = read_or_make_key(store.path)
    with store.reading() as db:
        verdict = _verdict(db, key, now, progress)
    with store.writing() as db:
        trail_checks.keep(db, verdict, key)
    return verdict


def verify_by_itself(store: Store, *, now: datetime) -> None:
    """Verify the trail as a chore: the log says when it is broken, and Administration shows it."""
    verdict = verify_trail(store, now=now)
    if not verdict.is_whole:
        _LOG.error("The trail of who did what is broken at row %s: %s.", verdict.broken_seq, verdict.why)


def _verdict(db: Database, key: bytes, now: datetime, progress: Progress | None) -> Verdict:
    total = audit.count(db)
    rows, last = 0, audit.BEGINNING
    for seq, wrong, mac in audit.looked_at(db, key):
        if wrong:
            return Verdict(now, rows, seq, wrong, last)
        rows, last = rows + 1, mac
        if progress is not None and rows % TOLD_EVERY == 0:
            progress(rows, total)
    earlier = trail_checks.last_whole(db, key)
    if earlier is not None and earlier.rows and trail_checks.mac_at(db, earlier.rows) != earlier.last_mac:
        return Verdict(now, rows, rows + 1, f"rows up to {earlier.rows} were here at the last verification", last)
    return Verdict(now, rows, None, "", last)
