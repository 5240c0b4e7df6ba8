"""CSV as RFC 4180 has it, that no spreadsheet takes for formulas."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice

LINES_AT_A_TIME = 1_000
"""Lines handed over together: each piece of an answer is a change of threads, which costs more than its lines."""

_FORMULA_INSIDE = re.compile(r"([;\t\r\n])(?=[ \"]*[=+\-@])")
"""Where a spreadsheet begins a new cell that takes semicolons or tabs for separators, as most of Europe's do."""

CSV_TYPE = "text/csv; charset=utf-8; header=present"


def csv_lines(header: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Lines of CSV, the header first, with text cells that no spreadsheet takes for a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in chain((header,), rows):
        writer.writerow([formula_safe(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def in_pieces(lines: Iterator[str]) -> Iterator[str]:
    """The same text in larger pieces, for files of many lines."""
    while piece := "".join(islice(lines, LINES_AT_A_TIME)):
        yield piece


def formula_safe(cell: object) -> object:
    """A text gets an apostrophe where it begins like a formula (OWASP ASVS 5.0 1.2.10); the rest is unchanged.

    So it does after a semicolon, a tab and a line's end: quotation marks hold a text together for those alone who take
    commas for separators.
    """
    if not isinstance(cell, str):
        return cell
    safe = _FORMULA_INSIDE.sub(r"\1'", cell)
    begins = cell.lstrip(" ")[:1]
    return "'" + safe if begins and begins in "=+-@\t\r\n\0" else safe
