"""CSV as RFC 4180 has it, that no spreadsheet takes for formulas."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain, islice

LINES_AT_A_TIME = 1_000
"""Lines handed over together: each piece of an answer is a change of threads, which costs more than its lines."""

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
    """A text that begins like a formula gets a leading apostrophe (OWASP ASVS 5.0 1.2.10); the rest is unchanged."""
    if isinstance(cell, str) and cell.lstrip(" ")[:1] in ("=", "+", "-", "@", "\t", "\r", "\n", "\0"):
        return "'" + cell if cell.lstrip(" ") else cell
    return cell
