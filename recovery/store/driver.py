"""The SQLite driver, and its errors in the product's words.

sqlite-utils picks pysqlite3 where it is installed: its SQLite is newer than the system's and free of
the WAL checkpoint race of 3.7.0 to 3.51.2 (docs/decisions/0003-sqlite-version.md).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # its own choice of driver

from recovery.errors import (
    DatabaseBusy,
    DatabaseFull,
    DatabaseReadOnly,
    DatabaseUnusable,
    StoreError,
)

__all__ = ["has_safe_wal", "in_our_words", "is_unique_violation", "sqlite3", "sqlite_version"]

FIRST_SAFE_VERSION = (3, 51, 3)
"""The first SQLite without the WAL checkpoint race; 3.50.7 and 3.44.6 carry the same repair (sqlite.org/wal.html)."""

_BACKPORTS = ((3, 50, 7), (3, 44, 6))

# Primary result codes, sqlite.org/rescode.html
_PERM, _BUSY, _LOCKED, _READONLY, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 3, 5, 6, 8, 11, 13, 14, 26
_CONSTRAINT_PRIMARYKEY, _CONSTRAINT_UNIQUE = 1555, 2067


def has_safe_wal(version: tuple[int, ...]) -> bool:
    """Whether this SQLite version is free of the WAL checkpoint race."""
    backported = any(version[:2] == fixed[:2] and version >= fixed for fixed in _BACKPORTS)
    return version >= FIRST_SAFE_VERSION or backported


def sqlite_version() -> tuple[int, ...]:
    """The version of the SQLite library in use."""
    return tuple(int(part) for part in sqlite3.sqlite_version.split("."))


@contextmanager
def in_our_words(path: Path) -> Iterator[None]:
    """Turn the driver's errors into ours; values of rows never get into a message."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _translated(error, path) from None


def _translated(error: Exception, path: Path) -> StoreError:
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary in (_BUSY, _LOCKED):
        return DatabaseBusy("The database is in use by another program. Nothing was changed; try again.")
    if primary in (_READONLY, _PERM):
        return DatabaseReadOnly(
            f"The database {path} cannot be written. Nothing was changed; let this user write the file and its folder."
        )
    if primary == _FULL:
        return DatabaseFull(f"There is no space left for {path}. Nothing was changed; free some and try again.")
    # A file that was emptied under our hands is a valid database without tables.
    if primary in (_CORRUPT, _NOTADB) or str(error).startswith("no such table"):
        return DatabaseUnusable(f"{path} is damaged or no database. Put a backup in its place, or move it away.")
    if primary == _CANTOPEN:
        return DatabaseUnusable(f"{path} cannot be opened. Check that the folder exists and may be read.")
    kind = getattr(error, "sqlite_errorname", type(error).__name__)
    return StoreError(
        f"The database refused the change ({kind}). Nothing was changed; run `python -m recovery doctor`."
    )


@contextmanager
def is_unique_violation(instead: Exception) -> Iterator[None]:
    """Raise `instead` when a row breaks a UNIQUE rule; other errors pass."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        code = getattr(error, "sqlite_errorcode", None)
        # pysqlite3 0.6.1 gives the primary code alone; the kind stands at the beginning of SQLite's message.
        if code in (_CONSTRAINT_UNIQUE, _CONSTRAINT_PRIMARYKEY) or str(error).startswith("UNIQUE constraint failed"):
            raise instead from None
        raise
