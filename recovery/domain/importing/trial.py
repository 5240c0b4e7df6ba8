"""What came of trying a file out, or of bringing it in."""

from dataclasses import dataclass
from datetime import date

from recovery.domain.importing.refusals import Reason, Refusal


@dataclass(frozen=True)
class Trial:
    """What a file adds, what of it stands here already, and what is refused, by reason and the first of it by line.

    Patients of refused lines are not counted. `first` and `last` are the dates between which the procedures of new
    treatments lie; `unread` are the headings that the mapping does not name; `left_out` are patients of whom no row
    tells a treatment, and `left_out_lines` the first lines of some; `alike` are new patients who look like another one,
    and `alike_lines` the lines of some, each with that of the other, 0 for one who stands here. Lines are
    numbered on from table to table: a second one begins at `second_from`, 0 where there is none.
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
    reasons: tuple[Reason, ...] = ()
    unread: tuple[str, ...] = ()
    left_out: int = 0
    left_out_lines: tuple[int, ...] = ()
    alike: int = 0
    alike_lines: tuple[tuple[int, int], ...] = ()
    second_from: int = 0

    @property
    def adds_nothing(self) -> bool:
        """Whether all that the file says stands here already."""
        return not (self.patients or self.treatments or self.reports)
