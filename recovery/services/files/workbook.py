"""An export as an Excel workbook: a sheet a table, and sheets that say what it is and what the columns mean.

A workbook is put together at its end, so that it is made in a folder of its own and sent when it is whole.
"""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from recovery.errors import InvalidInput
from recovery.services.files.datapackage import labels_of
from recovery.services.files.export import Export
from recovery.services.files.making import Chunk, Chunks, Making
from recovery.services.files.table import Cell, Code, Column, Table, Type
from recovery.store.scratch import scratch_folder

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

MOST_ROWS = 1_048_575
"""Rows under the header that a sheet has (Excel specifications and limits: 1,048,576 in all)."""

LONGEST_TEXT = 32_767
"""Characters that a cell has (the same page)."""

STILL_COLUMNS = 2
"""Columns that stay in sight beside forty others: what a row is about."""

LEAST_WIDTH, ROOM_FOR_A_FILTER = 18, 4
"""Characters: a column shows its whole name beside the filter's button."""

SHARE, NOTE = "share_", "note"
"""How columns of shares begin, and what that of what people wrote is called."""

NOTE_WIDTH = 60
"""Characters of a note's column, in which its lines are broken."""

ROWS_AT_A_TIME = 1_000
BYTES_AT_A_TIME = 1 << 18

_AS_IT_IS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""A text stays a text, whatever it begins with: no formula, no link (OWASP ASVS 5.0 1.2.10)."""


def refuse_too_long(export: Export) -> None:
    """Refuse with InvalidInput what Excel could not show to its end."""
    for table in export.tables:
        if table.expected > MOST_ROWS:
            raise InvalidInput(
                f"{table.title}: that may be {table.expected:,} rows, and Excel shows {MOST_ROWS:,}. "
                "Take CSV, zip or Parquet, or a shorter period.",
                field="format",
            )


def as_workbook(export: Export, making: Making) -> Chunks:
    """The workbook: first all rows, then its bytes."""
    import xlsxwriter  # noqa: PLC0415 - a tenth of a second that few visits need

    refuse_too_long(export)
    with scratch_folder() as folder:
        path = folder / "workbook.xlsx"
        options = {"constant_memory": True, "tmpdir": str(folder), "default_date_format": "yyyy-mm-dd", **_AS_IT_IS}
        with closing(_Halves(xlsxwriter.Workbook(path, options))) as halves:
            _about(halves.book, export, making)
            for table in export.tables:
                yield from _sheet(halves.book, table)
            _columns(halves.book, export)
            halves.finish()
        with path.open("rb") as file:
            while content := file.read(BYTES_AT_A_TIME):
                yield Chunk(content, 0)


class _Halves:
    """A workbook that may be left half-written: then its sheets' own files are let go of."""

    def __init__(self, book: "Workbook") -> None:
        self.book = book

    def finish(self) -> None:
        """Put it together; OSError where the disk has no room, InvalidInput where Excel could not open it."""
        from xlsxwriter.exceptions import FileCreateError, FileSizeError  # noqa: PLC0415 - as above

        try:
            self.book.close()
        except FileCreateError as error:
            raise error.args[0] from None
        except FileSizeError:
            raise InvalidInput("A workbook holds less than that. Take CSV, zip or Parquet.", field="format") from None

    def close(self) -> None:
        """Let go of what is open; nothing is when it was finished."""
        for sheet in self.book.worksheets():
            if sheet.row_data_fh is not None:
                sheet.row_data_fh.close()


def _sheet(book: "Workbook", table: Table) -> Iterator[Chunk]:
    sheet = _begun(book, table.name, [column.name for column in table.columns], still=STILL_COLUMNS)
    looks = _Looks(book, table)
    for place, column in enumerate(table.columns):
        if column.name == NOTE:
            sheet.set_column(place, place, NOTE_WIDTH, looks.wrapped)
    number = 0
    for number, row in enumerate(table.rows, start=1):
        if number > MOST_ROWS:
            raise InvalidInput(f"{table.title} has more rows than Excel shows. Take CSV, zip or Parquet.")
        for place, cell in enumerate(row):
            _write(sheet, number, place, cell, looks)
        if not number % ROWS_AT_A_TIME:
            yield Chunk(b"", ROWS_AT_A_TIME)
    sheet.autofilter(0, 0, number, len(table.columns) - 1)
    yield Chunk(b"", number % ROWS_AT_A_TIME)


