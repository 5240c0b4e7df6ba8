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
    """An exclusive lock on a file beside the database; one thread at a time may use it."""

    def __init__(self, path: Path, *, wait_s: float) -> None:
        self._path = path
        self._wait_s = wait_s
        self._descriptor: int | None = None
        self._opened_by = 0

    def __enter__(self) -> None:
        if not HAS_FLOCK:
            return
        descriptor, until = self._open(), time.monotonic() + self._wait_s
        while not _locks(descriptor):
            if time.monotonic() > until:
                raise DatabaseBusy("The database is in use by another program. Nothing was changed; try again.")
            time.sleep(TRY_AGAIN_S)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if HAS_FLOCK and self._descriptor is not None:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Close the lock file."""
        if self._descriptor is not None and self._opened_by == os.getpid():
            os.close(self._descriptor)
        self._descriptor = None

    def _open(self) -> int:
        # A fork shares its parent's open file, and so its lock: each process opens its own.
        if self._descriptor is None or self._opened_by != os.getpid():
            try:
                self._descriptor = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
            except OSError:
                raise DatabaseReadOnly(
                    f"{self._path.parent} cannot be written. Nothing was changed; let this user write there."
                ) from None
            self._opened_by = os.getpid()
        return self._descriptor


def _locks(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
