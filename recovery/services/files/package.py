"""An export as a zip: each table as CSV, a README and a data package, sent as it is written.

The list of what it holds stands at its end (APPNOTE 4.3.6): a zip that was broken off does not open.
"""

import zipfile
from collections.abc import Iterator

from recovery.services.files.csv_table import csv_pieces
from recovery.services.files.datapackage import as_json
from recovery.services.files.export import Export
from recovery.services.files.making import Chunk, Chunks, Making
from recovery.services.files.pipe import Pipe
from recovery.services.files.readme import readme
from recovery.services.files.table import Table
from recovery.services.files.written import Written

ZIP_TYPE = "application/zip"

LEVEL = 1
"""Of deflate: a third of the time of level 6, for files that are a fifth larger (docs/decisions/0024)."""

LONG = 1_000_000
"""Rows from which a table may be 2 GiB, which needs zip's longer form; the shorter opens in more programs."""


def as_zip(export: Export, making: Making) -> Chunks:
    """Everything that belongs to an export."""
    pipe, written = Pipe(), {table.name: Written(f"{table.name}.csv") for table in export.tables}
    with zipfile.ZipFile(pipe, "w") as archive:
        for table in export.tables:
            yield from _table(archive, pipe, table, making, written[table.name])
        for name, text in (
            ("README.txt", readme(export, making, written)),
            ("datapackage.json", as_json(export, making, written)),
        ):
            archive.writestr(_entry(name, making), text)
    yield Chunk(pipe.drain(), 0)


def _table(archive: zipfile.ZipFile, pipe: Pipe, table: Table, making: Making, written: Written) -> Iterator[Chunk]:
    with archive.open(_entry(written.path, making), "w", force_zip64=table.expected >= LONG) as file:
        for piece in csv_pieces(table):
            content = piece.text.encode()
            file.write(content)
            written.add(content, rows=piece.rows)
            yield Chunk(pipe.drain(), piece.rows)


def _entry(name: str, making: Making) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, making.at.timetuple()[:6])
    entry.external_attr = 0o644 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry._compresslevel = LEVEL  # type: ignore[attr-defined]  # noqa: SLF001 - has a public name from Python 3.13 on
    return entry
