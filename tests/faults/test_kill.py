"""A process that is killed in the middle loses nothing that it acknowledged, and leaves nothing half done."""

import itertools
import os
import random
import signal
import time
from collections import Counter
from contextlib import closing
from dataclasses import replace

import pytest

from recovery.errors import DatabaseUnusable
from recovery.services.rebuilding import verify
from recovery.store import installation
from recovery.store.database import Store
from recovery.store.driver import sqlite3
from recovery.store.migrations import migrations
from recovery.store.opening import open_store

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot kill -9"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork.*:DeprecationWarning"),
]

KILLS = 10


def fork(work):
    """Run work(acknowledge) in a child; its process id, and where its acknowledgements arrive, a line each."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            work(lambda *words: os.write(writing, (" ".join(map(str, words)) + "\n").encode()))
        finally:
            os._exit(0)
    os.close(writing)
    return child, os.fdopen(reading)


def kill(child, acknowledged, *, after):
    """Kill -9 a little after so many acknowledgements; all that arrived."""
    lines = list(itertools.islice(acknowledged, after))
    time.sleep(random.uniform(0, 0.002))
    os.kill(child, signal.SIGKILL)
    lines += acknowledged.readlines()
    acknowledged.close()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    return [line.split() for line in lines]


def test_no_acknowledged_report_is_lost_when_the_process_is_killed(practice):
    patients = [practice.enrol(days_ago=7) for _ in range(3)]
    practice.office.store.close()
    path = practice.office.store.path

    def report_for_ever(acknowledge):
        own = replace(practice, office=replace(practice.office, store=Store(path)))
        for turn in itertools.count():
            patient, day = patients[turn % 3], turn % 8
            filing = own.report(patient, day, now=practice.now, redness=turn % 5, itching=turn % 3)
            acknowledge(patient.treatment_id, day, filing.report.revision)

    acknowledged = Counter()
    for _ in range(KILLS):
        before = sum(stored_revisions(practice).values())
        lines = kill(*fork(report_for_ever), after=random.randint(5, 60))
        acknowledged.update((int(treatment), int(day)) for treatment, day, _ in lines)
        stored = stored_revisions(practice)
        assert sum(stored.values()) - before - len(lines) in (0, 1), "more than one report was stored unacknowledged"
        assert all(stored[key] >= count for key, count in acknowledged.items()), "an acknowledged report is lost"
        with practice.office.store.reading() as db:
            assert installation.integrity(db) == []
        assert verify(practice.office.store, practice.office.guide) == []
    practice.report(patients[0], 7, redness=1)


def stored_revisions(practice):
    """How many versions of each day's report there are; every one of them has to be there."""
    with practice.office.store.reading() as db:
        rows = db.conn.execute("SELECT treatment_id, day, revision FROM report").fetchall()
        kept = db.conn.execute("SELECT count(*) FROM report_revision").fetchone()[0]
    assert kept == sum(row["revision"] - 1 for row in rows)
    return Counter({(row["treatment_id"], row["day"]): row["revision"] for row in rows})


def test_a_migration_that_is_killed_is_wholly_before_or_after(practice):
    practice.report(practice.enrol(), 1, redness=2)
    practice.office.store.close()
    path = practice.office.store.path

    def migrate(acknowledge):
        @migrations()
        def m999_later(db):
            acknowledge("begun")
            db.conn.execute("CREATE TABLE later (n INTEGER)")
            for n in range(200_000):
                db.conn.execute("INSERT INTO later VALUES (?)", (n,))

        open_store(path)
        acknowledge("done")
        time.sleep(60)

    seen = set()
    for delay in (0.0, 0.005, 0.01, 0.02, 0.04, None):  # at last one that gets through
        child, acknowledged = fork(migrate)
        assert acknowledged.readline() == "begun\n"
        if delay is None:
            assert acknowledged.readline() == "done\n"
        else:
            time.sleep(delay)
        kill(child, acknowledged, after=0)
        seen.add(state_of(path))
        if (True, 200_000) in seen:
            break
        with open_store(path).reading() as db:
            assert installation.integrity(db) == []
            assert db.conn.execute("SELECT count(*) FROM report").fetchone()[0] == 1
    assert seen == {(False, None), (True, 200_000)}
    with pytest.raises(DatabaseUnusable, match="newer version"):
        open_store(path)


def state_of(path):
    """Whether the later step is on record, and how many rows it made."""
    with closing(sqlite3.connect(path)) as connection:
        noted = connection.execute("SELECT count(*) FROM _sqlite_migrations WHERE name = 'm999_later'").fetchone()[0]
        there = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'later'").fetchone()[0]
        return bool(noted), connection.execute("SELECT count(*) FROM later").fetchone()[0] if there else None


def test_a_first_start_that_is_killed_can_be_started_again(tmp_path):
    for attempt in range(KILLS):
        path = tmp_path / f"{attempt}.db"

        def start(acknowledge, path=path):
            acknowledge("starting")
            open_store(path)
            time.sleep(60)

        child, acknowledged = fork(start)
        acknowledged.readline()
        time.sleep(attempt * 0.002)
        kill(child, acknowledged, after=0)
        with open_store(path).reading() as db:
            assert installation.integrity(db) == []
        assert {file.name.removeprefix(path.name) for file in tmp_path.glob(f"{path.name}*")} <= {
            "",
            ".key",
            ".lock",
            ".queue",
            "-wal",
            "-shm",
        }
