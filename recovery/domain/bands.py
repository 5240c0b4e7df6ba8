"""Typical resolution bands: when a side effect has usually gone, and what that rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from recovery.domain.catalogue import Catalogue
from recovery.domain.entries import Entry, entries, holds_only, without_repeats
from recovery.errors import InvalidDataFile, InvalidInput

LATEST_DAY = 365
"""The last day that a band may reach, in days since the procedure: a sanity limit of ours."""

GUIDE_METHOD = "derma_roller"
"""The method that the guide describes; a band without a method is this one's (docs/domain.md section 3)."""


class Basis(StrEnum):
    """What an edge of a band rests on."""

    FIGURE = "figure"
    WORDS = "words"
    GENERAL = "general"
    CLINIC = "clinic"

    @property
    def is_exact(self) -> bool:
        """Whether somebody gave the number itself."""
        return self in (Basis.FIGURE, Basis.CLINIC)


class Place(StrEnum):
    """Where a day lies against a band."""

    BEFORE = "before"
    INSIDE = "inside"
    PAST = "past"


@dataclass(frozen=True)
class Band:
    """The window on the day axis in which one side effect has usually gone."""

    side_effect: str
    from_day: int
    to_day: int
    from_basis: Basis
    to_basis: Basis
    says: str
    source: str
    borrowed: bool = False
    version: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.from_day <= self.to_day <= LATEST_DAY:
            raise InvalidInput(
                f"The band of {self.side_effect} runs from day {self.from_day} to day "
                f"{self.to_day}; days must rise and lie between 0 and {LATEST_DAY}.",
                field="band",
            )

    @property
    def basis(self) -> Basis:
        """What the band's last day rests on: the day that past-the-band is judged by."""
        return self.to_basis

    def place(self, day: int) -> Place:
        """Where `day` (days since the procedure) lies; both edges belong to the band."""
        if day < self.from_day:
            return Place.BEFORE
        return Place.INSIDE if day <= self.to_day else Place.PAST


@dataclass(frozen=True)
class Bands:
    """The bands of every method and side effect, by (method, side effect); a method borrows where it has none."""

    by: Mapping[tuple[str, str], Band]
    version: str


def read_bands(document: Mapping[str, Any], *, catalogue: Catalogue, file: str) -> Bands:
    """The bands in a parsed bands.toml; each method borrows the guide's band where it has none."""
    holds_only(document, "version", "band", file=file)
    version = document.get("version")
    if not isinstance(version, str) or not version.strip():
        raise InvalidDataFile(f'{file}: no version; write version = "…" at the top')
    given = [(entry, *_band(entry, catalogue, version)) for entry in entries(document, "band", file=file)]
    without_repeats((entry, f"{band.side_effect} for {method}", band) for entry, method, band in given)
    own = {(method, band.side_effect): band for _, method, band in given}
    bands = {}
    for method in catalogue.methods:
        for effect in catalogue.side_effects:
            bands[method.slug, effect.slug] = _own_or_borrowed(own, method.slug, effect.slug, file=file)
    return Bands(bands, version)


def _own_or_borrowed(own: Mapping[tuple[str, str], Band], method: str, side_effect: str, *, file: str) -> Band:
    if (method, side_effect) in own:
        return own[method, side_effect]
    guide = own.get((GUIDE_METHOD, side_effect))
    if guide is None:
        raise InvalidDataFile(
            f"{file}: no [[band]] for side effect {side_effect!r}; add one, or remove the side effect"
        )
    return replace(guide, borrowed=True)


def _band(entry: Entry, catalogue: Catalogue, version: str) -> tuple[str, Band]:
    entry.knows_only("side_effect", "method", "from_day", "to_day", "from_basis", "to_basis", "says", "source")
    effects = [effect.slug for effect in catalogue.side_effects]
    methods = [method.slug for method in catalogue.methods]
    from_day = entry.whole("from_day", low=0, high=LATEST_DAY)
    return entry.one_of("method", methods, default=GUIDE_METHOD), Band(
        side_effect=entry.one_of("side_effect", effects),
        from_day=from_day,
        to_day=entry.whole("to_day", low=from_day, high=LATEST_DAY),
        from_basis=Basis(entry.one_of("from_basis", Basis)),
        to_basis=Basis(entry.one_of("to_basis", Basis)),
        says=entry.text("says"),
        source=entry.text("source"),
        version=version,
    )
