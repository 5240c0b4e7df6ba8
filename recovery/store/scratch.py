"""Folders for files that are put together before they are sent or stored: gone with whoever made them.

They can hold names. A process that is killed cannot clear up, so each folder is locked while it is in use, and the next
process to start deletes those that nobody holds.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from recovery.store.file_lock import HAS_FLOCK, locks

_BEGINS = "recovery-scratch-"

_A_FOLDER_OF_OURS = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder that only this user can open, in the system's place for temporary files, until the context ends."""
    with TemporaryDirectory(prefix=_BEGINS, ignore_cleanup_errors=True) as folder, _held(Path(folder)):
        yield Path(folder)


def sweep_scratch() -> None:
    """Delete this user's folders that were left behind; where there are no such locks, they stay for the system."""
    for folder in Path(gettempdir()).glob(f"{_BEGINS}*") if HAS_FLOCK else ():
        with suppress(OSError), _held(folder) as is_ours:
            if is_ours:
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _held(folder: Path) -> Iterator[bool]:
    """Hold a folder; whether it is this user's and nobody else had it."""
    if not HAS_FLOCK:
        yield False
        return
    descriptor = os.open(folder, _A_FOLDER_OF_OURS)
    try:
        yield os.fstat(descriptor).st_uid == os.getuid() and locks(descriptor)
    finally:
        os.close(descriptor)
