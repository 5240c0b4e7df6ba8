"""A table of a file that leaves: its columns with their meanings, and its rows as they are asked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import NamedTuple, TypeAlias

from recovery.errors import InvalidInput


class Type(StrEnum):
    """What a column's values are, in the words of Frictionless' table schema."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "datetime"
    BOOLEAN = "boolean"


class Code(Enum):
    """Why a cell holds no value: nothing is known, it is held back, it cannot be, or it is a small count.

    Held back is what would say more of few people than may leave; small is a count from 1 to below the table's limit.
    A cell that is None is MISSING.
    """

    MISSING = "missing"
    SUPPRESSED = "suppressed"
    NOT_APPLICABLE = "not applicable"
    SMALL = "small"


Cell: TypeAlias = str | int | float | date | datetime | bool | Code | None
"""A datetime is in UTC."""
Row: TypeAlias = Sequence[Cell]


@dataclass(frozen=True)
class Column:
    """What a column holds: `codes` are those that may stand in place of a value, `choices` all values that there are.

    A column without codes has a value in every row. In a column of what people wrote themselves no code may stand but
    MISSING: their words could read the same.
    """

    name: str
    type: Type
    meaning: str
    unit: str = ""
    codes: frozenset[Code] = frozenset()
    choices: tuple[str, ...] = ()


class Piece(NamedTuple):
    """Lines of CSV that are ready to be sent, and how many rows they are."""

    text: str
    rows: int


@dataclass(frozen=True)
class Table:
    """Rows under columns. `rows` is gone through once, when the file is written; `expected` says about how many.

    `pieces` are the same rows as CSV, without the header, where a faster way than going through them gives the same
    text. `limit` is what a small count is below. `key` names the columns that no two rows share.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    expected: int
    limit: int = 0
    key: tuple[str, ...] = ()
    pieces: Iterable[Piece] | None = None

    def __post_init__(self) -> None:
        """Refuse what no file could say."""
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names) or not set(self.key) <= set(names):
            raise InvalidInput(f"The columns of {self.name} are named twice, or its key is none of them.")

    def text_of(self, code: Code) -> str:
        """What stands in a file in place of a value."""
        return f"<{self.limit}" if code is Code.SMALL else TEXTS[code]


TEXTS: Mapping[Code, str] = {Code.MISSING: "", Code.SUPPRESSED: "suppressed", Code.NOT_APPLICABLE: "n/a"}
"""The codes in files: three texts that no column of ours has as a value."""
