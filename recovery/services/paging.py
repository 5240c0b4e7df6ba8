"""Long lists a page at a time."""

from collections.abc import Callable
from typing import TypeVar

Row = TypeVar("Row")


def a_page(read: Callable[[int, int], tuple[list[Row], int]], *, page: int, size: int) -> tuple[list[Row], int]:
    """Page `page` (from 1) of what `read(limit, offset)` gives, and how many rows there are in all.

    The last page for a page beyond it: the list may have become shorter since somebody chose.
    """
    rows, total = read(size, size * (max(page, 1) - 1))
    if total and not rows:
        rows, total = read(size, size * ((total - 1) // size))
    return rows, total
