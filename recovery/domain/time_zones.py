"""The time zones that a practice may be in."""

from collections.abc import Mapping, Sequence
from functools import cache
from zoneinfo import available_timezones

AREAS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
"""Where practices are; the other names are old aliases or offsets without summer time."""


@cache
def time_zones() -> Mapping[str, Sequence[str]]:
    """IANA's zones by continent or ocean."""
    known = sorted(available_timezones())
    return {area: [zone for zone in known if zone.startswith(f"{area}/")] for area in AREAS}
