"""What came of trying a file out, or of bringing it in."""

from dataclasses import dataclass
from datetime import date

from recovery.domain.importing.refusals import Refusal


@dataclass(frozen=True)
class Trial:
    """What a file adds, what of it stands here already, and what is refused, the first of it line by line.

    `first` and `last` are the dates between which the procedures of new treatments lie.
    """

    digest: str
    rows: int = 0
    patients: int = 0
    treatments: int = 0
    reports: int = 0
    scores: int = 0
    known_patients: int = 0
    known_treatments: int = 0
    known_reports: int = 0
    first: date | None = None
    last: date | None = None
    refused_lines: int = 0
    refusals: tuple[Refusal, ...] = ()

    @property
    def adds_nothing(self) -> bool:
        """Whether all that the file says stands here already."""
        return not (self.patients or self.treatments or self.reports)
