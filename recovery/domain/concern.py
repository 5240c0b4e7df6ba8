"""What in one side effect's reports is no matter of waiting, by the same rules that alert the practice."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from recovery.domain.course import Point
from recovery.domain.judging import Evidence, rebound, severe, worsening
from recovery.domain.rules import Rule, Rules


class Concern(StrEnum):
    """Why "within the usual time" would not be the whole truth (docs/domain.md section 3)."""

    SEVERE = "severe"
    CAME_BACK = "came back"
    STRONGER = "stronger"
    EARLY = "severe, so early that this is expected"


def concern_of(side_effect: str, points: Sequence[Point], rules: Rules) -> Concern | None:
    """What the last report of a side effect asks for, the most urgent; None where nothing beside its band does."""
    last = points[-1]
    if any(evidence.day == last.day for evidence in severe(points, rules[Rule.SEVERE])):
        return Concern.SEVERE
    if _lasts(rebound(points, rules[Rule.REBOUND], side_effect=side_effect), points):
        return Concern.CAME_BACK
    if _lasts(worsening(points, rules[Rule.WORSENING]), points):
        return Concern.STRONGER
    return Concern.EARLY if last.severity >= rules[Rule.SEVERE]["severity"] else None


def _lasts(rises: Iterable[Evidence], points: Sequence[Point]) -> bool:
    """Whether no report since a rise was lower than what it rose to."""
    return any(all(severity >= rise.severity for day, severity in points if day > rise.day) for rise in rises)
