"""A patient's treatments with all that came of them, as values that can be written down (own_data.py)."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Coded:
    """One of our own words with the code that is kept for it."""

    code: str
    name: str


@dataclass(frozen=True)
class Scored:
    """How severe a side effect was, and where it was worst when that was asked."""

    side_effect: Coded
    severity: int
    severity_in_words: str
    area: Coded | None


@dataclass(frozen=True)
class Version:
    """A report as it was sent; `in_force` unless a later one took its place."""

    day: int
    date: date
    version: int
    in_force: bool
    sent_at: datetime
    sent_by: str
    side_effects: tuple[Scored, ...]
    warning_signs: tuple[Coded, ...]
    asked_for_a_call: bool
    note: str


@dataclass(frozen=True)
class Rated:
    """What was entered about a side effect so far; no severity stands for one that was noticed and not yet rated."""

    side_effect: Coded
    severity: int | None
    severity_in_words: str
    area: Coded | None


@dataclass(frozen=True)
class Begun:
    """A report that was begun and not sent."""

    day: int
    date: date
    saved_at: datetime
    side_effects: tuple[Rated, ...]
    warning_signs: tuple[Coded, ...]
    asks_for_a_call: bool
    note: str


@dataclass(frozen=True)
class Counted:
    """What the program reckons of the reports on one side effect; days are counted from the procedure."""

    side_effect: Coded
    first_day: int | None
    last_day_present: int | None
    clear_since_day: int | None
    worst: str
    last_reported_day: int
    last_reported: str


@dataclass(frozen=True)
class Standing:
    """Where a recovery stands by its last report, as lists show it."""

    last_day: int
    last_at: datetime
    worst: str
    worst_side_effect: Coded | None
    present: int
    past_usual_time: int


@dataclass(frozen=True)
class Step:
    """One step in an alert's life."""

    at: datetime
    step: str
    by: str
    how: str
    handed_to: str
    note: str


@dataclass(frozen=True)
class Alerted:
    """Something in the reports that asked somebody at the practice to look."""

    why: str
    rule: Coded
    side_effect: Coded | None
    level: str
    severity: str
    days: tuple[int, ...]
    opened_at: datetime
    last_heard_at: datetime
    state: str
    held_by: str
    put_off_until: datetime | None
    acknowledged_at: datetime | None
    closed_at: datetime | None
    guidance_version: int
    steps: tuple[Step, ...]
    mails: tuple["Mailed", ...]


@dataclass(frozen=True)
class Mailed:
    """A mail that told somebody at the practice of an alert: a level and a link, no name."""

    level: str
    queued_at: datetime
    to: str
    state: str
    settled_at: datetime | None


@dataclass(frozen=True)
class Written:
    """What a clinician wrote, or found at a visit."""

    kind: str
    day: int
    written_at: datetime
    by: str
    text: str
    side_effect: Coded | None
    severity: str


@dataclass(frozen=True)
class Looked:
    """When somebody at the practice last looked at a recovery."""

    by: str
    at: datetime


@dataclass(frozen=True)
class Treated:
    """One treatment with all that came of it."""

    treatment: str
    method: Coded
    areas: tuple[Coded, ...]
    procedure: date
    clinician: str
    entered_at: datetime
    reports_due_from: date | None
    closed_on: date | None
    reports: tuple[Version, ...]
    drafts: tuple[Begun, ...]
    courses: tuple[Counted, ...]
    standing: Standing | None
    alerts: tuple[Alerted, ...]
    clinicians_notes: tuple[Written, ...]
    last_looks: tuple[Looked, ...]
