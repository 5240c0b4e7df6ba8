"""What the rows of a file say of a patient, of each treatment and of each day, and by which row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from recovery.domain.catalogue import Severity
from recovery.domain.clinic import Staff
from recovery.domain.importing.cells import Words
from recovery.domain.importing.mapping import ColumnMapping
from recovery.domain.importing.refusals import Refusal


class Row(NamedTuple):
    """One line of the file: what each mapped field says, without the empty ones."""

    line: int
    said: Mapping[str, str]


class Fact(NamedTuple):
    """What a row says of something, and which row it was."""

    value: Any
    line: int


@dataclass
class Day:
    """What was reported for one day."""

    line: int
    scores: dict[str, Fact] = field(default_factory=dict)
    areas: dict[str, Fact] = field(default_factory=dict)
    said: dict[str, Fact] = field(default_factory=dict)


@dataclass
class Procedure:
    """A treatment, as far as the rows tell."""

    line: int
    facts: dict[str, Fact] = field(default_factory=dict)
    days: dict[int, Day] = field(default_factory=dict)


@dataclass
class Gathered:
    """All that the rows say of one patient, and what of them is refused."""

    code: str
    line: int
    facts: dict[str, Fact] = field(default_factory=dict)
    procedures: list[Procedure] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    """What reading rows needs to know of the table, and of today."""

    mapping: ColumnMapping
    words: Words
    today: date

    def column(self, name: str) -> str:
        """The header's name for a field; "" where no column holds it."""
        return dict(self.mapping.fields).get(name, "")


def severity_of(fact: Fact) -> Severity:
    """The severity that a row gave."""
    return Severity(fact.value)


def clinician_in(facts: Mapping[str, Fact]) -> Staff | None:
    """The clinician that a row named, if any."""
    found: Staff | None = facts["clinician"].value if "clinician" in facts else None
    return found
