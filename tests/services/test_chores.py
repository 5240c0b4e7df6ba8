"""What the program does by itself: one of several does it, a dead one is not waited for, and no error ends it."""

import logging
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from recovery.errors import DatabaseBusy
from recovery.services import chores
from recovery.services.chores import CHORES, CLAIM_LASTS, EVALUATE, Chore, do_if_due, doing_chores
from recovery.store import chores as kept
from recovery.store.database import Store

MINUTE = timedelta(minutes=1)


class Clock:
    """A clock that is set by hand."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def clock(now):
    return Clock(now)


@pytest.fixture
def done(office, clock):
    """A chore that notes when it was done, and how to have it done if it is due."""
    times = []
    chore = Chore("sweep", 5 * MINUTE, lambda _office, now: times.append(now))

    def look(after=timedelta()):
        clock.now += after
        return do_if_due(lambda: office, chore, clock=clock)

    return times, look


def failing(error):
    def fail(_office, _now):
        raise error

    return Chore("sweep", 5 * MINUTE, fail)


def test_a_chore_is_done_once_in_its_time(done, now):
    times, look = done
    assert [look(), look(4 * MINUTE), look(MINUTE), look()] == [True, False, True, False]
    assert times == [now, now + 5 * MINUTE]


def test_when_it_was_done_is_on_record(done, office, now):
    _, look = done
    with office.store.reading() as db:
        assert kept.done_at(db, "sweep") is None
    look()
    with office.store.reading() as db:
        assert kept.done_at(db, "sweep") == now


def test_of_several_processes_one_does_it(office, clock):
    times, stores = [], [Store(office.store.path) for _ in range(4)]
    start = threading.Barrier(len(stores))
    chore = Chore("sweep", 5 * MINUTE, lambda _office, now: times.append(now))

    def look(store):
        start.wait()
        do_if_due(lambda: replace(office, store=store), chore, clock=clock)
        store.close()

    threads = [threading.Thread(target=look, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(times) == 1


def test_nobody_takes_a_chore_from_whoever_is_at_it(done, office, now):
    _, look = done
    with office.store.writing() as db:
        assert kept.claim(db, "sweep", now=now, until=now + CLAIM_LASTS, done_before=now)
    assert [look(), look(CLAIM_LASTS - MINUTE)] == [False, False]


def test_a_dead_one_s_claim_runs_out(done, office, now):
    times, look = done
    with office.store.writing() as db:
        kept.claim(db, "sweep", now=now, until=now + CLAIM_LASTS, done_before=now)
    assert look(CLAIM_LASTS)
    assert times == [now + CLAIM_LASTS]


def test_who_was_thought_dead_does_not_end_another_s_claim(office, now):
    with office.store.writing() as db:
        kept.claim(db, "sweep", now=now, until=now + MINUTE, done_before=now)
        kept.claim(db, "sweep", now=now + 2 * MINUTE, until=now + 9 * MINUTE, done_before=now)
        kept.release(db, "sweep", until=now + MINUTE, now=now + 3 * MINUTE)
        assert not kept.claim(db, "sweep", now=now + 4 * MINUTE, until=now + 9 * MINUTE, done_before=now)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        pytest.param(DatabaseBusy("The database is in use."), "sweep was not done: The database is in use.", id="ours"),
        pytest.param(ValueError("Vera Secretname"), "sweep failed: ValueError at", id="one that nobody expected"),
    ],
)
def test_what_goes_wrong_is_logged_without_patients_words_and_tried_again(office, clock, caplog, error, says):
    with caplog.at_level(logging.ERROR):
        assert not do_if_due(lambda: office, failing(error), clock=clock)
    assert says in caplog.text
    assert "Secretname" not in caplog.text
    assert not do_if_due(lambda: office, Chore("sweep", MINUTE, lambda *_: None), clock=clock)
    clock.now += CLAIM_LASTS
    assert do_if_due(lambda: office, Chore("sweep", MINUTE, lambda *_: None), clock=clock)


def test_an_office_that_cannot_be_opened_ends_nothing(clock, caplog):
    def no_office():
        raise DatabaseBusy("The database is in use.")

    assert not do_if_due(no_office, EVALUATE, clock=clock)
    assert "evaluate was not done" in caplog.text


@pytest.fixture
def at_once(monkeypatch):
    monkeypatch.setattr(chores, "FIRST_AFTER_S", 0.01)
    monkeypatch.setattr(chores, "LOOK_EVERY_S", 0.01)


def test_chores_are_done_while_the_app_runs_and_no_longer(office, clock, at_once):
    turns, enough = [], threading.Event()

    def work(_office, _now):
        turns.append(threading.current_thread().name)
        clock.now += MINUTE
        enough.set() if len(turns) >= 3 else None

    with doing_chores(lambda: office, clock=clock, todo=[Chore("sweep", MINUTE, work)]):
        assert enough.wait(10)
    assert set(turns) == {"chores"}
    assert "chores" not in {thread.name for thread in threading.enumerate()}


def test_after_an_error_the_others_are_done(office, clock, at_once):
    reached = threading.Event()
    todo = [failing(ValueError("no")), Chore("dust", MINUTE, lambda *_: reached.set())]
    with doing_chores(lambda: office, clock=clock, todo=todo):
        assert reached.wait(10)


def test_the_app_ends_at_once_though_chores_wait(office, clock):
    with doing_chores(lambda: office, clock=clock):
        pass
    assert "chores" not in {thread.name for thread in threading.enumerate()}


def test_open_recoveries_are_judged_among_the_chores(practice, clock, at_once):
    watched = practice.watching()
    patient = watched.enrol(days_ago=0)
    clock.now += timedelta(days=5)
    assert EVALUATE in CHORES
    assert do_if_due(lambda: watched.office, EVALUATE, clock=clock)
    with watched.office.store.reading() as db:
        rows = db.conn.execute("SELECT treatment_id, rule FROM alert").fetchall()
    assert [tuple(row) for row in rows] == [(patient.treatment_id, "silent")]
