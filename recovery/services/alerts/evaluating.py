"""Judging treatments again without a new report: by what time alone changes, or by a new guidance."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from recovery.domain.alerts import Alert, Change, Step
from recovery.domain.clinic import Clinic
from recovery.domain.filing import alerts_of
from recovery.domain.guide import Guide
from recovery.domain.identifiers import as_text
from recovery.errors import NotJudged, StoreError
from recovery.services.alerts.notifying import queue
from recovery.services.alerts.watching import watch_again
from recovery.services.office import Office
from recovery.services.rebuilding import Progress
from recovery.services.unexpected import without_words
from recovery.store import alerts, chores, evaluations, people
from recovery.store.bulk_histories import Followed
from recovery.store.database import Database

EVERY = timedelta(minutes=5)
"""Time-driven rules count whole days, so a new day's alerts are there minutes after midnight."""

LATE_AFTER = 3 * EVERY
"""One evaluation may fail or take its time; after three that did not come, somebody should know (ours)."""

NAMED = 20
"""Recoveries that the log names of those that could not be judged: more are no fault of theirs."""

_LOG = logging.getLogger("recovery")


@dataclass(frozen=True)
class Evaluation:
    """How many treatments were judged, and what became of their alerts; `changed` are neither opened nor closed.

    `failed` names those that could not be judged, which are among the treatments, and where in the program.
    """

    treatments: int = 0
    opened: int = 0
    closed: int = 0
    changed: int = 0
    failed: tuple[str, ...] = ()

    def __add__(self, other: "Evaluation") -> "Evaluation":
        return Evaluation(
            self.treatments + other.treatments,
            self.opened + other.opened,
            self.closed + other.closed,
            self.changed + other.changed,
            self.failed + other.failed,
        )


def evaluate(
    office: Office, *, now: datetime, everything: bool = False, progress: Progress | None = None
) -> Evaluation:
    """Judge the open treatments and those with open alerts, or all, and store what that changes among their alerts.

    It goes in steps: reports can be filed in between. Several may do it at once, and it may be stopped at any time.
    Clinics that do not watch reports are left out. NotJudged, after all the others, when some could not be judged.
    """
    with office.store.reading() as db:
        chosen = {
            clinic_id: evaluations.to_judge(db, clinic_id, everything=everything)
            for clinic_id in evaluations.watched_clinics(db)
        }
    found, total = Evaluation(), sum(map(len, chosen.values()))
    for clinic_id, ids in chosen.items():
        failed_before = found.failed
        for some in evaluations.in_steps(ids):
            found += _evaluate_the_sound(office, clinic_id, some, now=now)
            if progress is not None:
                progress(found.treatments, total)
        if found.failed == failed_before:
            with office.store.writing() as db:
                mark_evaluated(db, clinic_id, now=now)
    _refuse_failures(found)
    return found


def mark_evaluated(db: Database, clinic_id: int, *, now: datetime) -> None:
    """Note that all open treatments of a clinic were judged."""
    chores.mark_done(db, _evaluation_of(clinic_id), now=now)


def last_evaluated(db: Database, clinic_id: int) -> datetime | None:
    """When all open treatments of a clinic were last judged; None before the first time."""
    return chores.done_at(db, _evaluation_of(clinic_id))


def is_late(clinic: Clinic, computed_at: datetime | None, *, now: datetime) -> bool:
    """Whether a clinic's open treatments should have been judged again by now."""
    since = computed_at or clinic.watched_since
    return clinic.watched and since is not None and now - since > LATE_AFTER


def _evaluation_of(clinic_id: int) -> str:
    return f"evaluation of clinic {clinic_id}"


def _evaluate_the_sound(office: Office, clinic_id: int, ids: Sequence[int], *, now: datetime) -> Evaluation:
    """Judge these treatments but those that cannot be judged: they are named, and found by halves, as they are rare."""
    try:
        return _evaluate_some(office, clinic_id, ids, now=now)
    except StoreError:  # the others would fare no better
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, one recovery keeps no other from being judged
        if len(ids) == 1:
            return Evaluation(treatments=1, failed=(_failure(ids[0], error),))
    half = len(ids) // 2
    return sum(
        (_evaluate_the_sound(office, clinic_id, some, now=now) for some in (ids[:half], ids[half:])), Evaluation()
    )


def _failure(treatment_id: int, error: Exception) -> str:
    return f"{as_text(treatment_id)}: {without_words(error)}"


def _refuse_failures(found: Evaluation) -> None:
    for failure in found.failed[:NAMED]:
        _LOG.error("This recovery could not be judged: %s", failure)
    if found.failed:
        many = f"{len(found.failed):,} of {found.treatments:,} recoveries"
        raise NotJudged(f"{many} could not be judged, all others were: the log names them; `verify` checks the file.")


def _evaluate_some(office: Office, clinic_id: int, ids: Sequence[int], *, now: datetime) -> Evaluation:
    """Judge a few hundred treatments: nearly all stay as they are, and those that do not are judged in the door."""
    with office.store.reading() as db:
        due = [treatment_id for treatment_id, _ in _changes(db, office, clinic_id, ids, now=now)]
    if not due:
        return Evaluation(len(ids))
    with office.store.writing() as db:
        changes = judge_some(db, office, clinic_id, due, now=now)
        queue(db, office, people.clinic(db, clinic_id), changes, now=now)
    return Evaluation(len(ids)) + _counted(changes)


def judge_some(db: Database, office: Office, clinic_id: int, ids: Sequence[int], *, now: datetime) -> list[Change]:
    """Judge a few hundred treatments in the transaction of whoever changed them; what that changes, stored."""
    changes = [change for _, each in _changes(db, office, clinic_id, ids, now=now) for change in each]
    alerts.put(db, clinic_id, changes, office.guide.catalogue)
    return changes


def _changes(
    db: Database, office: Office, clinic_id: int, ids: Sequence[int], *, now: datetime
) -> Iterator[tuple[int, tuple[Change, ...]]]:
    """What judging these treatments changes, of those where it changes anything."""
    clinic = people.clinic(db, clinic_id)
    if not clinic.watched:
        return
    guide = office.guide
    for followed, known in evaluations.some(db, clinic_id, ids, guide.catalogue):
        changes = _changes_of(guide, clinic, followed, known, now=now)
        if changes:
            yield followed.treatment.treatment_id, changes


def _changes_of(
    guide: Guide, clinic: Clinic, followed: Followed, known: Sequence[Alert], *, now: datetime
) -> tuple[Change, ...]:
    treatment = followed.treatment
    if _is_of_an_earlier_day(clinic, followed, known, now=now):
        return ()
    watch = watch_again(known, guide, clinic, treatment, now=now)
    return alerts_of(followed.history, guide=guide, method=treatment.method, watch=watch)


def _is_of_an_earlier_day(clinic: Clinic, followed: Followed, known: Sequence[Alert], *, now: datetime) -> bool:
    """Whether a treatment was judged on a later day than that of `now`, when this evaluation began.

    One that goes on past midnight would take back what a report of the new day has just brought.
    """
    heard = [alert.heard_at for alert in known]
    heard += [followed.history.last_at] if followed.history.last_at else []
    return any(clinic.today(at) > clinic.today(now) for at in heard if at > now)


def _counted(changes: Iterable[Change]) -> Evaluation:
    steps = [{event.step for event in change.events} for change in changes]
    opened = sum(Step.OPENED in taken for taken in steps)
    closed = sum(Step.ANSWERED in taken for taken in steps)
    return Evaluation(opened=opened, closed=closed, changed=len(steps) - opened - closed)
