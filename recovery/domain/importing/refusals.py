"""What of a table is not taken, and why."""

from typing import NamedTuple


class Refusal(NamedTuple):
    """A line of the file that is not taken, the column it is about ("" for the whole line), and what to do."""

    line: int
    column: str
    says: str
