"""What follows from correcting a treatment: decided here from its reports and alerts, said beforehand, stored later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from recovery.domain.alerts import Alert, Change, Step
from recovery.domain.bands import Band
from recovery.domain.clinic import Treatment
from recovery.domain.correcting import Correction
from recovery.domain.counting import Counted, Counts, change, counts_of
from recovery.domain.filing import Courses, Standing, Watch, alerts_of, courses_of, standing
from recovery.domain.guide import Guide
from recovery.domain.history import History
from recovery.domain.judging import Hit
from recovery.domain.moving import Diary

BY_CORRECTION = "the treatment was corrected"
"""The note of what a correction does to an alert, in the alert's own life."""


@dataclass(frozen=True)
class Outcome:
    """A correction as it will be stored, with everything that follows from it; no standing without a report."""

    correction: Correction
    diary: Diary
    courses: Courses
    standing: Standing | None
    alerts: tuple[Change, ...]
    counts: Mapping[Counted, Counts]
    """By how much it changes what is counted of groups, where it was and where it is now."""


@dataclass(frozen=True)
class Outlasting:
    """A side effect that was last seen on day `last_present`, and the last day of its band."""

    side_effect: str
    last_present: int
    band_ends: int


@dataclass(frozen=True)
class Consequences:
    """What a correction does, said before it is made.

    `days` are the reported days by their numbers of today. `past` are side effects that then were seen after a band
    and now are not, `within` the other way round. `opened`, `raised` and `gone` are alerts as they would be; `moved`
    counts those that change their day numbers at most. Reports are asked for until `asked_until`, now `asked_before`.
    """

    correction: Correction
    days: tuple[int, ...]
    past: tuple[Outlasting, ...]
    within: tuple[Outlasting, ...]
    opened: tuple[Alert, ...]
    raised: tuple[Alert, ...]
    gone: tuple[Alert, ...]
    moved: int
    asked_before: date
    asked_until: date


def decide(
    correction: Correction, diary: Diary, alerts: Sequence[Alert], *, guide: Guide, watch: Watch | None,
    earlier: Mapping[int, Sequence[Hit]],
) -> Outcome:  # fmt: skip
    """All that follows from a correction; diary and alerts come with their days moved.

    No `watch` where nobody looks at reports; `earlier` is what earlier guidances find in the corrected treatment.
    """
    history = diary.history
    courses = courses_of(history)
    return Outcome(
        correction=correction,
        diary=diary,
        courses=courses,
        standing=standing(history, courses, bands=guide.bands_of(correction.after.method)) if diary.reports else None,
        alerts=_judged_again(correction, history, alerts, guide=guide, watch=watch, earlier=earlier),
        counts=_counts(correction, diary),
    )


def _counts(correction: Correction, diary: Diary) -> dict[Counted, Counts]:
    was, now = (_counts_of(each.history) for each in (diary.moved(-correction.days_moved), diary))
    before, after = correction.before.counted, correction.after.counted
    if before == after:
        return {after: change(was, now)}
    return {before: change(was, Counts()), after: now}


def _counts_of(history: History) -> Counts:
    return counts_of(history, courses_of(history).values())


def consequences_of(outcome: Outcome, *, guide: Guide, courses: Courses) -> Consequences:
    """What an outcome means to whoever decides on it; `courses` are those of the treatment as it is."""
    correction = outcome.correction
    before, after = correction.before, correction.after
    now, then = outlasting(courses, guide.bands_of(before.method)), _outlasting_then(outcome, guide)
    within = [slug for slug in now if slug not in then]
    return Consequences(
        correction=correction,
        days=tuple(day - correction.days_moved for day in outcome.diary.days),
        past=tuple(each for slug, each in then.items() if slug not in now),
        within=tuple(_seen(outcome.courses, slug, guide.bands_of(after.method)) for slug in within),
        opened=_with(outcome.alerts, Step.OPENED),
        raised=_with(outcome.alerts, Step.RAISED),
        gone=_with(outcome.alerts, Step.TAKEN_BACK, Step.ANSWERED),
        moved=sum(not change.events for change in outcome.alerts),
        asked_before=_asked_until(guide, before),
        asked_until=_asked_until(guide, after),
    )


def outlasting(courses: Courses, bands: Mapping[str, Band]) -> dict[str, Outlasting]:
    """The side effects that were seen after their bands, gone since or not."""
    seen = [_seen(courses, slug, bands) for slug, course in courses.items() if course.ever_present]
    return {each.side_effect: each for each in seen if each.last_present > each.band_ends}


def _judged_again(
    correction: Correction, history: History, alerts: Sequence[Alert], *, guide: Guide, watch: Watch | None,
    earlier: Mapping[int, Sequence[Hit]],
) -> tuple[Change, ...]:  # fmt: skip
    """What becomes of the alerts; each stays the same alert, so that what somebody has dealt with is not new again."""
    if not correction.judges_anew:
        return ()
    method, found = correction.after.method, tuple[Change, ...]()
    if watch is not None:
        found = alerts_of(history, guide=guide, method=method, watch=watch, earlier=earlier)
    judged = {change.alert.alert_id for change in found}
    left = [alert for alert in alerts if correction.days_moved and alert.alert_id not in judged]
    return (
        *(Change(replace(alert, version=alert.version + 1), ()) for alert in left),
        *(_explained(change) for change in found),
    )


def _explained(change: Change) -> Change:
    return replace(change, events=tuple(replace(event, note=BY_CORRECTION) for event in change.events))


def _with(changes: Sequence[Change], *steps: Step) -> tuple[Alert, ...]:
    """The alerts with one of these steps, the most urgent first."""
    found = (change.alert for change in changes if any(event.step in steps for event in change.events))
    return tuple(sorted(found, key=lambda alert: -alert.level))


def _outlasting_then(outcome: Outcome, guide: Guide) -> dict[str, Outlasting]:
    return outlasting(outcome.courses, guide.bands_of(outcome.correction.after.method))


def _seen(courses: Courses, side_effect: str, bands: Mapping[str, Band]) -> Outlasting:
    last = courses[side_effect].last_present
    return Outlasting(side_effect, -1 if last is None else last, bands[side_effect].to_day)


def _asked_until(guide: Guide, treatment: Treatment) -> date:
    return treatment.procedure + timedelta(days=guide.last_due_day(treatment.method))
