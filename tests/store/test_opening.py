import multiprocessing
import os
import stat
from contextlib import closing

import pytest

from recovery.errors import DatabaseReadOnly, DatabaseUnusable
from recovery.store import installation, migrations
from recovery.store.driver import has_safe_wal, sqlite3
from recovery.store.opening import CHECKED_AT_START_BYTES, open_store

FORK = multiprocessing.get_context("fork") if hasattr(os, "fork") else multiprocessing.get_context("spawn")


def tables(path):
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def sql(path, statement):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "recovery.db"


@pytest.fixture
def made(path):
    """A database that holds something and is closed."""
    open_store(path).close()
    sql(path, "INSERT INTO set_up_code VALUES ('hash', '2026-07-15T15:00:00Z')")
    return path


def codes(store):
    with store.reading() as db:
        return [row["code_hash"] for row in db.conn.execute("SELECT code_hash FROM set_up_code").fetchall()]


def test_a_new_database_is_whole_marked_and_in_write_ahead_mode(path):
    with open_store(path).reading() as db:
        assert installation.integrity(db) == []
        assert installation.is_ready(db)
        assert installation.journal_mode(db) == "wal"
        assert db.conn.execute("PRAGMA application_id").fetchone()[0] == migrations.APPLICATION_ID
        assert installation.pending_steps(db) == 0


def test_opening_again_keeps_what_is_there(made):
    assert codes(open_store(made)) == ["hash"]


def test_a_folder_that_is_not_there_is_made(tmp_path):
    open_store(tmp_path / "a" / "b" / "recovery.db")
    assert (tmp_path / "a" / "b" / "recovery.db").exists()


def test_nobody_else_may_read_it(path):
    before = os.umask(0)
    try:
        with open_store(path).writing() as db:
            db.conn.execute("INSERT INTO set_up_code VALUES ('hash', '2026-07-15T15:00:00Z')")
            modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    finally:
        os.umask(before)
    assert {"recovery.db", "recovery.db-wal"} <= set(modes)
    assert set(modes.values()) == {0o600}


def _truncate(path):
    os.truncate(path, path.stat().st_size - 1)


def _tear(path):
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096 * 3)


def _make_foreign(path):
    path.unlink()
    sql(path, "CREATE TABLE recipe (name TEXT)")


def _make_newer(path):
    sql(path, "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('recovery', 'm999_later', '')")


def _make_folder(path):
    path.unlink()
    path.mkdir()


def _leave_only_the_log(path):
    path.unlink()
    path.with_name(path.name + "-wal").write_bytes(b"frames")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        pytest.param(
            lambda path: path.write_bytes(b""), "is empty, .*Put a backup in its place, or delete it", id="empty"
        ),
        pytest.param(lambda path: path.write_text("hello"), "is no database. Name another file in REC", id="a text"),
        pytest.param(lambda path: path.write_bytes(bytes(8192)), "is no database. Name another file", id="zeros"),
        pytest.param(_truncate, "is cut short. Put a backup in its place", id="truncated"),
        pytest.param(_tear, "is damaged", id="torn pages"),
        pytest.param(_make_foreign, "belongs to another program. Name another file", id="another program's"),
        pytest.param(_make_newer, "made by a newer version of this program; start that version", id="newer"),
        pytest.param(_make_folder, "is a folder; name a file in RECOVERY_DATABASE", id="a folder"),
        pytest.param(
            _leave_only_the_log, "is missing, but its log .* is there. Put the database back", id="only the log"
        ),
    ],
)
def test_what_should_hold_data_and_cannot_is_refused_and_left_alone(spoil, said, made):
    spoil(made)
    before = {file.name: file.read_bytes() for file in made.parent.iterdir() if file.is_file() and file.stat().st_size}
    with pytest.raises(DatabaseUnusable, match=said):
        open_store(made)
    assert {name: (made.parent / name).read_bytes() for name in before} == before


@pytest.mark.parametrize(
    ("rights", "what", "said"),
    [
        pytest.param(0o444, "recovery.db", "cannot be written. Nothing was changed; let this user write", id="file"),
        pytest.param(0o555, ".", "cannot be written. Nothing was changed; let this user write", id="folder"),
    ],
)
def test_what_has_to_be_written_and_cannot_is_refused(rights, what, said, *, path, as_ordinary_user):
    sql(path, f"PRAGMA application_id = {migrations.APPLICATION_ID}")  # ours, without its first step
    target = path.parent / what
    before = stat.S_IMODE(target.stat().st_mode)
    target.chmod(rights)
    try:
        with as_ordinary_user(), pytest.raises(DatabaseReadOnly, match=said):
            open_store(path)
    finally:
        target.chmod(before)


def test_a_file_that_was_made_read_only_stays_so(made, as_ordinary_user):
    made.chmod(0o444)
    with as_ordinary_user():
        store = open_store(made)
        assert codes(store) == ["hash"]
        with pytest.raises(DatabaseReadOnly), store.writing() as db:
            db.conn.execute("DELETE FROM set_up_code")


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseReadOnly, match="cannot be made; choose another in RECOVERY_DATABASE"):
        open_store(tmp_path / "file" / "deeper" / "recovery.db")


def test_a_database_of_another_user_is_named(made, as_ordinary_user):
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    made.chmod(0o666)
    os.chown(made, 65_534, -1)
    with as_ordinary_user(), pytest.raises(DatabaseReadOnly, match="belongs to another user; let this user own it"):
        open_store(made)


def test_a_large_file_is_not_read_from_end_to_end_at_each_start(made):
    os.truncate(made, CHECKED_AT_START_BYTES + 4096)  # free space behind the last page is none of our damage
    open_store(made)


def _open_together(path, barrier, answers):
    barrier.wait()
    try:
        open_store(path)
        answers.put("opened")
    except Exception as error:  # noqa: BLE001 - the parent shows whatever it was
        answers.put(repr(error))


def test_six_processes_that_start_together_all_open_it(tmp_path):
    for attempt in range(5):
        barrier, answers = FORK.Barrier(6), FORK.Queue()
        path = tmp_path / f"{attempt}.db"
        starting = [FORK.Process(target=_open_together, args=(path, barrier, answers)) for _ in range(6)]
        for process in starting:
            process.start()
        assert [answers.get(timeout=30) for _ in starting] == ["opened"] * 6
        for process in starting:
            process.join()
        assert "report" in tables(path)


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False), ((3, 44, 5), False), ((3, 44, 6), True), ((3, 45, 0), False), ((3, 50, 6), False),
        ((3, 50, 7), True), ((3, 51, 2), False), ((3, 51, 3), True), ((3, 53, 4), True), ((4, 0, 0), True),
    ],
)  # fmt: skip
def test_which_sqlite_is_free_of_the_checkpoint_race(version, safe):
    assert has_safe_wal(version) is safe
