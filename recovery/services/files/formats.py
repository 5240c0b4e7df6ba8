"""The formats in which the same rows are taken along."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple

from recovery.errors import InvalidInput
from recovery.services.files.csv_table import CSV_TYPE, as_csv
from recovery.services.files.export import Export
from recovery.services.files.making import Chunks, Making
from recovery.services.files.package import ZIP_TYPE, as_zip
from recovery.services.files.parquet import PARQUET_TYPE, as_parquet
from recovery.services.files.workbook import XLSX_TYPE, as_workbook


class Format(StrEnum):
    """A format, by the ending of its files."""

    ZIP = "zip"
    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"


class Writer(NamedTuple):
    """How a format is written, and how it is called on the web and by people."""

    write: Callable[[Export, Making], Chunks]
    media_type: str
    name: str
    holds: str


WRITERS: Mapping[Format, Writer] = {
    Format.ZIP: Writer(as_zip, ZIP_TYPE, "Zip", "CSV files, a README and a description for programs"),
    Format.CSV: Writer(as_csv, CSV_TYPE, "CSV", "one table as text; to open it in Excel, take Excel"),
    Format.XLSX: Writer(as_workbook, XLSX_TYPE, "Excel", "a sheet a table, and what the columns mean"),
    Format.PARQUET: Writer(as_parquet, PARQUET_TYPE, "Parquet", "one table for statistics programs"),
}


MANY = (Format.ZIP, Format.XLSX)
"""Formats that hold several tables; the others hold the first."""


def read_format(text: str) -> Format:
    """The format of this ending; InvalidInput for another."""
    try:
        return Format(text)
    except ValueError:
        raise InvalidInput(f"Choose one of these formats: {', '.join(Format)}.", field="format") from None
