"""Rows that begin alike, made once: as values for every format, and as ready lines of CSV, which is far faster."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

from recovery.services.files.csv_table import lines
from recovery.services.files.table import Piece, Row, Table

Raw: TypeAlias = tuple[Any, ...]
"""What the store has of a row's end."""


class Ends:
    """The ends of rows as cells and as text; there are few different ones, so each is made once."""

    def __init__(self, cells: Callable[[Raw], Row], table: Table) -> None:
        self.cells = _Made(lambda raw: tuple(cells(raw)))
        self.texts = _Made(lambda raw: lines([self.cells[raw]], table))


class Block(NamedTuple):
    """Rows that begin with the same cells: `raws` are what the store has of their ends."""

    beginning: Row
    raws: Sequence[Raw]
    ends: Ends


def rows_of(pages: Iterable[Iterable[Block]]) -> Iterator[Row]:
    """Every row, as values."""
    for page in pages:
        for beginning, raws, ends in page:
            for raw in raws:
                yield (*beginning, *ends.cells[raw])


def pieces_of(pages: Iterable[Iterable[Block]], table: Table) -> Iterator[Piece]:
    """The same rows as CSV, a piece a page."""
    for page in pages:
        parts, rows = [], 0
        for beginning, raws, ends in page:
            before = lines([beginning], table).removesuffix("\r\n") + ","
            parts.append(before + before.join(map(ends.texts.__getitem__, raws)))
            rows += len(raws)
        yield Piece("".join(parts), rows)


class _Made(dict[Raw, Any]):
    def __init__(self, make: Callable[[Raw], object]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, raw: Raw) -> Any:
        made = self[raw] = self._make(raw)
        return made
