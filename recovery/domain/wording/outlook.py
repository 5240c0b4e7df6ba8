"""What became of other treatments, in words: how it went in them, with how many they were, and never a promise."""

from recovery.domain.course import Status
from recovery.domain.expected import Expected, still_present_on
from recovery.domain.finding import Finding
from recovery.domain.outlook import Outlook
from recovery.domain.resolution import NEVER, Interval
from recovery.domain.wording.english import counted, uncapital

EVERYBODY_DIFFERS = "Everybody heals differently."

WHO_THEY_ARE = (
    "Other treatments: all others by {method} on record here, of any year, open ones and those of the same person too; "
    "each counts once. How long it took is estimated from all of them, those lost from sight as far as they reported. "
    "Groups differ, and how it went in others is no promise."
)
"""For clinicians, once below the pictures."""

OTHERS_HERE = (
    "Other treatments here: all others of the same kind at this practice, as those treated told it. {differs} How it "
    "went in others is no promise, and does not replace asking us."
)
"""For patients, once below the pictures."""


def clinician_outlook(expected: Expected, finding: Finding) -> str:
    """Of how many that still had it, which shares were clear by when: a sentence; empty where nothing can be said."""
    ahead = expected.outlook
    if ahead is None:
        return ""
    who = f"Of {counted(ahead.n, 'other treatment')} that still had {_name(finding)} on day {ahead.day}"
    if ahead.half_by is not None:
        return f"{who}, {_around_half(ahead, ahead.half_by)}{_give_or_take(ahead)}."
    return f"{who}{_at_the_end(ahead)} their reports end there."


def no_outlook(expected: Expected | None, finding: Finding, *, limit: int) -> str:
    """Why nothing is said of other treatments beside a course where something could be; empty where nothing could."""
    if expected is None:
        return f"On no day did {limit} other treatments or more report on {_name(finding)}: not compared."
    day = still_present_on(finding)
    if day is None or finding.is_closed or expected.outlook is not None:
        return ""
    return f"Fewer than {limit} other treatments still had {_name(finding)} on day {day}: no outlook."


def not_compared(method: str, *, limit: int) -> str:
    """Why nothing at all is said of other treatments."""
    return f"On no day did {limit} other {uncapital(method)} treatments or more report: not compared."


def patient_outlook(expected: Expected, finding: Finding) -> str:
    """The same for the patient; empty where it is better to ask the practice: what is of concern, or past its time.

    Others are named by the last day that their half may lie on: reports rarely come every day.
    """
    ahead = expected.outlook
    calls = finding.concern is not None or finding.status is not Status.WITHIN_BAND
    if ahead is None or ahead.half_by is None or calls:
        return ""
    by, usual = int(ahead.half_by.by), finding.band.to_day
    later = f" If you still have it after day {usual}, ask us all the same." if by > usual else ""
    return (
        f"Of {ahead.n:,} other treatments of the same kind here, still with {_name(finding)} on day {ahead.day}, "
        f"about half or more no longer had it by day {by}. {EVERYBODY_DIFFERS}{later}"
    )


def who_they_are(method: str) -> str:
    """Which the other treatments are, for clinicians."""
    return WHO_THEY_ARE.format(method=uncapital(method))


def others_here() -> str:
    """Which they are, for patients."""
    return OTHERS_HERE.format(differs=EVERYBODY_DIFFERS)


def _around_half(ahead: Outlook, half: Interval) -> str:
    """The shares on both sides of a half: "about 35% were clear by day 9, about 67% by day 10"."""
    shares, before, last = dict(ahead.steps), int(half.after), int(half.by)
    less, more = shares.get(before, 0.0), shares[last]
    if round(less, 2) == 0:
        return f"{_about(more)} were clear by day {last}"
    return f"{_about(less)} were clear by day {before}, {_about(more)} by day {last}"


def _about(share: float) -> str:
    return "nearly all" if round(share, 2) == 1 else f"about {share:.0%}"


def _give_or_take(ahead: Outlook) -> str:
    """The days by which it may be a half, where they are more than it says: " (half by day 7 to 11)"."""
    if ahead.half_range is None or ahead.half_by is None:
        return ""
    low, high = ahead.half_range
    if (low, high) == (ahead.half_by.after + 1, ahead.half_by.by):
        return ""
    return f" (half by day {low:.0f} or later)" if high == NEVER else f" (half by day {low:.0f} to {high:.0f})"


def _at_the_end(ahead: Outlook) -> str:
    """As much as the reports tell that end before half were clear."""
    if not ahead.steps:
        return ":"
    day, share = ahead.steps[-1]
    return f", {_about(share)} were clear by day {day};"


def _name(finding: Finding) -> str:
    return uncapital(finding.effect.name)
