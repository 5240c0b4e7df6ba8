"""What becomes of an invented treatment on the clinicians' side: its alerts, and what they write down."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from random import Random

from recovery.domain.alerts import Step
from recovery.domain.catalogue import Severity
from recovery.domain.guide import Guide
from recovery.domain.handling import How
from recovery.domain.history import History
from recovery.domain.notes import Grade, Note, NoteKind
from recovery.domain.simulation.practice import FollowedTreatment, Place, seeded
from recovery.domain.simulation.remarks import CALLS, NOTES, VISITS
from recovery.domain.simulation.replaying import Kept, replay
from recovery.domain.simulation.staff import Team
from recovery.domain.simulation.watching import Watched

GRADED = "redness"
"""What a visit grades."""

WRITES_OF_CALLS = 0.3
WRITES_NOTES = 0.08
HAS_A_VISIT = 0.2
VISIT_DAYS = (6, 15)
VISIT = time(11, 30)

_NEAR_BITS = 40
"""Few enough to watched near, many enough that no two of a large demo are alike."""


@dataclass(frozen=True)
class CaredFor:
    """What a treatment's reports say, its alerts with what happened to them, and the notes about it."""

    history: History
    alerts: Sequence[Kept]
    notes: Sequence[Note]


@dataclass(frozen=True)
class Care:
    """How a practice looks after its patients: by which guide, where, and who."""

    guide: Guide
    place: Place
    seed: int
    clinicians: Sequence[int]

    def of(self, followed: FollowedTreatment) -> CaredFor:
        """What becomes of a treatment, the same for the same seed."""
        treatment, zone, now = followed.treatment, self.place.zone, self.place.ends_at
        rng = seeded(self.seed, "care", treatment.treatment_id)
        watched = Watched(
            treatment, [*followed.reports, *followed.replaced], self.guide, zone, followed.entered_at, now
        )
        team = Team(treatment, self.clinicians, zone, now, rng, followed.answers)
        kept = replay(watched, new_id=lambda: _beside(treatment.treatment_id, rng), staff=team)
        notes = [*_of_calls(kept, watched, rng), *_of_visits(followed, watched, rng), *_in_between(watched, rng)]
        return CaredFor(watched.history, kept, notes)


def _beside(treatment_id: int, rng: Random) -> int:
    # Near the treatment's own, so that a load fills the tables from left to right.
    return treatment_id ^ rng.getrandbits(_NEAR_BITS) or 1


def _of_calls(kept: Sequence[Kept], watched: Watched, rng: Random) -> Iterator[Note]:
    for one in kept:
        for event in one.events:
            if event.step is Step.CONTACTED and event.how == How.PHONE and rng.random() < WRITES_OF_CALLS:
                yield _note(watched, rng, NoteKind.CALL, rng.choice(CALLS), event.at, by=event.account_id)


def _of_visits(followed: FollowedTreatment, watched: Watched, rng: Random) -> Iterator[Note]:
    treatment = followed.treatment
    day = rng.randint(*VISIT_DAYS)
    at = _moment(watched, day)
    if rng.random() >= HAS_A_VISIT or at > watched.now:
        return
    told = [
        score.severity
        for report in followed.reports
        for score in report.scores
        if report.day <= day and score.side_effect == GRADED
    ]
    note = _note(watched, rng, NoteKind.VISIT, rng.choice(VISITS), at, by=treatment.clinician.account_id)
    yield replace(note, grade=Grade(GRADED, min(told[-1], Severity.MODERATE))) if told else note


def _in_between(watched: Watched, rng: Random) -> Iterator[Note]:
    at = _moment(watched, rng.randint(0, 5))
    if rng.random() < WRITES_NOTES and at <= watched.now:
        yield _note(watched, rng, NoteKind.NOTE, rng.choice(NOTES), at, by=watched.treatment.clinician.account_id)


def _moment(watched: Watched, day: int) -> datetime:
    date = watched.treatment.procedure + timedelta(days=day)
    return datetime.combine(date, VISIT, watched.zone).astimezone(UTC)


def _note(watched: Watched, rng: Random, kind: NoteKind, text: str, at: datetime, *, by: int | None) -> Note:
    treatment = watched.treatment
    return Note(
        note_id=_beside(treatment.treatment_id, rng),
        treatment_id=treatment.treatment_id,
        kind=kind,
        day=watched.day(at),
        text=text,
        written_by=by or treatment.clinician.account_id,
        written_at=at,
    )