class _Looks:
    """How the cells of a table look: shares as percent, moments to the minute, codes where numbers stand."""

    def __init__(self, book: "Workbook", table: Table) -> None:
        self.table = table
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.code = book.add_format({"align": "right", "italic": True})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        percent = book.add_format({"num_format": "0.0%"})
        self.numbers = [percent if column.name.startswith(SHARE) else None for column in table.columns]


def _write(sheet: "Worksheet", row: int, place: int, cell: Cell, looks: _Looks) -> None:
    if isinstance(cell, Code):
        if text := looks.table.text_of(cell):
            sheet.write_string(row, place, text, looks.code)
    elif isinstance(cell, str):
        _write_text(sheet, row, place, cell, looks)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, place, cell)
    elif isinstance(cell, date):
        _write_day(sheet, row, place, cell, looks)
    elif cell is not None:
        sheet.write_number(row, place, cell, looks.numbers[place])


def _write_text(sheet: "Worksheet", row: int, place: int, text: str, looks: _Looks) -> None:
    if len(text) > LONGEST_TEXT:
        raise InvalidInput("A text is longer than a cell of Excel. Take CSV, zip or Parquet.")
    if text:
        sheet.write_string(row, place, text, looks.wrapped if looks.table.columns[place].name == NOTE else None)


def _write_day(sheet: "Worksheet", row: int, place: int, day: date, looks: _Looks) -> None:
    if isinstance(day, datetime):
        sheet.write_datetime(row, place, day.replace(tzinfo=None), looks.moment)
    else:
        sheet.write_datetime(row, place, datetime(day.year, day.month, day.day))  # noqa: DTZ001 - a day has no zone


def _begun(book: "Workbook", name: str, headings: list[str], *, still: int = 0) -> "Worksheet":
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, still)
    for place, heading in enumerate(headings):
        sheet.set_column(place, place, max(LEAST_WIDTH, len(heading) + ROOM_FOR_A_FILTER))
        sheet.write_string(0, place, heading, book.add_format({"bold": True}))
    return sheet


def _about(book: "Workbook", export: Export, making: Making) -> None:
    sheet = _begun(book, "About", [export.title, ""])
    sheet.set_column(1, 1, 110, book.add_format({"text_wrap": True}))
    said: list[tuple[str, Any]] = [
        *([("Practice", making.practice)] if making.practice else []),
        ("Made at", f"{making.at:%Y-%m-%d %H:%M %Z}"), ("For", making.role),
        *(("Chosen", each.in_words) for each in export.filters),
        *(("", note) for note in export.notes),
        *((text or "(empty)", label) for text, label in labels_of(export).items()),
        ("Product", making.product), ("Guidance", making.guidance), ("Catalogue", making.catalogue),
    ]  # fmt: skip
    _all(sheet, said)


def _columns(book: "Workbook", export: Export) -> None:
    sheet = _begun(book, "Columns", ["Sheet", "Column", "Type", "Unit", "Meaning"])
    sheet.set_column(1, 1, 32)  # the longest name of ours
    sheet.set_column(4, 4, 110, book.add_format({"text_wrap": True}))
    _all(sheet, [(table.name, *_told(column)) for table in export.tables for column in table.columns])


def _told(column: Column) -> tuple[str, ...]:
    return column.name, column.type.value if column.type is not Type.STRING else "text", column.unit, column.meaning


def _all(sheet: "Worksheet", rows: list[tuple[Any, ...]]) -> None:
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row):
            sheet.write_string(number, place, text)
