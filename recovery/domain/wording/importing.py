"""What a file adds, in words."""

from typing import Protocol

from recovery.domain.importing.refusals import Refusal
from recovery.domain.wording.english import counted


class Amounts(Protocol):
    """How much a file adds, and how much of it stands here already."""

    @property
    def rows(self) -> int: ...
    @property
    def patients(self) -> int: ...
    @property
    def treatments(self) -> int: ...
    @property
    def reports(self) -> int: ...
    @property
    def scores(self) -> int: ...
    @property
    def known_patients(self) -> int: ...
    @property
    def known_treatments(self) -> int: ...
    @property
    def known_reports(self) -> int: ...
    @property
    def refused_lines(self) -> int: ...


def in_words(of: Amounts, *, done: bool) -> list[str]:
    """A line each: what is added, what stands here already, and what is refused."""
    added = (
        f"{counted(of.patients, 'patient')}, {counted(of.treatments, 'treatment')} and "
        f"{counted(of.reports, 'report')} with {counted(of.scores, 'score')}"
    )
    known = (
        f"{counted(of.known_patients, 'patient')}, {counted(of.known_treatments, 'treatment')} and "
        f"{counted(of.known_reports, 'report')}"
    )
    said = [f"{'Added' if done else 'To be added'}: {added}."]
    if of.known_patients:
        said.append(f"Here already, and left as they are: {known}.")
    if of.refused_lines:
        said.append(f"Refused: {counted(of.refused_lines, 'line')}. Nothing is added until none is.")
    return said


def refusal_in_words(refusal: Refusal) -> str:
    """Where, and what to do."""
    where = f"Line {refusal.line:,}" + (f", {refusal.column}" if refusal.column else "")
    return f"{where}: {refusal.says}"
