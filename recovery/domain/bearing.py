"""What evidence is worth later: whether the reports still bear it out, and whether newer evidence says more."""

from itertools import pairwise

from recovery.domain.course import Point
from recovery.domain.history import History, Signs
from recovery.domain.judging import Evidence
from recovery.domain.rules import Rule


def says_more(evidence: Evidence, *, than: Evidence) -> bool:
    """Whether evidence tells someone who dealt with an earlier version of the same day what they cannot know.

    It does with a worse severity, another warning sign, a wish that was taken back and is back, or a report in the
    place of the wait for one. A level alone says nothing new: it comes with the guidance.
    """
    return (
        evidence.severity > than.severity
        or not set(evidence.signs) <= set(than.signs)
        or (than.taken_back and not evidence.taken_back)
        or (than.waiting and not evidence.waiting)
    )


def bears_out(history: History, rule: Rule, side_effect: str | None, evidence: Evidence) -> bool:
    """Whether the reports still say all that evidence names, whatever the rules in force make of it."""
    match rule:
        case Rule.RED_FLAG:
            return history.red_flags.get(evidence.day) == Signs(evidence.signs, evidence.taken_back)
        case Rule.CALL_ME:
            return history.calls.get(evidence.day) == evidence.taken_back
        case Rule.SILENT:
            last = None if history.last_day is None else Point(history.last_day, history.worst_last)
            return last == evidence.before
        case _:
            return _course_bears_out(history, rule, side_effect or "", evidence)


def _course_bears_out(history: History, rule: Rule, side_effect: str, evidence: Evidence) -> bool:
    if evidence.waiting:
        return history.last_points().get(side_effect) == evidence.before
    last = Point(evidence.day, evidence.severity)
    first = evidence.before or last
    named = [point for point in history.points.get(side_effect, ()) if first.day <= point.day <= last.day]
    if not named or (named[0], named[-1]) != (first, last):
        return False
    if rule is Rule.SUSTAINED:
        return all(before.severity <= point.severity for before, point in pairwise(named))
    return len(named) == len({first, last})
