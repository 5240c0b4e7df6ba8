"""Months and quarters: the periods that figures of groups are counted by."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from recovery.errors import InvalidInput

_ISO = re.compile(r"(\d{4})-(\d{2})", re.ASCII)

_OF_A_YEAR = range(1, 13)


class Month(NamedTuple):
    """A calendar month; months compare as they follow each other."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month that a day lies in."""
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> "Month":
        """The month written as 2026-11; InvalidInput for anything else."""
        found = _ISO.fullmatch(text)
        if found is None or int(found[2]) not in _OF_A_YEAR or int(found[1]) == 0:
            raise InvalidInput(f"{text[:20]!r} is no month; write one such as 2026-11.", field="month")
        return cls(int(found[1]), int(found[2]))

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next.first - timedelta(days=1) if self != LAST else date.max

    @property
    def next(self) -> "Month":
        """The month after it."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def quarter(self) -> str:
        """The quarter that it lies in, as 2026-Q4."""
        return f"{self.year:04}-Q{(self.number + 2) // 3}"

    def __str__(self) -> str:
        """The month as it stands in rows, files and addresses."""
        return f"{self.year:04}-{self.number:02}"


LAST = Month(9999, 12)
"""The last that a calendar of four digits has."""


def months(since: Month, until: Month) -> Iterator[Month]:
    """Every month from one to the other, both included."""
    month = since
    while month <= until:
        yield month
        if month == LAST:
            return
        month = month.next
