"""The guide in force: the catalogue, the bands and the rules that every judgement is made by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from recovery.domain.bands import Band
from recovery.domain.catalogue import Catalogue
from recovery.domain.rules import Rules


@dataclass(frozen=True)
class Guide:
    """The catalogue with the bands and rules in force: what every judgement is made by.

    `number` counts the versions of bands and rules, 0 before they are on record; `in_force_from` is None where nothing
    was in force before. `same_since` is when the figures became what they are: a version may change words alone.
    `version` names the bands' file.
    """

    catalogue: Catalogue
    bands: Mapping[tuple[str, str], Band]
    version: str
    rules: Rules
    number: int = 0
    in_force_from: datetime | None = None
    same_since: datetime | None = None

    def band(self, *, method: str, side_effect: str) -> Band:
        """The band of a side effect for a method."""
        return self.bands[(method, side_effect)]

    def bands_of(self, method: str) -> Mapping[str, Band]:
        """The bands of a method by side effect."""
        return self._by_method[method]

    @cached_property
    def _by_method(self) -> dict[str, dict[str, Band]]:
        by_method: dict[str, dict[str, Band]] = {}
        for (method, side_effect), band in self.bands.items():
            by_method.setdefault(method, {})[side_effect] = band
        return by_method

    @cached_property
    def last_band_day(self) -> int:
        """The last day of the widest band of any method."""
        return max(band.to_day for band in self.bands.values())

    def last_due_day(self, method: str) -> int:
        """The last day of a method's widest band among what is asked for: reports are due daily until then."""
        bands = self.bands_of(method)
        return max(bands[effect.slug].to_day for effect in self.catalogue.active)
