"""What the program does by itself: each chore in turn, in one process of several, while the app runs."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from recovery.errors import RecoveryError
from recovery.services.alerts.evaluating import EVERY, evaluate
from recovery.services.alerts.notifying import send_waiting
from recovery.services.audit.auditing import verify_by_itself
from recovery.services.office import Office
from recovery.services.people.erasing import sweep_if_owed
from recovery.services.unexpected import without_words
from recovery.store import chores

FIRST_AFTER_S = 5.0
"""Seconds: pages are loaded ahead first, and nobody waits for a chore."""

LOOK_EVERY_S = 30.0
"""Seconds between two looks at what is due; a look is one statement."""

STOP_WITHIN_S = 5.0
"""Seconds that the app waits at its end for a chore in progress; longer, and its open step is undone."""

CLAIM_LASTS = timedelta(minutes=5)
"""After that, whoever claimed a chore is taken for dead. Open treatments of 100,000 patients take seconds."""

_LOG = logging.getLogger("recovery")


@dataclass(frozen=True)
class Chore:
    """Something to be done every so often, once for all processes; done twice at once, it does no harm."""

    name: str
    every: timedelta
    run: Callable[[Office, datetime], object]


EVALUATE = Chore("evaluate", EVERY, lambda office, now: evaluate(office, now=now))

SEND_MAIL = Chore("send mail", timedelta(minutes=1), lambda office, now: send_waiting(office, now=now))
"""After the evaluation, so that what it queues leaves in the same round."""

SWEEP = Chore("sweep the file", timedelta(minutes=5), lambda office, now: sweep_if_owed(office, now=now))
"""Nearly always there is nothing to do: an erasure sweeps a file of ordinary size itself."""

VERIFY = Chore("verify the trail", timedelta(days=1), lambda office, now: verify_by_itself(office.store, now=now))
"""A read of 130,000 rows a second; reports are filed meanwhile."""

CHORES = (EVALUATE, SEND_MAIL, SWEEP, VERIFY)


@contextmanager
def doing_chores(
    open_office: Callable[[], Office], *, clock: Callable[[], datetime], todo: Sequence[Chore] = CHORES
) -> Iterator[None]:
    """Do what is due, in a thread of its own, until the end of the context."""
    stop = threading.Event()
    thread = threading.Thread(target=_keep_at_it, args=(open_office, clock, todo, stop), name="chores", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(STOP_WITHIN_S)


def _keep_at_it(
    open_office: Callable[[], Office], clock: Callable[[], datetime], todo: Sequence[Chore], stop: threading.Event
) -> None:
    pause = FIRST_AFTER_S
    while not stop.wait(pause):
        pause = LOOK_EVERY_S
        for chore in todo:
            if not stop.is_set():
                do_if_due(open_office, chore, clock=clock)


def do_if_due(open_office: Callable[[], Office], chore: Chore, *, clock: Callable[[], datetime]) -> bool:
    """Do a chore unless another has it or has just done it: whether it was done.

    What goes wrong is logged, without patients' words, and tried again when the claim has run out.
    """
    try:
        return _done(open_office(), chore, clock)
    except RecoveryError as error:
        _LOG.error("%s was not done: %s", chore.name, error)
    except Exception as error:  # noqa: BLE001 - whatever it is, the next chore and the server go on
        _LOG.error("%s failed: %s", chore.name, without_words(error))
    return False


def _done(office: Office, chore: Chore, clock: Callable[[], datetime]) -> bool:
    now = clock()
    until = now + CLAIM_LASTS
    with office.store.writing() as db:
        if not chores.claim(db, chore.name, now=now, until=until, done_before=now - chore.every):
            return False
    chore.run(office, now)
    with office.store.writing() as db:
        chores.mark_done(db, chore.name, now=now)
        chores.release(db, chore.name, until=until, now=clock())
    return True
