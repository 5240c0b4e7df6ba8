"""How a whole recovery stands, as its patient reads it first."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from recovery.domain.course import RECENT_DAYS, Status
from recovery.domain.filing import Standing
from recovery.domain.finding import Finding
from recovery.domain.wording.asking import asked, asked_early, asked_long_ago
from recovery.domain.wording.badges import ASK_US, SOON_AFTER, Badge, Tone
from recovery.domain.wording.english import days, on_date, uncapital

_NOT_KNOWN = Badge("Not known", "help", Tone.QUIET)


class Headline(NamedTuple):
    """How a whole recovery stands: one or two sentences, a badge, and whether they ask for a call."""

    sentence: str
    badge: Badge
    calls: bool = False


def headline(
    found: Sequence[Finding],
    standing: Standing | None,
    *,
    today: int,
    warned_on: int | None = None,
    warned_of: Sequence[str] = (),
    called_on: int | None = None,
    closed_on: date | None = None,
    watched: bool = True,
) -> Headline:
    """What a patient reads over all side effects; never "on track" when there is nothing to judge.

    `today` is the day that is judged; `warned_on` and `called_on` are the days of a warning sign and of a wish for a
    call that still hold, and `warned_of` names the signs. A closed recovery takes no reports, so that nothing of it is
    on track any more. Where reports are not watched nobody calls back.
    """
    told = asked(found)
    if closed_on is not None:
        return _closed(told, standing, closed_on)
    if standing is None:
        return Headline("Nothing reported yet, so nothing to judge.", _NOT_KNOWN)
    if warned_on is not None:
        return Headline(_warned(warned_on, warned_of), Badge("Please act", "emergency_home", Tone.URGENT))
    if told or called_on is not None:
        return Headline(told or _called(called_on, watched=watched), ASK_US, calls=True)
    return _waiting(found, standing, today - standing.last_day)


def _closed(told: str, standing: Standing | None, closed_on: date) -> Headline:
    last = f" Your last report was on day {standing.last_day}." if standing else ""
    over = f"Closed on {on_date(closed_on)}. It takes no more reports.{last}"
    return (
        Headline(f"{told} {over}", ASK_US, calls=True) if told else Headline(over, Badge("Closed", "lock", Tone.QUIET))
    )


def _waiting(found: Sequence[Finding], standing: Standing, age_days: int) -> Headline:
    """What is said where the reports of today and before ask for nothing at once."""
    if early := asked_early(found):
        may_be_sign = any(finding.is_early and finding.sign for finding in found)
        return Headline(early, ASK_US if may_be_sign else SOON_AFTER, calls=True)
    if age_days > RECENT_DAYS or _may_have_outlasted(found):
        was = asked_long_ago(found)
        return Headline(_too_old(age_days, was), _NOT_KNOWN, calls=bool(was))
    return Headline(_all_well(found, standing), Badge("On track", "check_circle", Tone.GOOD))


def _warned(on_day: int, signs: Sequence[str]) -> str:
    what = "warning signs" if len(signs) > 1 else "a warning sign"
    named = f": {'; '.join(uncapital(sign) for sign in signs)}" if signs else ""
    return f"You reported {what} on day {on_day}{named}."


def _called(on_day: int | None, *, watched: bool) -> str:
    nobody = f"On day {on_day} you wanted a call. Nobody looks at these reports: please call us."
    return f"You asked for a call on day {on_day}. If it cannot wait, call us." if watched else nobody


def _too_old(age_days: int, was: str) -> str:
    still = f": {was}. If that is still so, call us" if was else ""
    return f"Your last report is {days(age_days)} old{still}. Report today to see where you stand."


def _all_well(found: Sequence[Finding], standing: Standing) -> str:
    if standing.present:
        return "Everything you notice is within its usual time."
    return "Everything you reported has settled." if any(f.ever_present for f in found) else "No side effect reported."


def _may_have_outlasted(found: Sequence[Finding]) -> bool:
    """Whether something that was within its usual time when last reported is past it by now, unless it went."""
    return any(f.status is Status.WITHIN_BAND and f.today > f.band.to_day for f in found)
