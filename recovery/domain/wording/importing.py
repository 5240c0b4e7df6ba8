"""What a file adds, in words."""

from collections.abc import Sequence

from recovery.domain.importing.refusals import OTHERS, Reason, Refusal
from recovery.domain.importing.trial import Trial
from recovery.domain.wording.english import counted, joined, on_date

HEADINGS_TOLD = 20
"""Of those that are not read: a REDCap project has hundreds (ours)."""


def in_words(of: Trial, *, done: bool) -> list[str]:
    """A line each: what is refused, before all else, what is added, what is not read, and what stands here already."""
    added = (
        f"{counted(of.patients, 'patient')}, {counted(of.treatments, 'treatment')} and "
        f"{counted(of.reports, 'report')} with {counted(of.scores, 'score')}"
    )
    known = (
        f"{counted(of.known_patients, 'patient')}, {counted(of.known_treatments, 'treatment')} and "
        f"{counted(of.known_reports, 'report')}"
    )
    begins = "Added" if done else "Without the patients of those lines it would add" if of.refused_lines else _TO_BE
    said = [_refused(of.refused_lines)] if of.refused_lines else []
    said.append(f"{begins}: {added}.")
    if of.first and of.last:
        said.append(f"Their procedures: {on_date(of.first)} to {on_date(of.last)}.")
    if of.left_out:
        said.append(_left_out(of.left_out, of.left_out_lines))
    if of.alike:
        said.append(_alike(of.alike, of.alike_lines))
    if of.second_from and (of.refused_lines or of.left_out or of.alike):
        said.append(_SECOND.format(line=f"{of.second_from:,}"))
    if of.unread:
        said.append(_unread(of.unread))
    if of.known_patients:
        said.append(f"Here already, and left as they are: {known}.")
    return said


_TO_BE = "To be added"

_SECOND = "Lines are numbered on through the zip: line {line} is the first of its second table."


def _refused(lines: int) -> str:
    mended = "it is" if lines == 1 else "they are"
    return f"Refused: {counted(lines, 'line')}. Nothing can be added until {mended} mended."


def _left_out(patients: int, lines: Sequence[int]) -> str:
    where = ("line " if patients == 1 else "lines ") + joined([f"{line:,}" for line in lines])
    more = "" if patients == len(lines) else ", and others"
    return f"Left out: {counted(patients, 'patient')} without a treatment, {where}{more}. No row says when it was."


def _alike(patients: int, lines: Sequence[tuple[int, int]]) -> str:
    told = "; ".join(f"line {line:,} and {f'line {other:,}' if other else 'somebody here'}" for line, other in lines)
    more = "" if patients == len(lines) else "; and others"
    return (
        f"Look whether {counted(patients, 'patient')} may be entered twice: {told}{more}. They have the same name and "
        "year of birth, or codes that differ by leading zeros alone. Nothing is refused for it."
    )


def _unread(headings: Sequence[str]) -> str:
    more = len(headings) - HEADINGS_TOLD
    told = ", ".join(headings[:HEADINGS_TOLD]) + (f" and {more:,} more" if more > 0 else "")
    return f"Not read: {told}. No column is chosen for what they hold."


def refusal_in_words(refusal: Refusal) -> str:
    """What to do, and the line that says otherwise."""
    return f"{refusal.says} Compare line {refusal.other:,}." if refusal.other else refusal.says


def reason_in_words(reason: Reason) -> str:
    """Where, how often, and what to do, for whoever writes mappings.

    A word is named that several patients' lines have: one that stands in a single patient's may be about them.
    """
    first = reason.first
    if first.says == OTHERS.says:
        return f"{counted(reason.lines, 'line')}: {first.says}"
    word = f" “{first.word}”" if first.word and reason.patients > 1 else ""
    what = f"{first.column}{word}"
    says = refusal_in_words(first) + (f" Or say in [words.{first.kind}] which one it is." if first.kind else "")
    if reason.lines == 1:
        return f"Line {first.line:,}{what and f', {what}'}: {says}"
    return f"{what and f'{what}: '}{counted(reason.lines, 'line')}, the first {first.line:,}. {says}"
