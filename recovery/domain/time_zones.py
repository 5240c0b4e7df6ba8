"""The time zones that a practice may be in."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones

AREAS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
"""Where practices are; the other names are old aliases or offsets without summer time."""


@cache
def time_zones() -> Mapping[str, Sequence[str]]:
    """IANA's zones by continent or ocean, each by its name of today: Europe/Kyiv, and not Europe/Kiev beside it."""
    known = sorted(available_timezones() & _of_today())
    return {area: [zone for zone in known if zone.startswith(f"{area}/")] for area in AREAS}


def _of_today() -> set[str]:
    """The zones of IANA's own list of places (zone.tab), which leaves out earlier names."""
    lines = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8").splitlines()
    return {line.split("\t")[2] for line in lines if line and not line.startswith("#")}
