"""A table as Parquet: typed columns, and why a value is not there in a column beside."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from recovery.services.files.datapackage import circumstances, schema_of
from recovery.services.files.export import Export
from recovery.services.files.making import Chunk, Chunks, Making
from recovery.services.files.pipe import Pipe
from recovery.services.files.table import Cell, Code, Column, Row, Table, Type

PARQUET_TYPE = "application/vnd.apache.parquet"

ROWS_AT_A_TIME = 16_384
"""Rows of a group, which is held in memory at once: some ten megabytes of Python's values."""

CODE_OF = "_code"
"""Ends the name of the column that says why a value is not there."""


def as_parquet(export: Export, making: Making) -> Chunks:
    """The first table of an export; what the columns mean stands in the file's own description."""
    import pyarrow.parquet  # noqa: PLC0415 - a third of a second that few visits need

    table, pipe = export.tables[0], Pipe()
    schema = _schema(table, export, making)
    with pyarrow.parquet.ParquetWriter(pipe, schema) as writer:
        yield Chunk(pipe.drain(), 0)
        for rows in _groups(table):
            writer.write_batch(_batch(table, rows, schema), row_group_size=ROWS_AT_A_TIME)
            yield Chunk(pipe.drain(), len(rows))
    yield Chunk(pipe.drain(), 0)


def has_code_column(column: Column) -> bool:
    """Whether a value may be missing for more than one reason."""
    return bool(column.codes - {Code.MISSING})


def _groups(table: Table) -> Iterator[list[Row]]:
    rows = iter(table.rows)
    while some := list(islice(rows, ROWS_AT_A_TIME)):
        yield some


def _schema(table: Table, export: Export, making: Making) -> Any:
    import pyarrow as pa  # noqa: PLC0415 - as above

    types = {
        Type.STRING: pa.string(), Type.INTEGER: pa.int64(), Type.NUMBER: pa.float64(),
        Type.DATE: pa.date32(), Type.MOMENT: pa.timestamp("s", tz="UTC"), Type.BOOLEAN: pa.bool_(),
    }  # fmt: skip
    fields = []
    for column in table.columns:
        told = {"description": column.meaning, "unit": column.unit}
        fields.append(pa.field(column.name, types[column.type], nullable=bool(column.codes), metadata=told))
        if has_code_column(column):
            why = {"description": f"Why {column.name} holds no value; empty where it does."}
            fields.append(pa.field(column.name + CODE_OF, pa.string(), nullable=False, metadata=why))
    return pa.schema(fields, metadata=_told(table, export, making))


def _told(table: Table, export: Export, making: Making) -> dict[str, str]:
    """The description of the file, under the same names as in datapackage.json."""
    return {
        "title": table.title,
        "description": "\n\n".join(export.notes),
        "created": making.at.isoformat(),
        "recovery": json.dumps(circumstances(export, making), ensure_ascii=False),
        "schema": json.dumps(schema_of(table), ensure_ascii=False),
    }


def _batch(table: Table, rows: list[Row], schema: Any) -> Any:
    import pyarrow as pa  # noqa: PLC0415 - as above

    arrays: list[list[Cell]] = []
    for place, column in enumerate(table.columns):
        cells = [row[place] for row in rows]
        arrays.append([None if isinstance(cell, Code) else cell for cell in cells])
        if has_code_column(column):
            arrays.append([_why(cell, table) for cell in cells])
    return pa.record_batch(
        [pa.array(cells, type=field.type) for cells, field in zip(arrays, schema, strict=True)], schema=schema
    )


def _why(cell: Cell, table: Table) -> str:
    if cell is None or cell is Code.MISSING:
        return Code.MISSING.value
    return table.text_of(cell) if isinstance(cell, Code) else ""
