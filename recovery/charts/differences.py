"""What separates groups from the first one, in days and in shares, with ranges around a line at no difference."""

from collections.abc import Sequence
from dataclasses import dataclass

from recovery.charts.contrast import Compared, check_number, looks_of
from recovery.charts.frame import Figure
from recovery.charts.numbers import NOT_KNOWN, SAME, TOO_FEW
from recovery.charts.palette import palette
from recovery.charts.panels import Dot, Panel, two_panels, whole_axis
from recovery.domain.contrast import Contrast
from recovery.domain.resolution import NEVER
from recovery.domain.wording.english import counted

LEAST_DAYS = 2
"""Days that the axis shows to each side at least: with fewer its whole numbers would repeat."""

LEAST_OF_100 = 10
"""What the axis of shares shows to each side at least (ours): a difference of nothing fills no picture."""


@dataclass(frozen=True)
class Difference:
    """The first group less another; without a contrast where either is too small."""

    other: Compared
    contrast: Contrast | None


def differences_figure(first: Compared, differences: Sequence[Difference], *, dark: bool = False) -> Figure:
    """A plotly figure dict: each other group against the first, in days and in shares, around a line at no difference.

    InvalidInput unless there are two to four groups.
    """
    groups = [first, *(difference.other for difference in differences)]
    check_number(groups)
    colours = palette(dark=dark)
    labels = [label(first, difference) for difference in differences]
    days = [days_dot(difference.contrast) for difference in differences]
    shares = [share_dot(difference.contrast) for difference in differences]
    of_days, of_shares = max(_reach(days) + 1, LEAST_DAYS), max(min(_reach(shares) * 1.1, 100), LEAST_OF_100)
    return two_panels(
        Panel("Half clear: days earlier (−) or later", labels, days, (-of_days, of_days), whole_axis),
        Panel("Clear by the band's end: fewer (−) or more in 100", labels, shares, (-of_shares, of_shares), whole_axis),
        looks_of(groups, colours)[1:],
        colours,
    )


def differences_alt(first: Compared, differences: Sequence[Difference], *, name: str) -> str:
    """The differences in words, in the order given."""
    said = "; ".join(
        f"{label(first, difference)}: half clear {days_dot(difference.contrast).said}, "
        f"{share_dot(difference.contrast).said} clear by the band's end"
        for difference in differences
    )
    return f"{name}, differences: {said or 'nothing to show yet'}."


def label(first: Compared, difference: Difference) -> str:
    """Which group against which: "Laser against Ultrasound"."""
    return f"{difference.other.label} against {first.label}"


def days_dot(contrast: Contrast | None) -> Dot:
    """By how many days the other group is later than the first, below none where it is earlier."""
    if contrast is None:
        return Dot(None, 0, 0, TOO_FEW)
    if contrast.days is None:
        return Dot(None, 0, 0, NOT_KNOWN)
    value, low, high = -contrast.days, -contrast.days_range.high, -contrast.days_range.low
    said = counted(abs(round(value)), "day") + (f" {_way(value, 'earlier', 'later')}" if value else "")
    return Dot(value, low, high, f"{said} ({_between(low, high, 'earlier', 'later')})")


def share_dot(contrast: Contrast | None) -> Dot:
    """How many more of the other group are clear than of the first, in parts of a hundred."""
    if contrast is None:
        return Dot(None, 0, 0, TOO_FEW)
    value, low, high = (-100 * part for part in (contrast.share.value, contrast.share.high, contrast.share.low))
    decimals = 0 if round(low) != round(high) else 1
    shown = f"{abs(value):.{decimals}f}"
    said = (f"{shown} {_way(value, 'fewer', 'more')}" if float(shown) else "none more") + " in 100"
    return Dot(value, low, high, f"{said} ({_between(low, high, 'fewer', 'more', decimals=decimals)})")


def _between(low: float, high: float, less: str, more: str, *, decimals: int = 0) -> str:
    """A range with its ways, nearer to none first: "1 to 3 later", "2 earlier to 1 later"."""
    low, high = round(low, decimals) + 0.0, round(high, decimals) + 0.0
    if low == high:
        return SAME
    first, last = ("any number" if abs(end) == NEVER else f"{abs(end):.{decimals}f}" for end in (low, high))
    if low < 0 < high:
        return f"{first} {less} to {last} {more}"
    return f"{first} to {last} {more}" if high > 0 else f"{last} to {first} {less}"


def _way(difference: float, less: str, more: str) -> str:
    return less if difference < 0 else more


def _reach(dots: Sequence[Dot]) -> float:
    """How far any range reaches to either side of none."""
    ends = (abs(end) for dot in dots if dot.value is not None for end in (dot.value, dot.low, dot.high))
    return max((end for end in ends if end != NEVER), default=0.0)
