"""Opening the database: many readers, and one door for writers."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlite_utils import Database

from recovery.errors import DatabaseUnusable
from recovery.store.driver import in_our_words, sqlite3
from recovery.store.file_lock import FileLock
from recovery.store.trail_key import mac_of, read_or_make_key

__all__ = ["Database", "Store", "connect"]

BUSY_TIMEOUT_MS = 10_000
"""How long to wait for another program's lock (docs/platform.md, "SQLite")."""

_of_a_parent: list[Database] = []
"""Connections that a parent process opened. Its fork must not close them, so it never lets go of them."""


class Store:
    """One database file: `reading()` gives a snapshot, `writing()` the only way to change it.

    A reader opens a connection of its own (about 0.1 ms). Writers share one connection of the process,
    which only the holder of the door touches: a lock among threads, and a file lock among processes.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._door = threading.Lock()
        self._file_lock = FileLock(path, wait_s=BUSY_TIMEOUT_MS / 1000)
        self._of_thread = threading.local()
        self._writer = _KeptOpen(path)
        self._looking = threading.Lock()
        self._looker = _KeptOpen(path)

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """One consistent snapshot; closed at the end."""
        with in_our_words(self.path):
            db = connect(self.path)
            try:
                db.conn.execute("PRAGMA query_only = ON")
                db.conn.execute("BEGIN")
                with self._in_transaction(db):
                    yield db
            finally:
                db.conn.close()

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """One transaction that takes the write lock at once; an exception undoes all of it."""
        with self._door, self._file_lock, in_our_words(self.path):
            db = self._writer.connection()
            db.conn.execute("BEGIN IMMEDIATE")
            try:
                with self._in_transaction(db):
                    yield db
                db.conn.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    db.conn.execute("ROLLBACK")
                raise

    @contextmanager
    def present(self) -> Iterator[Database]:
        """The transaction that this thread is in, the innermost; when it is in none, a snapshot for a short look.

        Such looks share one connection of the process, one at a time, and take a tenth of what `reading` does.
        """
        open_now: list[Database] = getattr(self._of_thread, "transactions", [])
        if open_now:
            yield open_now[-1]
            return
        with self._looking, in_our_words(self.path):
            db = self._looker.connection()
            try:
                db.conn.execute("BEGIN")
                with self._in_transaction(db):
                    yield db
                db.conn.execute("COMMIT")
            except BaseException:
                self._looker.close()
                raise

    @contextmanager
    def maintenance(self, *, look_first: Callable[[Path], None] | None = None) -> Iterator[Database]:
        """The write door without a transaction, on a connection of its own: migrations, VACUUM.

        `look_first` sees the path behind the door, before a connection makes or touches the file.
        """
        with self._door, self._file_lock, in_our_words(self.path):
            if look_first is not None:
                look_first(self.path)
            self._close_kept()
            db = connect(self.path)
            try:
                yield db
            finally:
                db.conn.close()

    def close(self) -> None:
        """Let go of the file; the next use opens it again."""
        with self._door:
            self._close_kept()
            self._file_lock.close()

    def _close_kept(self) -> None:
        self._writer.close()
        with self._looking:
            self._looker.close()

    @contextmanager
    def _in_transaction(self, db: Database) -> Iterator[None]:
        open_now: list[Database] = self._of_thread.__dict__.setdefault("transactions", [])
        open_now.append(db)
        try:
            yield
        finally:
            open_now.remove(db)


class _KeptOpen:
    """A connection that is kept for whoever holds its lock, and made anew for another file or in another process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept: Database | None = None
        self._is_for: tuple[int, int, int] | None = None

    def connection(self) -> Database:
        """The connection to the file that is at the path now."""
        status = _status(self._path)
        this = (os.getpid(), status.st_dev, status.st_ino)
        if self._kept is None or self._is_for != this:
            self.close()
            self._kept = connect(self._path)
            self._is_for = this
        return self._kept

    def close(self) -> None:
        """Let go of it."""
        if self._kept is None:
            return
        if self._is_for is not None and self._is_for[0] == os.getpid():
            self._kept.conn.close()
        else:
            _of_a_parent.append(self._kept)
        self._kept = None


def _status(path: Path) -> os.stat_result:
    try:
        return path.stat()
    except OSError:
        raise DatabaseUnusable(
            f"There is no database at {path}. Put it back, or start again to make a new one."
        ) from None


def connect(path: Path, *, create: bool = False) -> Database:
    """A connection of its own, for whoever holds the door; with `create`, to a file that it makes."""
    mode = "rwc" if create else "rw"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_TIMEOUT_MS / 1000,
        check_same_thread=False,
    )
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.create_function("trail_mac", -1, _TrailMac(path))
    return Database(connection, execute_plugins=False)


class _TrailMac:
    """What SQL calls to chain a row of the trail; reads the key at its first use."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._key = b""

    def __call__(self, before: str, *cells: object) -> str:
        self._key = self._key or read_or_make_key(self._path)
        return mac_of(self._key, before, *cells)
