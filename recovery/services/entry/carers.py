"""One phone for several people: who is remembered on it beside the one who is signed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from recovery.domain.access import Visitor
from recovery.domain.first_names import first_name
from recovery.services.entry.passwords import fingerprint
from recovery.services.entry.visiting import living
from recovery.services.office import Office

MOST_OTHERS = 5
"""Sessions kept on one phone beside the present one: a family, and no list of a ward's patients (ours)."""


@dataclass(frozen=True)
class Remembered:
    """A patient who is signed in on this phone, and the token of their session."""

    token: str
    visitor: Visitor


def remembered(office: Office, tokens: Sequence[str], *, now: datetime) -> list[Remembered]:
    """Whose sessions these tokens open: patients' own phones only, each patient once."""
    if not tokens:
        return []
    found: dict[tuple[int, int], Remembered] = {}
    with office.store.reading() as db:
        for token in tokens[:MOST_OTHERS]:
            session = living(db, fingerprint(token), now=now)
            if session is not None and not session.visitor.is_staff and not session.visitor.lent:
                found[session.visitor.clinic_id, session.visitor.subject_id] = Remembered(token, session.visitor)
    return list(found.values())


def names_of(visitors: Sequence[Visitor]) -> list[str]:
    """First names, and the whole name of those who share theirs."""
    first = [first_name(visitor.name) for visitor in visitors]
    return [v.name if first.count(name) > 1 else name for v, name in zip(visitors, first, strict=True)]
