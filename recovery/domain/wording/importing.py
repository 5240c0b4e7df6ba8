"""What a file adds, in words."""

from recovery.domain.importing.refusals import Refusal
from recovery.domain.importing.trial import Trial
from recovery.domain.wording.english import counted, on_date


def in_words(of: Trial, *, done: bool) -> list[str]:
    """A line each: what is refused, before all else, what is added, and what stands here already."""
    added = (
        f"{counted(of.patients, 'patient')}, {counted(of.treatments, 'treatment')} and "
        f"{counted(of.reports, 'report')} with {counted(of.scores, 'score')}"
    )
    known = (
        f"{counted(of.known_patients, 'patient')}, {counted(of.known_treatments, 'treatment')} and "
        f"{counted(of.known_reports, 'report')}"
    )
    begins = "Added" if done else "The rest would add" if of.refused_lines else "To be added"
    said = [_refused(of.refused_lines)] if of.refused_lines else []
    said.append(f"{begins}: {added}.")
    if of.first and of.last:
        said.append(f"Their procedures: {on_date(of.first)} to {on_date(of.last)}.")
    if of.known_patients:
        said.append(f"Here already, and left as they are: {known}.")
    return said


def _refused(lines: int) -> str:
    mended = "it is" if lines == 1 else "they are"
    return f"Refused: {counted(lines, 'line')}. Nothing can be added until {mended} mended."


def refusal_in_words(refusal: Refusal) -> str:
    """Where, and what to do."""
    where = f"Line {refusal.line:,}" + (f", {refusal.column}" if refusal.column else "")
    return f"{where}: {refusal.says}"
