"""The band that a group is held against: its method's own, or one for several methods."""

from collections.abc import Iterable
from typing import NamedTuple

from recovery.domain.bands import Band
from recovery.domain.guide import Guide


class GroupBand(NamedTuple):
    """A band, whether the methods of the group have others as well, and which of them borrow the guide's."""

    band: Band
    others: bool = False
    borrowed: tuple[str, ...] = ()


def band_of_methods(guide: Guide, methods: Iterable[str | None], side_effect: str) -> GroupBand:
    """The band of these methods, None standing for all; where they differ, the one that ends last.

    A later end is the one that all of them have passed.
    """
    named = list(methods)
    every = [method.slug for method in guide.catalogue.methods]
    slugs = every if None in named or not named else [slug for slug in every if slug in named]
    bands = [guide.band(method=slug, side_effect=side_effect) for slug in slugs]
    days = {(band.from_day, band.to_day, band.basis) for band in bands}
    borrowed = tuple(slug for slug, band in zip(slugs, bands, strict=True) if band.borrowed)
    return GroupBand(max(bands, key=lambda band: band.to_day), len(days) > 1, borrowed)
