"""Who takes a file: a visitor, or a program that a scheduler starts."""

from collections.abc import Mapping
from dataclasses import dataclass

from recovery.domain.access import ALLOWED, Action, Role, Visitor
from recovery.services.files.export import Kind
from recovery.store import audit
from recovery.store.audit import Actor

ACTIONS: Mapping[Kind, Action] = {
    Kind.SUMMARY: Action.EXPORT_SUMMARY,
    Kind.ALERTS: Action.EXPORT_SUMMARY,
    Kind.DEIDENTIFIED: Action.TAKE_DEIDENTIFIED,
    Kind.IDENTIFIED: Action.TAKE_IDENTIFIED,
    Kind.COHORT: Action.TAKE_FILES,
}
"""What one must be allowed to do to take each."""

NOBODY = 0
"""In place of an account: identifiers begin at 1."""


@dataclass(frozen=True)
class Taker:
    """Whom services serve, how the trail names them, and by which role they take it."""

    visitor: Visitor
    actor: Actor
    role: str


def taker(visitor: Visitor, kind: Kind) -> Taker:
    """A visitor, by those of their roles that may take this."""
    roles = visitor.roles & ALLOWED[ACTIONS[kind]]
    return Taker(visitor, audit.actor(visitor), " and ".join(sorted(roles)))


def program(clinic_id: int, kind: Kind) -> Taker:
    """Whoever works at the server: there nobody signs in, and whoever may run this may read the database itself."""
    roles: frozenset[Role] = ALLOWED[ACTIONS[kind]]
    visitor = Visitor("", clinic_id, NOBODY, audit.PROGRAM.who, roles)
    return Taker(visitor, audit.PROGRAM, "a program at the server")
