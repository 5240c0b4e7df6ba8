"""Reading a file of rows that somebody brings: bounded, and refusing what is no such file in plain words."""

import csv
import hashlib
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from recovery.domain.importing.mapping import SEPARATORS, ColumnMapping
from recovery.domain.importing.refusals import Refusal
from recovery.errors import InvalidInput
from recovery.services.files.unpacked import unpacked
from recovery.services.rebuilding import Progress

LONGEST_LINE = 1_000_000
"""Bytes: a thousand columns of a thousand signs; a longer line is no row (ours)."""

MOST_COLUMNS = 2_000
"""Of a header: more than the REDCap projects that we know of have (ours)."""

TOLD_EVERY = 5_000
"""Lines between two steps of progress."""

_NOT_A_TABLE = {
    b"\xd0\xcf\x11\xe0": "This is an old Excel workbook. In Excel, save it as “CSV UTF-8 (comma delimited)”.",
    b"\xff\xfe": "This file is in UTF-16. Save it as “CSV UTF-8”.",
    b"\xfe\xff": "This file is in UTF-16. Save it as “CSV UTF-8”.",
    b"%PDF": "This is a PDF, not a table. Save the table as “CSV UTF-8”.",
}

_NOT_UTF8 = (
    "Line {} is not in UTF-8; the file is probably in Windows-1252, which spreadsheets write as plain “CSV”. "
    "Save it as “CSV UTF-8”, so that no letter of a name is lost."
)


@dataclass(frozen=True)
class Header:
    """The names of the columns, as they stand, and what stands between them."""

    names: tuple[str, ...]
    separator: str

    def places(self, mapping: ColumnMapping, *, whole: bool = True) -> list[int]:
        """Where each field of a mapping stands; InvalidInput names the columns that are missing.

        -1, where not the whole mapping must be there, stands for a missing one.
        """
        where = {name.casefold(): place for place, name in enumerate(self.names)}
        wanted = mapping.headings
        missing = [name for name in wanted if name.strip().casefold() not in where]
        if missing and whole:
            raise InvalidInput(
                f"The file has no column {', '.join(map(repr, missing[:5]))}, which the mapping names. "
                "Its first line must hold the names of the columns.", field="mapping",
            )  # fmt: skip
        return [where.get(name.strip().casefold(), -1) for name in wanted]


class TableFile:
    """The rows of a table in `size` bytes, one after the other; `digest` is the SHA-256 of what was read."""

    def __init__(
        self, file: BinaryIO, *, size: int, separator: str = "", progress: Progress | None = None
    ) -> None:  # fmt: skip
        self._progress = progress
        self._file, self._size = file, size
        self._hash = hashlib.sha256()
        self._line = 0
        lines = self._lines()
        first = next(lines, "")
        if not first.strip():
            raise InvalidInput("The file is empty, or its first line is: that holds the names of the columns.")
        found = separator or _sniffed(first)
        self._reader = csv.reader(_again(first, lines), delimiter=found, strict=True)
        self.header = Header(_names(self._cells()), found)

    @property
    def digest(self) -> str:
        """The SHA-256 of the file, in hexadecimal, once it has been read to its end."""
        return self._hash.hexdigest()

    @property
    def lines(self) -> int:
        """How many lines it has, once it has been read to its end."""
        return self._line

    def rows(self, refused: list[Refusal], *, most: int, after: int = 0) -> Iterator[tuple[int, list[str]]]:
        """Each row's line number and cells; a row that does not fit the header goes to `refused`, `most` of them.

        Lines are numbered on from `after`, the lines of the tables before it.
        """
        width = len(self.header.names)
        while True:
            line = after + self._reader.line_num + 1
            cells = self._cells()
            if cells is None:
                return
            if not any(cells):
                continue
            if len(cells) < width or any(cell.strip() for cell in cells[width:]):
                says = f"It has {len(cells):,} cells and the header {width:,}: a separator is missing, or is in a text."
                if len(refused) >= most:
                    raise InvalidInput(f"{most:,} lines and more do not fit the header. Is {self._said()} right?")
                refused.append(Refusal(line, "", says))
                continue
            yield line, cells

    def _said(self) -> str:
        return {",": "the comma", ";": "the semicolon", "\t": "the tab"}[self.header.separator] + " between cells"

    def _cells(self) -> list[str] | None:
        try:
            return next(self._reader, None)
        except csv.Error:
            raise InvalidInput(
                f"Line {self._reader.line_num:,} or one before it has a quotation mark that is never closed, or signs "
                "after one that closes a cell. Mend the file there."
            ) from None

    def _lines(self) -> Iterator[str]:
        read = 0
        while raw := self._read():
            self._line += 1
            self._hash.update(raw)
            read += len(raw)
            if len(raw) > LONGEST_LINE:
                raise InvalidInput(f"Line {self._line:,} is longer than any row. Is this a CSV file?")
            yield self._decoded(raw)
            if self._progress is not None and self._line % TOLD_EVERY == 0:
                self._progress(min(read, self._size), max(self._size, 1))
        if self._progress is not None and self._size:
            self._progress(self._size, self._size)

    def _read(self) -> bytes:
        try:
            return self._file.readline(LONGEST_LINE + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError):
            raise InvalidInput("The zip is damaged: its table cannot be read to the end. Fetch it again.") from None

    def _decoded(self, raw: bytes) -> str:
        if self._line == 1:
            for beginning, says in _NOT_A_TABLE.items():
                if raw.startswith(beginning):
                    raise InvalidInput(says)
        try:
            text = raw.decode("utf-8-sig" if self._line == 1 else "utf-8")
        except UnicodeDecodeError:
            raise InvalidInput(_NOT_UTF8.format(f"{self._line:,}")) from None
        if "\0" in text:
            raise InvalidInput(f"Line {self._line:,} holds a NUL sign, which no CSV file has. Save the table anew.")
        return text


def tables_in(file: BinaryIO, *, separator: str = "", progress: Progress | None = None) -> list[TableFile]:
    """The table that a file or a zip is, and after it, in a zip of our own identified rows, that of treatments."""
    return [TableFile(each, size=size, separator=separator, progress=progress) for each, size in unpacked(file)]


def _names(cells: Sequence[str] | None) -> tuple[str, ...]:
    names = tuple(cell.strip() for cell in cells or ())
    if len(names) > MOST_COLUMNS:
        raise InvalidInput(f"The file has {len(names):,} columns; {MOST_COLUMNS:,} fit. Leave out those not needed.")
    seen: set[str] = set()
    for place, name in enumerate(names, start=1):
        if name and name.casefold() in seen:
            raise InvalidInput(f"Column {place:,} has the name of another one. Give each column its own name.")
        seen.add(name.casefold())
    return names


def _sniffed(first: str) -> str:
    """The separator that stands most often in the header, outside quotation marks."""
    outside = "".join(first.split('"')[::2])
    return max(SEPARATORS, key=outside.count)


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest
