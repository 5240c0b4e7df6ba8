"""The rows of a file that is brought in, held outside memory and given back patient by patient.

SQLite's own nameless database: a temporary file that no other process can open, gone when it is closed. It holds
nothing once a file has been tried out or brought in.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from recovery.store.driver import in_our_words, sqlite3

ROWS_AT_A_TIME = 2_000
"""How many rows wait in memory to be written: about 1 MB."""

Staged = tuple[str, int, Sequence[str]]
"""A patient's code, a line's number, and its cells."""

_TABLE = "CREATE TABLE row (code TEXT NOT NULL, line INTEGER NOT NULL, cells TEXT NOT NULL)"
_ADD = "INSERT INTO row (code, line, cells) VALUES (?, ?, ?)"
_SORTED = "SELECT code, line, cells FROM row ORDER BY code, line"


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

    def _write(self, waiting: Sequence[tuple[str, int, str]]) -> None:
        self._connection.executemany(_ADD, waiting)
        self.rows += len(waiting)


@contextmanager
def staging() -> Iterator[Staging]:
    """A place for the rows of one file."""
    with in_our_words(Path(gettempdir())):
        connection = sqlite3.connect("", isolation_level=None)
        try:
            for setting in ("journal_mode = OFF", "synchronous = OFF"):
                connection.execute(f"PRAGMA {setting}")
            connection.execute(_TABLE)
            connection.execute("BEGIN")
            yield Staging(connection)
        finally:
            connection.close()
