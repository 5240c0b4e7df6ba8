"""When, by which role and by which versions a file is made: what it says of itself."""

import hashlib
from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from recovery import __version__
from recovery.domain.catalogue import Catalogue
from recovery.domain.clinic import Clinic
from recovery.domain.guide import Guide

MARK_SIGNS = 12
"""How much of a catalogue's hash a file says: enough to see whether two files share one (ours)."""


class Chunk(NamedTuple):
    """Bytes of a file that are ready to be sent, and how many rows were written for them."""

    content: bytes
    rows: int


Chunks = Generator[Chunk, None, None]


@dataclass(frozen=True)
class Making:
    """The circumstances of a file: the clinic's local time, and in a file that names nobody no practice."""

    at: datetime
    role: str
    practice: str
    product: str
    guidance: str
    catalogue: str


def making(clinic: Clinic, guide: Guide, *, role: str, now: datetime, names_nobody: bool = False) -> Making:
    """The circumstances of a file that is made now; one that names nobody says neither the practice nor its zone."""
    zone = UTC if names_nobody else ZoneInfo(clinic.time_zone)
    return Making(
        at=now.astimezone(zone).replace(microsecond=0),
        role=role,
        practice="" if names_nobody else clinic.name,
        product=f"Recovery Dashboard {__version__}",
        guidance=f"{guide.version}, version {guide.number} of what is in force",
        catalogue=f"{len(guide.catalogue.side_effects)} side effects, mark {mark_of(guide.catalogue)}",
    )


def mark_of(catalogue: Catalogue) -> str:
    """A sign of the catalogue: the same sign, the same side effects, methods and areas in the same words."""
    return hashlib.sha256(repr(catalogue).encode()).hexdigest()[:MARK_SIGNS]
