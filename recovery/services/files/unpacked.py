"""The tables in a file that somebody brings: the file itself, the one CSV file in a zip, or the two of our own rows."""

import io
import zipfile
from pathlib import PurePosixPath
from typing import BinaryIO

from recovery.errors import InvalidInput
from recovery.services.rows.identified_columns import ROWS, TREATMENTS

ZIP_BEGINS = b"PK\x03\x04"

MOST_UNPACKED = 2 * 1024**3
"""Bytes of the tables in a zip, some 25 million rows: a small zip may hold what fills the disk (ASVS 5.0, 5.2.3)."""

_OURS = [f"{ROWS}.csv", f"{TREATMENTS}.csv"]
"""The tables of the one zip of which two are read: our own identified rows."""

_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What is unpacked in bounded steps; of the others one step may fill the memory (ASVS 5.0, 5.2.3)."""

_NO_TABLE = (
    "This is an Excel workbook, or a zip file without exactly one CSV file that can be read. In Excel, save it as "
    "“CSV UTF-8 (comma delimited)”; take a CSV file out of its zip."
)

_TOO_LARGE = f"The table in this zip is larger than {MOST_UNPACKED // 1024**3} GB. Bring it in in parts."


def unpacked(file: BinaryIO) -> list[tuple[BinaryIO, int]]:
    """Each table of a file from its beginning, and its size in bytes; of a zip unpacked as it is read."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    begins = file.read(len(ZIP_BEGINS))
    file.seek(0)
    return _tables_of(file) if begins == ZIP_BEGINS else [(file, size)]


def _tables_of(file: BinaryIO) -> list[tuple[BinaryIO, int]]:
    try:
        archive = zipfile.ZipFile(file)
        tables = sorted((each for each in archive.infolist() if _is_table(each.filename)), key=_name)
        if len(tables) != 1 and [_name(table) for table in tables] != _OURS:
            raise InvalidInput(_NO_TABLE)
        if any(table.compress_type not in _COMPRESSIONS for table in tables):
            raise InvalidInput(_NO_TABLE)
        if sum(table.file_size for table in tables) > MOST_UNPACKED:
            raise InvalidInput(_TOO_LARGE)
        opened = [archive.open(table) for table in tables]  # each reads no more bytes than the zip says that there are
    except (zipfile.BadZipFile, ValueError, RuntimeError):  # no zip, or locked by a password
        raise InvalidInput(_NO_TABLE) from None
    return [
        (io.BufferedReader(each), table.file_size)  # type: ignore[type-var]  # a ZipExtFile is one of raw bytes
        for each, table in zip(opened, tables, strict=True)
    ]


def _name(table: zipfile.ZipInfo) -> str:
    return PurePosixPath(table.filename).name  # whoever packs a folder again has its name before


def _is_table(name: str) -> bool:
    return name.lower().endswith(".csv") and not name.startswith("__MACOSX/")  # a Mac adds notes of its own
