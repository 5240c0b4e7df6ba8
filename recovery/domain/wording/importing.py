"""What a file adds, in words."""

from recovery.domain.importing.refusals import Refusal
from recovery.domain.importing.trial import Trial
from recovery.domain.wording.english import counted, on_date


def in_words(of: Trial, *, done: bool) -> list[str]:
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
    if of.first and of.last:
        said.append(f"Their procedures: {on_date(of.first)} to {on_date(of.last)}.")
    if of.known_patients:
        said.append(f"Here already, and left as they are: {known}.")
    if of.refused_lines:
        said.append(f"Refused: {counted(of.refused_lines, 'line')}. Nothing is added until none is.")
    return said


def refusal_in_words(refusal: Refusal) -> str:
    """Where, and what to do."""
    where = f"Line {refusal.line:,}" + (f", {refusal.column}" if refusal.column else "")
    return f"{where}: {refusal.says}"
