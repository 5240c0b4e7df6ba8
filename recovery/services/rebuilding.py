"""What is derived from the reports: comparing it with them, and restoring it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from recovery.domain.guide import Guide
from recovery.store import derived
from recovery.store.database import Store

Progress = Callable[[int, int], None]
"""Told how much is done, and of how much."""


@dataclass(frozen=True)
class Difference:
    """A treatment whose derived rows are not what its reports say, and in which tables."""

    treatment_id: int
    tables: tuple[str, ...]


def verify(store: Store, guide: Guide, progress: Progress | None = None) -> list[Difference]:
    """Recompute what is derived from the reports of one snapshot; where the stored rows differ from it."""
    found = []
    with store.reading() as db:
        total = derived.treatments_with_reports(db)
        for done, (treatment_id, tables) in enumerate(derived.differences(db, guide), start=1):
            if tables:
                found.append(Difference(treatment_id, tuple(tables)))
            if progress is not None:
                progress(done, max(done, total))
    return found


def rebuild(store: Store, guide: Guide, progress: Progress | None = None) -> int:
    """Restore what is derived; of how many treatments.

    It goes in steps: reports can be filed in between. Interrupted, it leaves each treatment as it was or restored.
    """
    with store.reading() as db:
        total = derived.treatments_with_reports(db)
    done, after = 0, derived.START
    while True:
        with store.writing() as db:
            keys = derived.rebuild_some(db, guide, after=after)
        if not keys:
            return done
        done, after = done + len(keys), keys[-1]
        if progress is not None:
            progress(done, max(done, total))


def rebuild_if_due(store: Store, guide: Guide, *, now: datetime) -> None:
    """Restore what is derived if a change of the bands has made that due, in this process or one that was stopped."""
    with store.reading() as db:
        due = derived.is_due(db)
    if due:
        rebuild(store, guide)
        with store.writing() as db:
            derived.settle(db, now=now)


def count_past_bands_again(store: Store, guide: Guide, *, now: datetime, progress: Progress | None = None) -> None:
    """Count anew, after a change of the bands, how much of each treatment is past its band.

    It goes in steps, as rebuild does, but reads no report: 100,000 treatments take seconds.
    """
    with store.reading() as db:
        total = derived.treatments_with_reports(db)
    done, after = 0, derived.START
    while True:
        with store.writing() as db:
            keys = derived.count_some_again(db, guide.number, after=after)
            if not keys:
                derived.settle(db, now=now)
                return
        done, after = done + len(keys), keys[-1]
        if progress is not None:
            progress(done, max(done, total))
