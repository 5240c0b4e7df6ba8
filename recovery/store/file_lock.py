"""A lock among processes on one machine; the operating system lets go of it when its holder dies."""

import os
import time
from pathlib import Path
from types import TracebackType

from recovery.errors import DatabaseBusy, DatabaseReadOnly

try:
    import fcntl
except ImportError:
    HAS_FLOCK = False  # Windows: SQLite's own lock and its busy timeout keep writers apart there.
else:
    HAS_FLOCK = True

TRY_AGAIN_S = 0.0005
"""Seconds between two tries: about what one report takes to write."""


class FileLock:
    """An exclusive lock on files beside the database; one thread at a time may use it.

    Whoever wants it waits in a queue that has no end, and tries for the lock itself only as long as `wait_s`: a writer
    that hangs is told as such, and one that locks again and again lets the others in between.
    """

    def __init__(self, path: Path, *, wait_s: float) -> None:
        self._lock = _LockFile(path.with_name(path.name + ".lock"))
        self._queue = _LockFile(path.with_name(path.name + ".queue"))
        self._wait_s = wait_s

    def __enter__(self) -> None:
        if not HAS_FLOCK:
            return
        fcntl.flock(self._queue.descriptor(), fcntl.LOCK_EX)
        try:
            self._take()
        finally:
            fcntl.flock(self._queue.descriptor(), fcntl.LOCK_UN)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if HAS_FLOCK:
            fcntl.flock(self._lock.descriptor(), fcntl.LOCK_UN)

    def close(self) -> None:
        """Close the lock's files."""
        self._lock.close()
        self._queue.close()

    def _take(self) -> None:
        until = time.monotonic() + self._wait_s
        while not locks(self._lock.descriptor()):
            if time.monotonic() > until:
                raise DatabaseBusy("The database is in use by another program. Nothing was changed; try again.")
            time.sleep(TRY_AGAIN_S)


class _LockFile:
    """A file to be locked, opened by each process for itself: a fork shares its parent's, and so its lock."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None
        self._opened_by = 0

    def descriptor(self) -> int:
        """The open file; DatabaseReadOnly when there can be none."""
        if self._descriptor is None or self._opened_by != os.getpid():
            try:
                self._descriptor = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
            except OSError:
                raise DatabaseReadOnly(
                    f"{self._path.parent} cannot be written. Nothing was changed; let this user write there."
                ) from None
            self._opened_by = os.getpid()
        return self._descriptor

    def close(self) -> None:
        """Close the file, if this process opened it."""
        if self._descriptor is not None and self._opened_by == os.getpid():
            os.close(self._descriptor)
        self._descriptor = None


def locks(descriptor: int) -> bool:
    """Whether an open file or folder is locked now; False while another process holds it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
