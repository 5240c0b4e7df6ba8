"""A patient's report of one day: values that refuse to be wrong."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from recovery.domain.catalogue import ASKS_FOR_AREA, Catalogue, Severity
from recovery.errors import InvalidInput

LATE_DAYS = 7
"""A report may be filed up to this many days late (docs/design.md, "A report's way")."""

NOTE_LIMIT = 1_000
"""Characters in a note: about a screen and a half of a phone, more than a call would take to tell."""

DRAFT_LIMIT = 20_000
"""Characters of a note that are kept until it is shortened: bounds what a draft can cost."""

NAME_LIMIT = 120
"""Characters in a name or a contact; the longest legal names on record stay below it."""

_DIRECTION_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Unicode bidirectional embeddings, overrides and isolates: they can make text read as what it is not."""


@dataclass(frozen=True)
class Score:
    """How severe one side effect was, and where it was worst when that was asked."""

    side_effect: str
    severity: Severity
    area: str | None = None


@dataclass(frozen=True)
class Draft:
    """What someone entered, not yet checked.

    Side effects left out count as none; None stands for one that was noticed but not yet rated.
    """

    day: int
    severities: Mapping[str, int | None] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    red_flags: tuple[str, ...] = ()
    wants_call: bool = False
    note: str = ""


@dataclass(frozen=True)
class Report:
    """One day of one treatment: a score for every side effect asked, and what else was said."""

    day: int
    scores: tuple[Score, ...]
    red_flags: tuple[str, ...]
    wants_call: bool
    note: str
    reported_at: datetime
    reported_by: str
    revision: int = 1

    @property
    def worst(self) -> Score | None:
        """The most severe score, or None when nothing was noticed."""
        present = [score for score in self.scores if score.severity > Severity.NONE]
        return max(present, key=lambda score: score.severity, default=None)

    @property
    def entered_by(self) -> int | None:
        """The account that entered it on the patient's behalf; None for what patients sent themselves."""
        kind, _, account = self.reported_by.partition(":")
        return int(account) if kind == "staff" else None

    @property
    def is_imported(self) -> bool:
        """Whether it came in with a file at the server, where nobody signs in."""
        return self.reported_by.partition(":")[0] not in ("patient", "staff")


def day_of(today: date, *, procedure: date) -> int:
    """Days since the procedure: 0 on its date, negative before it."""
    return (today - procedure).days


def reportable_days(*, procedure: date, today: date) -> range:
    """The days that may be reported today, in rising order; empty before the procedure."""
    latest = day_of(today, procedure=procedure)
    return range(max(0, latest - LATE_DAYS), latest + 1)


def due_days(
    *, procedure: date, closed_on: date | None, today: date, last_due: int, due_from: date | None = None
) -> range:
    """The days whose daily report has fallen due by the end of yesterday: day 0 to day `last_due` at most.

    A treatment asks for nothing before the date `due_from`, nor from its closing day on.
    """
    until = min(today, closed_on or today)
    first = 0 if due_from is None else max(0, day_of(due_from, procedure=procedure))
    return range(first, max(first, min(last_due + 1, day_of(until, procedure=procedure))))


def clean_text(text: str, *, limit: int, what: str, field: str) -> str:
    """The text without invisible control characters and direction overrides, in normal form NFC.

    Raises InvalidInput when more than `limit` characters remain; `what` names the text to the visitor.
    """
    kept = "".join(
        character
        for character in text
        if character in "\n\t"
        or not (unicodedata.category(character) in ("Cc", "Cs") or character in _DIRECTION_OVERRIDES)
    )
    cleaned = unicodedata.normalize("NFC", kept).strip()
    if len(cleaned) > limit:
        raise InvalidInput(
            f"{what} has {len(cleaned):,} characters; {limit:,} fit. Please shorten it.",
            field=field,
        )
    return cleaned


def check_draft(
    draft: Draft,
    *,
    catalogue: Catalogue,
    areas: tuple[str, ...],
    procedure: date,
    today: date,
    now: datetime,
    by: str,
) -> Report:
    """The report that a draft makes; InvalidInput says which entry is wrong and what to do.

    `areas` are the treatment's own; `today` is the date in the clinic's time zone.
    """
    _check_day(draft.day, procedure=procedure, today=today)
    for slug in {*draft.severities, *draft.areas}:
        catalogue.side_effect(slug)
    return Report(
        day=draft.day,
        scores=tuple(_score(draft, effect.slug, catalogue, areas) for effect in catalogue.active),
        red_flags=tuple(sorted({catalogue.red_flag(slug).slug for slug in draft.red_flags})),
        wants_call=bool(draft.wants_call),
        note=clean_text(draft.note, limit=NOTE_LIMIT, what="The note", field="note"),
        reported_at=now,
        reported_by=by,
    )


def _check_day(day: int, *, procedure: date, today: date) -> None:
    latest = day_of(today, procedure=procedure)
    if type(day) is not int:
        raise InvalidInput("The day must be a whole number; choose it from the list.", field="day")
    if day < 0:
        raise InvalidInput("That day is before the procedure; choose the procedure's day or later.", field="day")
    if day > latest:
        raise InvalidInput("That day has not come yet; choose today or an earlier day.", field="day")
    if day < latest - LATE_DAYS:
        raise InvalidInput(
            f"That day is more than {LATE_DAYS} days ago; choose a later one, or tell the practice.",
            field="day",
        )


def _score(draft: Draft, slug: str, catalogue: Catalogue, areas: tuple[str, ...]) -> Score:
    effect = catalogue.side_effect(slug)
    level = draft.severities.get(slug, 0)
    if level is None:
        raise InvalidInput(f"{effect.name}: say how bad it was at its worst.", field=f"severity_{slug}")
    if type(level) not in (int, Severity) or level not in tuple(Severity):
        raise InvalidInput(
            f"{effect.name}: {str(level)[:20]!r} is no severity; choose none, mild, moderate, severe or very severe.",
            field=f"severity_{slug}",
        )
    severity = Severity(level)
    return Score(slug, severity, _area(draft, slug, severity, catalogue, areas))


def _area(draft: Draft, slug: str, severity: Severity, catalogue: Catalogue, areas: tuple[str, ...]) -> str | None:
    if severity < ASKS_FOR_AREA:
        return None
    if len(areas) == 1:
        return areas[0]
    area = draft.areas.get(slug)
    effect = catalogue.side_effect(slug)
    if area is None:
        raise InvalidInput(f"{effect.name}: say where it is worst.", field=f"area_{slug}")
    if area not in areas:
        names = ", ".join(catalogue.area(known).name.lower() for known in areas)
        raise InvalidInput(
            f"{effect.name}: {str(area)[:20]!r} was not treated; choose one of {names}.",
            field=f"area_{slug}",
        )
    return area
