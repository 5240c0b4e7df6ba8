import multiprocessing
import os
import shutil
import threading
import time

import pytest

from recovery.errors import DatabaseBusy, DatabaseReadOnly, StoreError
from recovery.store import database
from recovery.store.driver import sqlite3
from recovery.store.file_lock import FileLock
from recovery.store.opening import open_store

PROCESSES, THREADS, EACH = 2, 4, 25


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path / "recovery.db")
    yield opened
    opened.close()


def add(store, code):
    with store.writing() as db:
        db.conn.execute("INSERT INTO set_up_code VALUES (?, '2026-07-15T15:00:00Z')", (code,))


def codes(store):
    with store.reading() as db:
        return {row["code_hash"] for row in db.conn.execute("SELECT code_hash FROM set_up_code").fetchall()}


def test_a_commit_is_on_the_disk_and_references_are_checked(store):
    for opened in (store.reading, store.writing, store.maintenance):
        with opened() as db:
            pragmas = ("synchronous", "foreign_keys", "journal_mode")
            assert [db.conn.execute(f"PRAGMA {name}").fetchone()[0] for name in pragmas] == [2, 1, "wal"]


def test_an_exception_undoes_everything(store):
    def change_half():
        with store.writing() as db:
            db.conn.execute("INSERT INTO set_up_code VALUES ('lost', '')")
            raise LookupError

    with pytest.raises(LookupError):
        change_half()
    add(store, "kept")
    assert codes(store) == {"kept"}


def test_a_reader_sees_one_moment(store):
    add(store, "first")
    with store.reading() as db:
        before = db.conn.execute("SELECT count(*) FROM set_up_code").fetchone()[0]
        add(store, "second")
        assert db.conn.execute("SELECT count(*) FROM set_up_code").fetchone()[0] == before == 1
    assert codes(store) == {"first", "second"}


def test_a_reader_cannot_write(store):
    with pytest.raises(DatabaseReadOnly), store.reading() as db:
        db.conn.execute("DELETE FROM set_up_code")


def test_what_breaks_a_rule_of_the_schema_is_told_without_its_values(store):
    with pytest.raises(StoreError, match="refused the change") as refused, store.writing() as db:
        db.conn.execute("INSERT INTO clinic VALUES (-1, 'Secret', '', '', '', 'en', 0, '', 0, '')")
    assert "Secret" not in str(refused.value)
    assert refused.value.__suppress_context__


def _write_from_threads(path, name):
    store = open_store(path)
    threads = [
        threading.Thread(target=lambda t=t: [add(store, f"{name}-{t}-{n}") for n in range(EACH)])
        for t in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()


def test_writers_of_two_processes_all_get_through_the_door(tmp_path):
    path = tmp_path / "recovery.db"
    writers = [
        multiprocessing.get_context("spawn").Process(target=_write_from_threads, args=(path, n))
        for n in range(PROCESSES)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * PROCESSES
    assert codes(open_store(path)) == {
        f"{process}-{thread}-{n}" for process in range(PROCESSES) for thread in range(THREADS) for n in range(EACH)
    }


def test_another_programs_lock_is_waited_for_and_then_named(store, monkeypatch):
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 20)
    add(store, "before")
    store.close()
    holder = sqlite3.connect(store.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusy, match=r"in use by another program. Nothing was changed; try again"):
        add(store, "during")
    assert codes(store) == {"before"}
    holder.execute("COMMIT")
    add(store, "after")
    assert codes(store) == {"before", "after"}
    holder.close()


def test_the_writer_follows_when_the_file_is_replaced(store, tmp_path):
    add(store, "then")
    store.close()
    backup = shutil.copy(store.path, tmp_path / "backup.db")
    add(store, "lost with the file")
    store.path.unlink()
    for left in ("-wal", "-shm"):
        store.path.with_name(store.path.name + left).unlink()
    backup.rename(store.path)
    add(store, "now")
    assert codes(store) == {"then", "now"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork.*:DeprecationWarning")
def test_a_fork_writes_through_a_connection_of_its_own(store):
    add(store, "parent")
    child = os.fork()
    if not child:
        try:
            add(store, "child")
            store.close()
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    add(store, "parent again")
    assert codes(store) == {"parent", "child", "parent again"}


def test_maintenance_has_the_door_to_itself(store):
    inside, done = threading.Event(), []

    def write():
        inside.wait()
        add(store, "after")
        done.append("written")

    writer = threading.Thread(target=write)
    writer.start()
    with store.maintenance() as db:
        inside.set()
        db.conn.execute("INSERT INTO set_up_code VALUES ('during', '')")
        db.conn.commit()
        db.conn.execute("VACUUM")
        assert done == []
    writer.join()
    assert codes(store) == {"during", "after"}


def test_a_closed_store_opens_again(store):
    store.close()
    store.close()
    add(store, "again")
    assert codes(store) == {"again"}


def test_a_writer_of_another_process_that_hangs_is_told_as_such(store, monkeypatch):
    holder = multiprocessing.get_context("spawn").Process(target=_hold_the_lock, args=(store.path,))
    holder.start()
    while not store.path.with_name("held").exists():
        assert holder.is_alive()
        time.sleep(0.01)
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 20)
    try:
        with pytest.raises(DatabaseBusy, match=r"in use by another program. Nothing was changed; try again"):
            add(database.Store(store.path), "during")
    finally:
        holder.kill()
        holder.join()
    add(store, "after: the lock of a dead process is free")


def _hold_the_lock(path):
    with FileLock(path, wait_s=1):
        path.with_name("held").touch()
        time.sleep(60)


def test_the_present_is_the_transaction_that_one_is_in(store):
    with store.present() as alone, store.present() as again:
        assert again is alone
    with store.writing() as writer:
        with store.present() as now:
            assert now is writer
        with store.reading() as reader, store.present() as now:
            assert now is reader
        with store.present() as now:
            assert now is writer
    with store.present() as now:
        assert now not in (writer, reader)


def test_another_threads_transaction_is_not_the_present(store):
    found = []

    def look():
        with store.present() as now:
            found.append(now)

    with store.writing() as writer:
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert found != [writer]


def test_a_snapshot_that_a_generator_left_open_is_no_longer_the_present_once_it_is_closed(store):
    def lines():
        with store.reading() as db:
            yield db

    left_open = lines()
    first = next(left_open)
    with store.reading() as second:
        left_open.close()
        with store.present() as now:
            assert now is second is not first
