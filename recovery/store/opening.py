"""Making sure that the file is ours, whole and up to date before anything uses it."""

import stat
from contextlib import suppress
from pathlib import Path

from sqlite_utils import Database

from recovery.errors import DatabaseReadOnly, DatabaseUnusable
from recovery.store.database import Store, connect
from recovery.store.driver import sqlite3
from recovery.store.migrations import APPLICATION_ID, migrations
from recovery.store.trail_key import read_or_make_key

SQLITE_HEADER = b"SQLite format 3\x00"
HEADER_BYTES = 100

CHECKED_AT_START_BYTES = 32 * 1024 * 1024
"""Files up to this size are checked page by page at each start, in well under a tenth of a second; larger
ones by `python -m recovery doctor`."""

_RESCUE = "Put a backup in its place; keep the damaged file for rescue."


def open_store(path: Path) -> Store:
    """The store at `path`, made if there is nothing there, brought up to date if it is older.

    Refuses to start over a file that should hold data: an empty, truncated, damaged or foreign one.
    Several processes may start at once: they wait for each other.
    """
    _make_folder(path.parent)
    store = Store(path)
    with store.maintenance(look_first=_make_if_missing) as db:
        refuse_foreign(db, path)
        _migrate(db)
    _keep_private(path)
    read_or_make_key(path)
    return store


def _make_if_missing(path: Path) -> None:
    # Made under another name and moved when whole: a start that is killed leaves nothing where data should be.
    refuse_what_is_no_database(path)
    if path.exists():
        return
    new = path.with_name(path.name + ".new")
    for left in ("", "-journal", "-wal", "-shm"):
        new.with_name(new.name + left).unlink(missing_ok=True)
    db = connect(new, create=True)
    try:
        _migrate(db)
    finally:
        db.conn.close()
    _keep_private(new)
    new.replace(path)


def refuse_what_is_no_database(path: Path) -> None:
    """Raise DatabaseUnusable for what is there and should hold data but cannot; nothing there is well."""
    if not path.exists():
        _refuse_orphaned_log(path)
        return
    if path.is_dir():
        raise DatabaseUnusable(f"{path} is a folder; name a file in RECOVERY_DATABASE.")
    try:
        with path.open("rb") as file:
            header = file.read(HEADER_BYTES)
    except OSError:
        raise DatabaseUnusable(f"{path} cannot be read; let this user read it.") from None
    if not header:
        raise DatabaseUnusable(
            f"{path} is empty, as a failed copy may leave it. Put a backup in its place, or delete it to start anew."
        )
    if not header.startswith(SQLITE_HEADER):
        raise DatabaseUnusable(f"{path} is no database. Name another file in RECOVERY_DATABASE, or move it away.")
    # A checkpoint that a full disk or a power cut broke off leaves it short too: the log still has those pages.
    if path.stat().st_size + _size_of_log(path) < _size_in_header(header):
        raise DatabaseUnusable(f"{path} is cut short. {_RESCUE}")


def _refuse_orphaned_log(path: Path) -> None:
    if _size_of_log(path):
        log = f"{path.name}-wal"
        raise DatabaseUnusable(f"{path} is missing, but its log {log} is there. Put the database back beside it.")


def _size_of_log(path: Path) -> int:
    log = path.with_name(path.name + "-wal")
    return log.stat().st_size if log.exists() else 0


def _size_in_header(header: bytes) -> int:
    # sqlite.org/fileformat.html: page size at 16 (1 stands for 65,536), pages at 28, both big-endian.
    page_size = int.from_bytes(header[16:18], "big")
    return (65_536 if page_size == 1 else page_size) * int.from_bytes(header[28:32], "big")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise DatabaseReadOnly(f"The folder {folder} cannot be made; choose another in RECOVERY_DATABASE.") from None


def refuse_foreign(db: Database, path: Path) -> None:
    """Raise DatabaseUnusable for another program's database, or a small one that is damaged."""
    tables = db.conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    marked = db.conn.execute("PRAGMA application_id").fetchone()[0]
    if tables and marked != APPLICATION_ID:
        raise DatabaseUnusable(f"{path} belongs to another program. Name another file in RECOVERY_DATABASE.")
    small = path.stat().st_size <= CHECKED_AT_START_BYTES
    if tables and small and db.conn.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise DatabaseUnusable(f"{path} is damaged. {_RESCUE}")


def _migrate(db: Database) -> None:
    # transform() refuses to run with foreign keys on, and the pragma is ignored inside a transaction.
    db.conn.execute("PRAGMA foreign_keys = OFF")
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        refuse_newer(db)
        pending = migrations.pending(db)
        migrations.apply(db)
        if pending:
            _refuse_broken_references(db)
        db.conn.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # a full disk has rolled it back already
            db.conn.execute("ROLLBACK")
        raise
    db.conn.execute("PRAGMA journal_mode = WAL")


def _refuse_broken_references(db: Database) -> None:
    broken = db.conn.execute("PRAGMA foreign_key_check").fetchone()
    if broken:
        raise DatabaseUnusable(f"Table {broken[0]} refers to rows that do not exist. {_RESCUE}")


def refuse_newer(db: Database) -> None:
    """Raise DatabaseUnusable for what a newer version of this program made."""
    known = {step.name for step in migrations._migrations}  # noqa: SLF001 - no public list
    unknown = {step.name for step in migrations.applied(db)} - known
    if unknown:
        raise DatabaseUnusable("The database was made by a newer version of this program; start that version.")


def _keep_private(path: Path) -> None:
    # Health data: the owner alone may read it, whatever the umask (Windows has its own rights).
    rights = stat.S_IMODE(path.stat().st_mode)
    if not rights & 0o077:
        return
    try:
        path.chmod(rights & 0o700)
    except OSError:
        raise DatabaseReadOnly(f"{path} belongs to another user; let this user own it.") from None
