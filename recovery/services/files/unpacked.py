"""The table in a file that somebody brings: the file itself, or the one CSV file in a zip."""

import io
import zipfile
from typing import BinaryIO

from recovery.errors import InvalidInput

ZIP_BEGINS = b"PK\x03\x04"

MOST_UNPACKED = 2 * 1024**3
"""Bytes of a table in a zip, some 25 million rows: a small zip may hold what fills the disk (ASVS 5.0, 5.2.3)."""

_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What is unpacked in bounded steps; of the others one step may fill the memory (ASVS 5.0, 5.2.3)."""

_NO_TABLE = (
    "This is an Excel workbook, or a zip file without exactly one CSV file that can be read. In Excel, save it as "
    "“CSV UTF-8 (comma delimited)”; take a CSV file out of its zip."
)

_TOO_LARGE = f"The table in this zip is larger than {MOST_UNPACKED // 1024**3} GB. Bring it in in parts."


def unpacked(file: BinaryIO) -> tuple[BinaryIO, int]:
    """A file from its beginning, and its size in bytes; of a zip the one table in it, unpacked as it is read."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    begins = file.read(len(ZIP_BEGINS))
    file.seek(0)
    return _table_of(file) if begins == ZIP_BEGINS else (file, size)


def _table_of(file: BinaryIO) -> tuple[BinaryIO, int]:
    try:
        archive = zipfile.ZipFile(file)
        [table] = [each for each in archive.infolist() if _is_table(each.filename)]
        if table.compress_type not in _COMPRESSIONS:
            raise InvalidInput(_NO_TABLE)
        opened = archive.open(table)  # reads no more bytes than the zip says that there are
    except (zipfile.BadZipFile, ValueError, RuntimeError):  # no zip, not one table, or locked by a password
        raise InvalidInput(_NO_TABLE) from None
    if table.file_size > MOST_UNPACKED:
        raise InvalidInput(_TOO_LARGE)
    return io.BufferedReader(opened), table.file_size  # type: ignore[type-var]  # a ZipExtFile is one of raw bytes


def _is_table(name: str) -> bool:
    return name.lower().endswith(".csv") and not name.startswith("__MACOSX/")  # a Mac adds notes of its own
