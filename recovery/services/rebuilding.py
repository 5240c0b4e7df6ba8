"""What is derived from the reports: comparing it with them, and restoring it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from recovery.domain.guide import Guide
from recovery.domain.verifying import differ
from recovery.services.alerts.watching import opens_from
from recovery.store import chores, derived, evaluations, guidance, people, recounting
from recovery.store.database import Database, Store
from recovery.store.rows import START

Progress = Callable[[int, int], None]
"""Told how much is done, and of how much."""


@dataclass(frozen=True)
class Difference:
    """A treatment whose derived rows are not what its reports say, and in which tables; None where it is the counts."""

    treatment_id: int | None
    tables: tuple[str, ...]


def verify(store: Store, guide: Guide, progress: Progress | None = None) -> list[Difference]:
    """Recompute what is derived from the reports of one snapshot; where the stored rows differ from it.

    Alerts are compared where reports are watched, as far as time alone does not change them. The counts are made anew
    from the scores.
    """
    found: dict[int | None, set[str]] = {}
    with store.reading() as db:
        total = derived.treatments(db) + derived.treatments_with_reports(db)
        every = chain(_differences(db, guide), _count_differences(db))
        for done, (treatment_id, tables) in enumerate(every, start=1):
            if tables:
                found.setdefault(treatment_id, set()).update(tables)
            if progress is not None:
                progress(done, max(done, total))
    return [Difference(treatment_id, tuple(sorted(tables))) for treatment_id, tables in found.items()]


def _differences(db: Database, guide: Guide) -> Iterator[tuple[int, list[str]]]:
    watched = {clinic_id: people.clinic(db, clinic_id) for clinic_id in evaluations.watched_clinics(db)}
    for followed, known, wrong in derived.differences(db, guide):
        clinic, treatment = watched.get(followed.clinic_id), followed.treatment
        if clinic is None:
            yield treatment.treatment_id, [*wrong]
            continue
        since = opens_from(guide, clinic, treatment) if treatment.closed_on is None else None
        again = differ(known, followed.history, guide=guide, method=treatment.method, opens_from=since)
        yield treatment.treatment_id, [*wrong, *(["alert"] if again else [])]


def _count_differences(db: Database) -> Iterator[tuple[None, list[str]]]:
    """A step for each treatment that was recounted; the last one says which tables are wrong."""
    done = 0
    for now_done, counted in recounting.recount(db):
        for _ in range(done, now_done):
            yield None, []
        done, found = now_done, counted
    wrong = recounting.corrections(found.tables(), recounting.stored(db))
    yield None, [table for table, cells in wrong.items() if cells]


def rebuild(store: Store, guide: Guide, progress: Progress | None = None) -> int:
    """Restore what is derived of each treatment but its alerts' evidence, which judging again restores; of how many.

    It goes in steps: reports can be filed in between. Interrupted, it leaves each treatment as it was or restored.
    """
    with store.reading() as db:
        total = derived.treatments_with_reports(db)
    done, after = 0, START
    while True:
        with store.writing() as db:
            keys = derived.rebuild_some(db, guide, after=after)
        if not keys:
            return done
        done, after = done + len(keys), keys[-1]
        if progress is not None:
            progress(done, max(done, total))


def rebuild_counts(store: Store, progress: Progress | None = None) -> None:
    """Restore the counts: recounted in one snapshot while reports go on coming, then corrected by what was wrong.

    Not for two at once: both would correct the same.
    """
    with store.reading() as db:
        total = derived.treatments_with_reports(db)
        for done, found in recounting.recount(db):  # noqa: B007 - the last one is whole
            if progress is not None:
                progress(done, max(done, total))
        wrong = recounting.corrections(found.tables(), recounting.stored(db))
    if any(wrong.values()):
        with store.writing() as db:
            recounting.add(db, wrong)


def rebuild_if_due(store: Store, guide: Guide, *, now: datetime) -> None:
    """Restore what is derived if a change of the bands has made that due, in this process or one that was stopped."""
    with store.reading() as db:
        due = chores.is_owed(db, chores.DERIVED_ROWS)
    if due:
        rebuild(store, guide)
        with store.writing() as db:
            chores.mark_done(db, chores.DERIVED_ROWS, now=now)


def count_past_bands_again(store: Store, *, now: datetime, progress: Progress | None = None) -> None:
    """Count anew, after a change of the bands, how much of each treatment is past its band.

    It goes in steps, as rebuild does, but reads no report: 100,000 treatments take seconds. When the guidance changes
    in between, it begins anew: all of it is counted by one version before it is settled.
    """
    with store.reading() as db:
        total = derived.treatments_with_reports(db)
    done, after, counted_by = 0, START, None
    while True:
        with store.writing() as db:
            in_force = guidance.latest(db)
            if in_force != counted_by:
                done, after, counted_by = 0, START, in_force
            keys = derived.count_some_again(db, after=after)
            if not keys:
                chores.mark_done(db, chores.DERIVED_ROWS, now=now)
                return
        done, after = done + len(keys), keys[-1]
        if progress is not None:
            progress(done, max(done, total))
