"""What is taken along, before it is known in which format: tables, and what their reader must know of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from recovery.services.files.table import Table


class Kind(StrEnum):
    """What is taken."""

    SUMMARY = "summary"
    ALERTS = "alerts"
    DEIDENTIFIED = "de-identified rows"
    IDENTIFIED = "identified rows"
    COHORT = "numbers of a picture"

    @property
    def slug(self) -> str:
        """Its name in addresses, files and on the command line."""
        return "cohort" if self is Kind.COHORT else self.value.removesuffix(" rows").replace("-", "")

    @property
    def taken(self) -> str:
        """What the trail says when it is taken."""
        return f"took the {self.value}"


FINISHED, BROKEN_OFF = "finished a file", "broke a file off"
"""What the trail says when a file ends."""


class Filter(NamedTuple):
    """One choice that narrows what a file holds: its name, its value as a program reads it, and in words."""

    name: str
    value: str
    in_words: str


@dataclass(frozen=True)
class Export:
    """Tables that leave together, the most important one first.

    `notes` are paragraphs for the manager who reads the README: what the rows are, how to read them, what was held back
    and why. `details` go into the trail: ids and words of ours alone. The rows in the trail, the moment, the role and
    the versions are added by whoever writes the file (recovery.services.files.taking). `part` says in the file's name
    which of a kind it is.
    """

    kind: Kind
    title: str
    tables: tuple[Table, ...]
    filters: tuple[Filter, ...] = ()
    notes: tuple[str, ...] = ()
    details: Mapping[str, object] = field(default_factory=dict)
    part: str = ""
