"""A picture's numbers as a table, to take along beside it: columns, and rows in the picture's own order."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from recovery.domain.catalogue import Severity

Value: TypeAlias = str | int | float | None
Numbers: TypeAlias = tuple[tuple[str, ...], list[tuple[Value, ...]]]
"""Names of columns, then rows; None is what the reports do not tell, TOO_FEW what too few reported."""

TOO_FEW = "too few"
"""In the place of a number that too few treatments would give."""

NOT_KNOWN = "not known yet"
"""In the place of a number that the reports do not tell."""

DECIMALS = 4
"""Of shares and of days between two: far below what the reports can tell (ours)."""


def rounded(number: float | None) -> float | None:
    """A number as a file has it; None where there is none, or no end to it."""
    return None if number is None or abs(number) == float("inf") else round(number, DECIMALS)


def by_day(
    rows: Mapping[int, tuple[Value, ...]], hidden: Iterable[int], columns: Sequence[str]
) -> list[tuple[Value, ...]]:
    """Rows of days in rising order; a hidden day has only words in place of its numbers."""
    too_few = (TOO_FEW,) * (len(columns) - 1)
    every: dict[int, tuple[Value, ...]] = {**rows, **dict.fromkeys(hidden, too_few)}
    return [(day, *every[day]) for day in sorted(every)]


def percent(share: float) -> str:
    """A share in whole per cent, never rounded to none or to all: "under 1%", "over 99%"."""
    if 0 < share < 0.01:  # noqa: PLR2004 - the least that whole per cent can say
        return "under 1%"
    if 0.99 < share < 1:  # noqa: PLR2004 - and the most
        return "over 99%"
    return f"{share:.0%}"


def severity_words(value: float) -> str:
    """A severity in words; between two of them both: "mild to moderate"."""
    low, high = Severity(int(value)), Severity(-int(-value // 1))
    return low.word.lower() if low is high else f"{low.word.lower()} to {high.word.lower()}"
