"""Days until half were clear and shares clear by the band's end, a row a group in the order given."""

from collections.abc import Sequence

from recovery.charts.contrast import Compared, check_number, had_it, looks_of, with_number
from recovery.charts.curves import SURE
from recovery.charts.frame import Figure
from recovery.charts.numbers import NOT_KNOWN, TOO_FEW, days_between, percent_and_range
from recovery.charts.palette import Palette, palette
from recovery.charts.panels import Dot, Panel, plain_axis, two_panels, whole_axis
from recovery.domain.cohort import Recovered
from recovery.domain.resolution import NEVER


def points_figure(groups: Sequence[Compared], *, dark: bool = False) -> Figure:
    """A plotly figure dict: days until half were clear above, share clear by the band's end below; a row a group."""
    check_number(groups)
    colours = palette(dark=dark)
    looks, labels = looks_of(groups, colours), [with_number(group) for group in groups]
    halves, shares = [half_dot(group.recovered) for group in groups], [share_dot(group.recovered) for group in groups]
    ends = [end for dot in halves if dot.value is not None for end in (dot.value, dot.low, dot.high) if end != NEVER]
    longest = max(ends, default=7.0) + 1
    band_end = groups[0].recovered.band_end
    return two_panels(
        Panel(f"Half clear by day, with its {SURE} range", labels, halves, (0, longest), whole_axis),
        Panel(f"Clear by day {band_end}, with its {SURE} range", labels, shares, (0, 1), _shares_axis),
        looks,
        colours,
    )


def points_alt(groups: Sequence[Compared], *, name: str) -> str:
    """The points in words, in the order given."""
    said = "; ".join(
        f"{group.label}: half clear {half_dot(group.recovered).said}, "
        f"{share_dot(group.recovered).said} clear by day {group.recovered.band_end}, {had_it(group.recovered)}"
        for group in groups
    )
    return f"{name}, days and shares with ranges: {said}."


def half_dot(recovered: Recovered) -> Dot:
    """The day by which half were clear."""
    median, width = recovered.median, recovered.median_range
    if not recovered.curve:
        return Dot(None, 0, 0, TOO_FEW)
    if median is None or median.by == NEVER:
        return Dot(None, 0, 0, NOT_KNOWN)
    low, high = (width.low, width.high) if width else (median.after, median.by)
    return Dot(median.by, low, high, f"day {median.by:.0f} ({days_between(low, high)})")


def share_dot(recovered: Recovered) -> Dot:
    """The share clear by the band's last day."""
    share = recovered.clear_by_band
    if share is None:
        return Dot(None, 0, 0, TOO_FEW)
    said = "{} ({})".format(*percent_and_range(share.value, share.low, share.high))
    return Dot(share.value, share.low, share.high, said)


def _shares_axis(colours: Palette) -> Figure:
    return plain_axis(colours) | {"tickvals": [0, 0.5, 1], "ticktext": ["0%", "50%", "100%"]}
