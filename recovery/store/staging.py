"""The rows of a file that is brought in, held outside memory and given back patient by patient.

They hold names, so their file loses its own name as soon as it is open: nobody else can open it, and when this process
ends, however it ends, it is gone. A nameless database of SQLite's own would be that too, but the driver that comes with
the product keeps those in memory.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import groupby
from operator import itemgetter
from typing import Any

from recovery.store.driver import in_our_words, sqlite3
from recovery.store.scratch import scratch_folder

ROWS_AT_A_TIME = 2_000
"""How many rows wait in memory to be written: about 1 MB."""

Staged = tuple[str, int, Sequence[str]]
"""A patient's code, a line's number, and its cells."""

CACHE_KB = 32_000
"""What of the file is kept in memory: rows of one patient mostly stand together, and so do their pages."""

_SETTINGS = ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE", f"cache_size = -{CACHE_KB}")

_TABLE = """
CREATE TABLE row (
    code   TEXT NOT NULL,
    line   INTEGER NOT NULL,
    cells  TEXT NOT NULL,
    PRIMARY KEY (code, line)
) STRICT, WITHOUT ROWID
"""
_READY = "CREATE TABLE ready (step INTEGER NOT NULL PRIMARY KEY, content TEXT NOT NULL) STRICT"

_ADD = "INSERT INTO row (code, line, cells) VALUES (?, ?, ?)"
_SORTED = "SELECT code, line, cells FROM row ORDER BY code, line"
_OF_ONE = "SELECT code, line, cells FROM row WHERE code = ? ORDER BY line"


class Staging:
    """Rows in no order, to be read by patient and line."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.rows = 0

    def fill(self, rows: Iterable[Staged]) -> None:
        """Take all rows; whoever makes them may raise."""
        waiting: list[tuple[str, int, str]] = []
        for code, line, cells in rows:
            waiting.append((code, line, json.dumps(cells)))
            if len(waiting) >= ROWS_AT_A_TIME:
                self._write(waiting)
                waiting.clear()
        self._write(waiting)

    def by_patient(self) -> Iterator[tuple[str, Iterator[tuple[int, list[str]]]]]:
        """Each patient's code with their lines in rising order."""
        rows = self._connection.execute(_SORTED)
        for code, own in groupby(rows, key=itemgetter(0)):
            yield code, ((line, json.loads(cells)) for _, line, cells in own)

    def of_patients(self, codes: Iterable[str]) -> Iterator[tuple[str, Iterator[tuple[int, list[str]]]]]:
        """These patients' codes with their lines in rising order."""
        for code in codes:
            rows = self._connection.execute(_OF_ONE, (code,))
            yield code, ((line, json.loads(cells)) for _, line, cells in rows)

    def put_ready(self, content: object) -> None:
        """Keep what is ready to be stored, as JSON."""
        self._connection.execute("INSERT INTO ready (content) VALUES (?)", (json.dumps(content),))

    def ready(self) -> Iterator[Any]:
        """What is ready to be stored, in the order in which it was put."""
        for row in self._connection.execute("SELECT content FROM ready ORDER BY step"):
            yield json.loads(row[0])

    def _write(self, waiting: Sequence[tuple[str, int, str]]) -> None:
        self._connection.executemany(_ADD, waiting)
        self.rows += len(waiting)


@contextmanager
def staging() -> Iterator[Staging]:
    """A place for the rows of one file, in the system's folder for temporary files."""
    with scratch_folder() as folder:
        path = folder / "rows"
        with in_our_words(path):
            connection = sqlite3.connect(path, isolation_level=None)
            try:
                for setting in _SETTINGS:
                    connection.execute(f"PRAGMA {setting}")
                connection.execute(_TABLE)
                connection.execute(_READY)
                with suppress(OSError):  # Windows lets no open file go; there the folder goes at the end
                    path.unlink()
                connection.execute("BEGIN")
                yield Staging(connection)
            finally:
                connection.close()
