"""The trail as managers read it: which rows they ask for, and what one row is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from recovery.errors import InvalidInput

SHOWN_FOR = timedelta(days=7)
"""What is shown to begin with: a week, in which most questions lie (ours)."""

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)
"""Between which one may ask: no trail reaches farther, and no clock can reckon with the very ends (ours)."""

NO_TIME = datetime.fromtimestamp(0, UTC)
"""Stands in a row whose time cannot be read."""

_SESSION = re.compile("[0-9a-f]{12}")


class Kind(StrEnum):
    """What somebody did, roughly: what one filters by."""

    SIGNING_IN = "signing in"
    LOOKING = "looking"
    CHANGES = "changes"
    EXPORTS = "exports"
    REFUSALS = "refusals"
    SETTINGS = "settings"


class Whose(StrEnum):
    """Whom one asks about, where it is not one member of staff."""

    PATIENTS = "patients"
    SIGNED_OUT = "signed out"
    PROGRAM = "command line"


@dataclass(frozen=True)
class TrailFilters:
    """Which rows: of which days of the clinic, by whom, of which kind, about whom, from which session.

    `account_id` is a member of staff's; `about` is a patient's code, or an id as addresses have it. What is left out
    means everything.
    """

    since: date | None = None
    until: date | None = None
    whose: Whose | None = None
    account_id: int | None = None
    kind: Kind | None = None
    about: str = ""
    session: str = ""

    def __post_init__(self) -> None:
        """Refuse what fits no row."""
        for field, day in (("since", self.since), ("until", self.until)):
            if day and not FIRST_DAY <= day <= LAST_DAY:
                raise InvalidInput(f"Choose a day from {FIRST_DAY} to {LAST_DAY}.", field=field)
        if self.since and self.until and self.since > self.until:
            raise InvalidInput("The period ends before it begins; choose a later end.", field="until")
        if self.session and not _SESSION.fullmatch(self.session):
            raise InvalidInput("A session is named by twelve signs, as the trail shows them.", field="session")


class TrailRow(NamedTuple):
    """One row: who did what, to what, when, from which session; `details` as they were written.

    `unreadable` holds cells as they stand, by name, that somebody changed to what no row is written with; what they
    should have held is `NO_TIME` or empty.
    """

    seq: int
    at: datetime
    actor: str
    session: str
    action: str
    subject: str
    details: Mapping[str, object]
    unreadable: Mapping[str, str] = {}
