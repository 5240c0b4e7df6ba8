"""What patients are asked to do about what they notice, where waiting is not enough."""

from collections.abc import Sequence

from recovery.domain.catalogue import PRESENT, RedFlag
from recovery.domain.concern import Concern
from recovery.domain.course import Status
from recovery.domain.finding import Finding
from recovery.domain.wording.english import are, has, last_said, listed, uncapital


def asked(found: Sequence[Finding]) -> str:
    """What the practice is to be told of all side effects, in whole sentences; empty when nothing."""
    pressing = [finding for finding in found if finding.is_pressing]
    late = [finding for finding in found if finding.status is Status.PAST_BAND and not finding.is_pressing]
    exact = [finding for finding in late if finding.band.basis.is_exact]
    inexact = [finding for finding in late if not finding.band.basis.is_exact]
    calls = _phrases(pressing) + _each(exact, "{has} lasted longer than usual")
    asks = _each(inexact, "{has} lasted longer than we expect: ask us about it.")
    return " ".join([*([f"{'. '.join(calls)}: {_call(pressing)}."] if calls else []), *asks])


def asked_early(found: Sequence[Finding]) -> str:
    """What is severe so early that this is common, and when to call all the same; empty when nothing is."""
    early = [finding for finding in found if finding.is_early]
    return f"{'. '.join(_phrases(early))}. {_if_early(early)}" if early else ""


def asked_of(finding: Finding) -> str:
    """What one side effect asks for, in whole sentences; empty where waiting is enough, or its last report is old."""
    if finding.course is None or not finding.is_present:
        return ""
    why = {
        Concern.SEVERE: f"That is more than we expect: {_call([finding])}.",
        Concern.CAME_BACK: f"It has come back: {_call([finding])}.",
        Concern.STRONGER: f"It has become stronger: {_call([finding])}.",
        Concern.EARLY: _if_early([finding]),
    }
    return f"{last_said(finding.course)}. {why[finding.concern]}" if finding.concern else ""


def asked_long_ago(found: Sequence[Finding]) -> str:
    """What the last report, too old to count, asked for: "redness was severe"; empty when nothing."""
    old = [finding for finding in found if finding.status is Status.NOT_KNOWN and finding.concern]
    return uncapital(" and ".join(uncapital(phrase) for phrase in _phrases(old, ago=True)))


def _phrases(found: Sequence[Finding], *, ago: bool = False) -> list[str]:
    """What asks for a call, each in a sentence without its end: "Redness and itching are severe"."""
    said = []
    for level in reversed(PRESENT):
        severe = [f for f in found if f.concern in (Concern.SEVERE, Concern.EARLY) and _last(f) == level]
        said += _each(severe, f"{{are}} {level.word.lower()}", ago=ago)
    said += _each([f for f in found if f.concern is Concern.CAME_BACK], "{has} come back", ago=ago)
    return said + _each([f for f in found if f.concern is Concern.STRONGER], "{has} become stronger", ago=ago)


def _each(found: Sequence[Finding], verb: str, *, ago: bool = False) -> list[str]:
    """What holds for all of these in one sentence without its end; none for none."""
    names = [uncapital(finding.effect.name) for finding in found]
    if not names:
        return []
    past = {"are": "was" if len(names) == 1 else "were", "has": "had"}
    return [f"{listed(names)} {verb.format(**(past if ago else {'are': are(names), 'has': has(names)}))}"]


def _last(finding: Finding) -> int:
    return finding.course.last_severity if finding.course else 0


def _call(found: Sequence[Finding]) -> str:
    """When to call: what came back is a warning sign for redness, and what may be one waits for no other day."""
    today = any(finding.concern is Concern.CAME_BACK or finding.sign for finding in found)
    return "please call us today" if today else "please call us"


def _if_early(found: Sequence[Finding]) -> str:
    signs: list[RedFlag] = list(dict.fromkeys(finding.sign for finding in found if finding.sign))
    if not signs:
        return "That is common so soon after the procedure; if it worries you or gets worse, call us."
    named = " or ".join(uncapital(sign.name) for sign in signs)
    return (
        f"Strong reactions are common so soon after the procedure, a warning sign is not: {named}. "
        "If it is that, please call us today."
    )
