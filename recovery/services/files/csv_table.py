"""A table as CSV (RFC 4180): UTF-8, ISO dates, codes as texts, and no cell that a spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice

from recovery.services.files.csv_files import CSV_TYPE, formula_safe
from recovery.services.files.export import Export
from recovery.services.files.making import Chunk, Chunks, Making
from recovery.services.files.table import Cell, Code, Piece, Row, Table

__all__ = ["CSV_TYPE", "as_csv", "csv_pieces", "lines"]

ROWS_AT_A_TIME = 2_000
"""Rows handed over together: some 100 KB, for which a change of threads is cheap."""


def as_csv(export: Export, _making: Making) -> Chunks:
    """The first table of an export; what its columns mean, the zip says."""
    for piece in csv_pieces(export.tables[0]):
        yield Chunk(piece.text.encode(), piece.rows)


def csv_pieces(table: Table) -> Iterator[Piece]:
    """The whole table as text, the header first; the table's own pieces where it has them."""
    yield Piece(lines([[column.name for column in table.columns]], table), 0)
    yield from _pieces(table) if table.pieces is None else table.pieces


def lines(rows: Sequence[Row], table: Table) -> str:
    """Rows as lines of CSV, in the text that stands for each cell in a file of this table."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows([[_text(cell, table) for cell in row] for row in rows])
    return buffer.getvalue()


def _pieces(table: Table) -> Iterator[Piece]:
    rows = iter(table.rows)
    while some := list(islice(rows, ROWS_AT_A_TIME)):
        yield Piece(lines(some, table), len(some))


def _text(cell: Cell, table: Table) -> object:
    if isinstance(cell, str):
        return formula_safe(cell)
    if isinstance(cell, Code):
        return table.text_of(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%dT%H:%M:%SZ}"
    return cell.isoformat() if isinstance(cell, date) else cell
