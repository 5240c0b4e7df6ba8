"""States as word, icon and tone."""

from dataclasses import dataclass
from enum import StrEnum

from recovery.domain.catalogue import Severity
from recovery.domain.course import RECENT_DAYS, Course, Status
from recovery.domain.filing import Standing
from recovery.domain.finding import Finding
from recovery.domain.wording.english import counted, days


class Tone(StrEnum):
    """How a state is coloured; a word and an icon always stand beside the colour."""

    GOOD = "good"
    STEADY = "steady"
    ATTENTION = "attention"
    URGENT = "urgent"
    QUIET = "quiet"


@dataclass(frozen=True)
class Badge:
    """A state as word, Material Symbols icon name and tone."""

    word: str
    icon: str
    tone: Tone


ASK_US = Badge("Ask us", "call", Tone.ATTENTION)

SOON_AFTER = Badge("Soon after the procedure", "schedule", Tone.STEADY)
"""What a patient reads of what is severe before that counts: neither alarm nor all well."""


def patient_badge(finding: Finding) -> Badge:
    """The state of a side effect as a patient reads it."""
    if finding.is_severe:
        return Badge("Ask us", "call", Tone.URGENT)
    if finding.is_pressing:
        return ASK_US
    if finding.is_early:
        return ASK_US if finding.sign else SOON_AFTER
    return _by_status(finding)


def _by_status(finding: Finding) -> Badge:
    course = finding.course
    match finding.status:
        case Status.RESOLVED if course is not None:
            return Badge(gone(finding, course), "check", Tone.GOOD)
        case Status.PAST_BAND:
            return Badge("Longer than usual", "schedule", Tone.ATTENTION)
        case Status.WITHIN_BAND:
            return Badge("Within the usual time", "trending_flat", Tone.STEADY)
        case Status.NONE_SO_FAR:
            return Badge("None so far", "check", Tone.GOOD)
        case _:
            return Badge("Not known", "help", Tone.QUIET)


def gone(finding: Finding, course: Course) -> str:
    """Since when a side effect is gone, as far as the reports tell: "Gone since day 5"."""
    return f"{'Gone' if finding.is_gone_to_the_day else 'Not seen'} since day {course.clear_since}"


def clinician_badge(finding: Finding) -> Badge:
    """The state of a side effect as a clinician reads it."""
    course = finding.course
    match finding.status:
        case Status.RESOLVED if course is not None:
            return Badge(_resolved(finding, course), "check", Tone.STEADY if finding.may_have_outlasted else Tone.GOOD)
        case Status.PAST_BAND:
            return Badge("Past its band", "schedule", Tone.ATTENTION)
        case Status.WITHIN_BAND:
            severe = Badge("Severe, within its band", "priority_high", Tone.URGENT)
            return severe if finding.is_severe else Badge("Within its band", "trending_flat", Tone.STEADY)
        case _:
            return patient_badge(finding)


def _resolved(finding: Finding, course: Course) -> str:
    """When it was gone: on a day, or by a day where no report says when before that."""
    late = finding.outlasted_by
    if finding.is_gone_to_the_day:
        return f"Resolved on day {course.clear_since}" + (f", {days(late)} after its band" if late else "")
    return f"Resolved by day {course.clear_since}" + (", after its band" if late else "")


def standing_badge(standing: Standing | None, *, day: int) -> Badge:
    """Where a treatment stands by its last report, on day `day`."""
    if standing is None:
        return Badge("No report yet", "help", Tone.QUIET)
    age_days = day - standing.last_day
    is_old, is_severe = age_days > RECENT_DAYS, standing.worst >= Severity.SEVERE
    was = f"{standing.worst.word} when last reported, {days(age_days)} ago"
    past = f"{counted(standing.past_band, 'side effect')} past the band"
    reasons = (
        (is_severe and is_old, Badge(was, "priority_high", Tone.ATTENTION)),
        (is_severe, Badge(standing.worst.word, "priority_high", Tone.URGENT)),
        (is_old, Badge(f"No report for {days(age_days)}", "help", Tone.QUIET)),
        (standing.past_band > 0, Badge(past, "schedule", Tone.ATTENTION)),
        (standing.present > 0, Badge("Within the band", "trending_flat", Tone.STEADY)),
    )
    found = (badge for holds, badge in reasons if holds)
    return next(found, Badge("Nothing present", "check", Tone.GOOD))
