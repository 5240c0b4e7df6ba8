"""Watching treatments: what judging one needs beside its reports."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from recovery.domain.alerts import Alert
from recovery.domain.clinic import Clinic, Treatment
from recovery.domain.filing import Watch
from recovery.domain.guide import Guide
from recovery.domain.identifiers import new_id
from recovery.domain.judging import Today
from recovery.store import alerts
from recovery.store.database import Database

FROM_THE_BEGINNING = 0
"""The first day for which alerts are opened where neither the guidance nor the watching began later."""


def watch(db: Database, guide: Guide, clinic: Clinic, treatment: Treatment, *, now: datetime) -> Watch | None:
    """What the rules need of a treatment; None where the clinic does not watch reports."""
    if not clinic.watched:
        return None
    known = alerts.of_treatment(db, clinic.clinic_id, treatment.treatment_id, guide.catalogue)
    return watch_over(known, guide, clinic, treatment, now=now)


def watch_over(known: Sequence[Alert], guide: Guide, clinic: Clinic, treatment: Treatment, *, now: datetime) -> Watch:
    """What the rules need of a treatment whose alerts are known."""
    return Watch(
        treatment_id=treatment.treatment_id,
        alerts=known,
        today=today_of(clinic, guide, treatment, now=now),
        opens_from=opens_from(guide, clinic, treatment),
        new_id=new_id,
        now=now,
    )


def watch_again(known: Sequence[Alert], guide: Guide, clinic: Clinic, treatment: Treatment, *, now: datetime) -> Watch:
    """What the rules need to judge a treatment again without a new report.

    Nobody follows a closed recovery any more: it is judged as on its last day, and nothing new is opened.
    """
    watch = watch_over(known, guide, clinic, treatment, now=now)
    if treatment.closed_on is None:
        return watch
    return replace(watch, today=replace(watch.today, takes_reports=True), opens_from=None)


def opens_from(guide: Guide, clinic: Clinic, treatment: Treatment) -> int:
    """The day of a treatment from which on alerts are opened."""
    since = max((moment for moment in (guide.same_since, clinic.watched_since) if moment), default=None)
    return FROM_THE_BEGINNING if since is None else treatment.day(clinic.today(since))


def today_of(clinic: Clinic, guide: Guide, treatment: Treatment, *, now: datetime) -> Today:
    """The present of a treatment on the clinic's calendar."""
    today = clinic.today(now)
    due = treatment.due(today=today, last_due=guide.last_due_day(treatment.method))
    return Today(day=treatment.day(treatment.closed_on or today), due=due, takes_reports=treatment.closed_on is None)
