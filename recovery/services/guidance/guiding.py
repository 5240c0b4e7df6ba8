"""The guidance as managers see and change it: what is in force, what was, and a new version with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from recovery.domain.access import Action, Visitor, require
from recovery.domain.bands import Band
from recovery.domain.clinic import Clinic
from recovery.domain.figures import Difference, Figure, differences
from recovery.domain.guidance import Own, Setting, changed, check_reason
from recovery.domain.guide import Guide
from recovery.errors import Conflict
from recovery.services.office import Office
from recovery.services.rebuilding import Progress, count_past_bands_again
from recovery.store import audit, chores, guidance, people
from recovery.store.database import Database
from recovery.store.guidance import Version

HISTORY_LIMIT = 50
"""Versions that a history shows: years of changes, and few enough to read."""


@dataclass(frozen=True)
class InForce:
    """The guide in force at a clinic, what of it the practice set itself, and what its files say instead."""

    clinic: Clinic
    guide: Guide
    own: Own
    files: Guide


@dataclass(frozen=True)
class Proposal:
    """The guide as changes would make it, and what they change; made of the version `seen`."""

    guide: Guide
    differences: tuple[Difference, ...]
    seen: int

    @property
    def changes_bands(self) -> bool:
        """Whether it says otherwise of any course whether it is past its band."""
        return any(difference.figure.kind == "band" for difference in self.differences)


@dataclass(frozen=True)
class Change:
    """A version on record, and what it changed of the one before; nothing for the first."""

    version: Version
    differences: tuple[Difference, ...]


def in_force(office: Office, visitor: Visitor) -> InForce:
    """What is in force now, for a manager."""
    require(visitor, Action.SET_GUIDANCE)
    with office.store.reading() as db:
        clinic, own = people.clinic(db, visitor.clinic_id), guidance.own(db, guidance.latest(db))
        return InForce(clinic, office.guide, own, office.files)


def history(office: Office, visitor: Visitor) -> list[Change]:
    """Every guidance so far, the newest first: who set it, when, why, and what it changed."""
    require(visitor, Action.SET_GUIDANCE)
    with office.store.reading() as db:
        found = guidance.versions(db, visitor.clinic_id, limit=HISTORY_LIMIT + 1)
        guides = [guidance.guide_of(db, office.files, version.mark) for version in found]
    before = [*guides[1:], None]
    changes = [
        Change(version, () if older is None else tuple(differences(older, guide)))
        for version, guide, older in zip(found, guides, before, strict=True)
    ]
    return changes[:HISTORY_LIMIT]


def propose(office: Office, visitor: Visitor, *, changes: Sequence[Setting]) -> Proposal:
    """The guide that these changes would make; InvalidInput when they cannot be made, or change nothing."""
    require(visitor, Action.SET_GUIDANCE)
    with office.store.reading():
        return _proposal(office, changes)


def save(
    office: Office,
    visitor: Visitor,
    *,
    changes: Sequence[Setting],
    reason: str,
    seen: int,
    now: datetime,
    progress: Progress | None = None,
) -> Proposal:
    """Put changes in force from now on as a new version; what was judged before keeps the version it was judged by.

    Conflict when another version came into force since `seen`; InvalidInput when the change or its reason cannot be.
    """
    require(visitor, Action.SET_GUIDANCE)
    cleaned = check_reason(reason)
    with office.store.writing() as db:
        proposal = _proposal(office, changes)
        _refuse_overtaken(proposal, seen)
        own = guidance.own(db, guidance.latest(db))
        own = own.with_changes(changes, files=office.files, version=proposal.guide.number)
        guidance.add(db, proposal.guide, own, set_by=visitor.subject_id, reason=cleaned, now=now)
        _follow_up(db, visitor, proposal, now)
    if proposal.changes_bands:
        count_past_bands_again(office.store, now=now, progress=progress)
    return proposal


def _proposal(office: Office, changes: Sequence[Setting]) -> Proposal:
    guide = office.guide
    proposed = changed(guide, changes, files=office.files)
    return Proposal(proposed, tuple(differences(guide, proposed)), seen=guide.number)


def _refuse_overtaken(proposal: Proposal, seen: int) -> None:
    if proposal.seen != seen:
        raise Conflict(
            "Somebody has changed the guidance since you saw it. Nothing was overwritten: look again, then decide."
        )


def _follow_up(db: Database, visitor: Visitor, proposal: Proposal, now: datetime) -> None:
    _audit(db, visitor, proposal, now)
    if proposal.changes_bands:
        chores.owe(db, chores.DERIVED_ROWS, now=now)


def _audit(db: Database, visitor: Visitor, proposal: Proposal, now: datetime) -> None:
    details = {"changes": [_trail(difference) for difference in proposal.differences]}
    audit.add_by(db, visitor, "changed the guidance", f"guidance:{proposal.guide.number}", now=now, details=details)


def _trail(difference: Difference) -> list[object]:
    figure = difference.figure
    return [f"{figure.kind} {figure.of} {figure.name}", _value(difference.before), _value(difference.after)]


def _value(figure: Figure | None) -> object:
    value = figure.value if figure else None
    return [value.from_day, value.to_day, value.basis.value] if isinstance(value, Band) else value
