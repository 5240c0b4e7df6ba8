"""A patient's records as the values of own_data: each code with its word, and staff by their role."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from recovery.domain.alerts import Alert, Event
from recovery.domain.catalogue import Catalogue, Severity
from recovery.domain.clinic import Treatment
from recovery.domain.course import Course
from recovery.domain.filing import Standing as Stands
from recovery.domain.guide import Guide
from recovery.domain.notes import Note
from recovery.domain.own_data import Traced
from recovery.domain.own_details import own_details
from recovery.domain.own_names import Names
from recovery.domain.own_recoveries import (
    Alerted,
    Begun,
    Coded,
    Counted,
    Mailed,
    Rated,
    Scored,
    Standing,
    Step,
    Version,
    Written,
)  # fmt: skip
from recovery.domain.report import Draft, Report, Score
from recovery.domain.trail import TrailRow
from recovery.domain.wording import reason
from recovery.domain.wording.trail import action_in_words


def effect(slug: str | None, catalogue: Catalogue) -> Coded | None:
    """A side effect with its name; None for none."""
    return Coded(slug, catalogue.side_effect(slug).name) if slug else None


def area(slug: str | None, catalogue: Catalogue) -> Coded | None:
    """An area with its name; None for none."""
    return Coded(slug, catalogue.area(slug).name) if slug else None


def signs(slugs: Sequence[str], catalogue: Catalogue) -> tuple[Coded, ...]:
    """Warning signs with their names."""
    return tuple(Coded(slug, catalogue.red_flag(slug).name) for slug in slugs)


def version(report: Report, treatment: Treatment, catalogue: Catalogue, known: Names, *, in_force: bool) -> Version:
    """One version of a report."""
    return Version(
        day=report.day,
        date=treatment.procedure + timedelta(days=report.day),
        version=report.revision,
        in_force=in_force,
        sent_at=report.reported_at,
        sent_by=known.actor(report.reported_by),
        side_effects=tuple(_scored(score, catalogue) for score in report.scores),
        warning_signs=signs(report.red_flags, catalogue),
        asked_for_a_call=report.wants_call,
        note=report.note,
    )


def begun(draft: Draft, treatment: Treatment, catalogue: Catalogue, *, saved_at: datetime) -> Begun:
    """A report that was begun and not sent."""
    return Begun(
        day=draft.day,
        date=treatment.procedure + timedelta(days=draft.day),
        saved_at=saved_at,
        side_effects=tuple(_rated(slug, draft, catalogue) for slug in {**draft.severities, **draft.areas}),
        warning_signs=signs(draft.red_flags, catalogue),
        asks_for_a_call=draft.wants_call,
        note=draft.note,
    )


def counted(course: Course, catalogue: Catalogue) -> Counted:
    """What is reckoned of one side effect."""
    return Counted(
        side_effect=Coded(course.side_effect, catalogue.side_effect(course.side_effect).name),
        first_day=course.first_present,
        last_day_present=course.last_present,
        clear_since_day=course.clear_since,
        worst=course.peak.word,
        last_reported_day=course.last_day,
        last_reported=course.last_severity.word,
    )


def standing(stands: Stands, catalogue: Catalogue) -> Standing:
    """Where a recovery stands."""
    return Standing(
        last_day=stands.last_day,
        last_at=stands.last_at,
        worst=stands.worst.word,
        worst_side_effect=effect(stands.worst_side_effect, catalogue),
        present=stands.present,
        past_usual_time=stands.past_band,
    )


def alerted(alert: Alert, events: Sequence[Event], mails: Sequence[Mailed], guide: Guide, known: Names) -> Alerted:
    """An alert with what happened to it and the mails about it."""
    held = alert.holding
    return Alerted(
        why=reason(alert, guide.catalogue, today=None),
        rule=Coded(alert.rule.value, guide.rules[alert.rule].name),
        side_effect=effect(alert.side_effect, guide.catalogue),
        level=alert.level.word,
        severity=alert.severity.word,
        days=tuple(each.evidence.day for each in alert.evidence),
        opened_at=alert.opened_at,
        last_heard_at=alert.heard_at,
        state=held.state.value,
        held_by=known.staff(held.account_id),
        put_off_until=held.snoozed_until,
        acknowledged_at=held.acknowledged_at,
        closed_at=held.closed_at,
        guidance_version=alert.guidance_version,
        steps=tuple(_step(event, known) for event in events),
        mails=tuple(mails),
    )


def written(note: Note, catalogue: Catalogue, known: Names) -> Written:
    """A clinician's note, with what was found at a visit."""
    return Written(
        kind=note.kind.value,
        day=note.day,
        written_at=note.written_at,
        by=known.staff(note.written_by),
        text=note.text,
        side_effect=effect(note.grade.side_effect if note.grade else None, catalogue),
        severity=note.grade.severity.word if note.grade else "",
    )


def traced(row: TrailRow, known: Names, catalogue: Catalogue, *, zone: tzinfo) -> Traced:
    """A line of the trail; what it names of others is said by role alone."""
    return Traced(
        at=row.at,
        by=known.actor(row.actor),
        action=row.action,
        action_in_words=action_in_words(row.action),
        about=known.subject(row.subject),
        details=own_details(row, known, catalogue, zone=zone),
    )


def _scored(score: Score, catalogue: Catalogue) -> Scored:
    return Scored(
        side_effect=Coded(score.side_effect, catalogue.side_effect(score.side_effect).name),
        severity=int(score.severity),
        severity_in_words=Severity(score.severity).word,
        area=area(score.area, catalogue),
    )


def _rated(slug: str, draft: Draft, catalogue: Catalogue) -> Rated:
    severity = draft.severities.get(slug)
    return Rated(
        side_effect=Coded(slug, catalogue.side_effect(slug).name),
        severity=severity,
        severity_in_words="Not rated yet" if severity is None else Severity(severity).word,
        area=area(draft.areas.get(slug), catalogue),
    )


def _step(event: Event, known: Names) -> Step:
    return Step(event.at, event.step.value, known.staff(event.account_id), event.how, known.staff(event.to), event.note)
