"""What one more report changes: decided here from old facts and the new one, stored elsewhere."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from recovery.domain.alerts import Alert, Change
from recovery.domain.bands import Band
from recovery.domain.catalogue import Severity
from recovery.domain.clinic import Patient, Treatment
from recovery.domain.counting import Counts, Severities, change, of_courses
from recovery.domain.course import Course, is_past_band, summarise
from recovery.domain.guide import Guide
from recovery.domain.history import History
from recovery.domain.judging import Evidence, Hit, Today, judge
from recovery.domain.level import Level
from recovery.domain.reconciling import Judgement, reconcile
from recovery.domain.report import Report

Courses = Mapping[str, Course]


@dataclass(frozen=True)
class Standing:
    """Where a whole treatment stands by its last report: what a list of patients shows."""

    last_day: int
    last_at: datetime
    worst: Severity
    worst_side_effect: str | None
    present: int
    past_band: int


@dataclass(frozen=True)
class Sign:
    """A warning sign or a wish for a call that no alert tells of: its day, and the level that its alert would have."""

    day: int
    level: Level


@dataclass(frozen=True)
class OpenTreatment:
    """One row of the patients list; no standing before the first report.

    `alerts` are its open ones, the most urgent first; `sign` the strongest of the last reported days without an alert.
    """

    patient: Patient
    treatment: Treatment
    standing: Standing | None
    alerts: tuple[Alert, ...] = ()
    sign: Sign | None = None

    @property
    def level(self) -> Level:
        """The highest level of its open alerts."""
        return max((alert.level for alert in self.alerts), default=Level.NONE)


@dataclass(frozen=True)
class Filing:
    """A report as it will be stored, with everything that follows from it."""

    report: Report
    replaced: Report | None
    courses: tuple[Course, ...]
    standing: Standing
    alerts: tuple[Change, ...] = ()
    counts: Counts = field(default_factory=Counts)
    """By how much it changes what is counted of groups."""


@dataclass(frozen=True)
class Watch:
    """What judging a treatment's alerts needs beside its reports: those it has, and the present.

    Alerts are opened for days from `opens_from` on: the day the guidance came into force, or the watching began. What
    waits for a report opens whatever its day, since it still holds today. None opens where `opens_from` is None.
    """

    treatment_id: int
    alerts: Sequence[Alert]
    today: Today
    opens_from: int | None
    new_id: Callable[[], int]
    now: datetime


def file(
    report: Report, *, history: History, replaced: Report | None, guide: Guide, method: str, watch: Watch | None
) -> Filing:
    """File a report after the others of its treatment, in any order of days; `replaced` is the same day's before it.

    No `watch` where nobody looks at reports: then no alert follows.
    """
    kept = replace(report, revision=replaced.revision + 1) if replaced else report
    after = history.with_report(kept)
    courses = courses_of(after)
    changes = () if watch is None else alerts_of(after, guide=guide, method=method, watch=watch, filed_day=kept.day)
    now = standing(after, courses, bands=guide.bands_of(method))
    counts = _counts(kept, replaced, before=courses_of(history), after=courses)
    return Filing(kept, replaced, tuple(courses.values()), now, changes, counts)


def _counts(report: Report, replaced: Report | None, *, before: Courses, after: Courses) -> Counts:
    """By how much a report changes the counts: by its own scores, less those of the one that it replaces."""
    courses = change(of_courses(before.values()), of_courses(after.values()))
    scores = change(_scored(replaced), _scored(report))
    return Counts({} if replaced else {report.day: 1}, scores.severities, courses.resolutions, courses.peaks)


def _scored(report: Report | None) -> Counts:
    scores = report.scores if report else ()
    day = report.day if report else 0
    return Counts(severities={Severities(score.side_effect, day, int(score.severity)): 1 for score in scores})


def alerts_of(
    history: History, *, guide: Guide, method: str, watch: Watch, filed_day: int | None = None,
    earlier: Mapping[int, Sequence[Hit]] | None = None,
) -> tuple[Change, ...]:  # fmt: skip
    """What the rules change among a treatment's alerts; the report of `filed_day` counts however late it came.

    Of a treatment that was corrected, `earlier` is what each earlier guidance finds in it.
    """

    def opens(evidence: Evidence) -> bool:
        if watch.opens_from is None:
            return False
        filed = filed_day is not None and evidence.rests_on(filed_day)
        return evidence.waiting or filed or evidence.day >= watch.opens_from

    hits = judge(history, guide=guide, method=method, today=watch.today)
    judgement = Judgement(hits, history, guide.number, watch.now, opens, earlier)
    return reconcile(watch.alerts, judgement, treatment_id=watch.treatment_id, new_id=watch.new_id)


def courses_of(history: History) -> dict[str, Course]:
    """Every course of a treatment, computed from its reports alone."""
    return {slug: summarise(slug, points) for slug, points in history.points.items()}


def standing(history: History, courses: Courses, *, bands: Mapping[str, Band]) -> Standing:
    """Where a treatment stands by its reports, at least one, and the courses that they make."""
    assert history.last_day is not None and history.last_at is not None  # noqa: S101, PT018 - a filed report has both
    # One that the last report did not ask for, having been switched off, says nothing of today.
    asked = history.last_points()
    present = {slug: point.severity for slug, point in asked.items() if point.severity > Severity.NONE}
    worst = max(present, key=lambda slug: present[slug], default=None)
    return Standing(
        last_day=history.last_day,
        last_at=history.last_at,
        worst=present[worst] if worst else Severity.NONE,
        worst_side_effect=worst,
        present=len(present),
        past_band=sum(is_past_band(courses[slug], bands[slug]) for slug in asked),
    )
