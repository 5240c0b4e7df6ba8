"""Everything that is held about one patient, as values that can be written down: for the patient alone.

A field stands here for each thing that is kept, never a secret: no token, no PIN, no hash of one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from typing import Any

from recovery.domain.own_recoveries import Treated

FORMAT_VERSION = 1
"""Of the file's structure: it changes when a part or a field is renamed or goes, not when one is added."""


@dataclass(frozen=True)
class About:
    """What this is, from which practice, and what each part means."""

    title: str
    format_version: int
    made_at: datetime
    practice: str
    practice_phone: str
    time_zone: str
    kept_for_years: int
    parts: Mapping[str, str]


@dataclass(frozen=True)
class Identity:
    """Who the patient is, as the practice entered it."""

    patient: str
    code: str
    name: str
    contact: str
    year_of_birth: int | None
    skin_type: str | None
    entered_at: datetime
    archived_at: datetime | None


@dataclass(frozen=True)
class Consent:
    """What the patient agreed to, word for word."""

    agreed_at: datetime
    statement: str


@dataclass(frozen=True)
class Link:
    """The personal link, without what would open it."""

    made_at: datetime
    made_by: str
    expires_at: datetime
    first_used_at: datetime | None


@dataclass(frozen=True)
class Pin:
    """That there is a PIN, without it: it is kept so that nobody can read it."""

    chosen_at: datetime
    wrong_tries: int
    last_wrong_try_at: datetime | None
    practice_told_at: datetime | None


@dataclass(frozen=True)
class Phone:
    """A browser that is remembered as the patient's."""

    device: str
    came_by: str
    since: datetime
    last_used_at: datetime
    forgotten_at: datetime
    lent_by_the_practice: bool


@dataclass(frozen=True)
class Entry:
    """A link that was opened and awaits the PIN."""

    kind: str
    leads_to: str
    expires_at: datetime


@dataclass(frozen=True)
class Traced:
    """A line of the trail: who did what about this patient, or the patient themselves, and when."""

    at: datetime
    by: str
    action: str
    action_in_words: str
    about: str
    details: tuple[str, ...]


@dataclass(frozen=True)
class OwnData:
    """Everything that is held about a patient."""

    about: About
    identity: Identity
    consents: tuple[Consent, ...]
    personal_link: Link | None
    pin: Pin | None
    phones: tuple[Phone, ...]
    entries: tuple[Entry, ...]
    treatments: tuple[Treated, ...]
    trail: tuple[Traced, ...]

    @property
    def reports(self) -> int:
        """How many reports there are, replaced ones counted too."""
        return sum(len(each.reports) for each in self.treatments)


PARTS: Mapping[str, str] = {
    "identity": "Who you are, as the practice entered it, and how it reaches you. The code is what you say on the "
    "phone. A skin type is one of six, from very fair (I) to very dark (VI).",
    "consents": "What you agreed to before your first report, word for word, and when.",
    "personal_link": "The link that the practice gave you: when it was made, and when it was first opened. The link "
    "itself is kept so that nobody can read it.",
    "pin": "That you have chosen a PIN, and how often a wrong one was entered since it was last right. The PIN itself "
    "is kept so that nobody can read it.",
    "phones": "The browsers that are remembered as yours.",
    "entries": "Links of yours that were opened in the last minutes and wait for the PIN.",
    "treatments": "Your treatments. Days are counted from the procedure, which is day 0. Under each: your reports, and "
    "every version that a later one replaced; what you began and did not send; what the program reckons from "
    "the reports (courses, standing); alerts, which ask somebody at the practice to look, with what was done about "
    "them; clinicians' notes; and when somebody last looked. Severity goes from 0 (none) to 4 (very severe).",
    "trail": "Who opened or changed your records, and when; what you did yourself stands there too. Staff are named by "
    "their role and the beginning of a number, so that you can ask the practice about one.",
}
"""What each part of the file is, in the patient's words."""


def as_plain(value: Any) -> Any:
    """A value as JSON can say it: times as UTC and dates in ISO 8601."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return {each.name: as_plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): as_plain(each) for key, each in value.items()}
    return [as_plain(each) for each in value] if isinstance(value, tuple | list) else value
