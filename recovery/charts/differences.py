"""What separates each two groups, in days and in shares, with ranges around a line at no difference."""

from collections.abc import Sequence
from dataclasses import dataclass

from recovery.charts.curves import Look
from recovery.charts.frame import Figure
from recovery.charts.numbers import NOT_KNOWN, TOO_FEW
from recovery.charts.palette import Palette, palette
from recovery.charts.panels import Dot, Panel, days_axis, plain_axis, two_panels
from recovery.domain.contrast import Contrast
from recovery.domain.resolution import NEVER

LEAST_DAYS = 2
"""Days that the axis shows to each side at least: with fewer its whole numbers would repeat."""


@dataclass(frozen=True)
class Difference:
    """One group less the other, and what to call them; without a contrast where either is too small."""

    one: str
    other: str
    contrast: Contrast | None


def differences_figure(differences: Sequence[Difference], *, dark: bool = False) -> Figure:
    """A plotly figure dict: what separates each two groups, in days and in shares, around a line at no difference."""
    colours = palette(dark=dark)
    labels = [f"{difference.one} less {difference.other}" for difference in differences]
    days = [days_dot(difference.contrast) for difference in differences]
    shares = [points_dot(difference.contrast) for difference in differences]
    most = max((abs(end) for dot in days for end in (dot.low, dot.high) if abs(end) != NEVER), default=0.0) + 1
    most = max(most, LEAST_DAYS)
    looks = [Look(colours.ink, symbol="circle") for _ in differences]
    return two_panels(
        Panel("Half clear: days later (+) or earlier (−)", labels, days, (-most, most), days_axis),
        Panel("Clear by the band's end: more (+) or fewer (−)", labels, shares, (-1, 1), _points_axis),
        looks,
        colours,
    )


def differences_alt(differences: Sequence[Difference], *, name: str) -> str:
    """The differences in words, in the order given."""
    said = "; ".join(
        f"{difference.one} less {difference.other}: {days_dot(difference.contrast).said} until half were clear, "
        f"{points_dot(difference.contrast).said} clear by the band's end"
        for difference in differences
    )
    return f"{name}, differences: {said or 'nothing to show yet'}."


def days_dot(contrast: Contrast | None) -> Dot:
    """The difference in days."""
    if contrast is None:
        return Dot(None, 0, 0, TOO_FEW)
    if contrast.days is None:
        return Dot(None, 0, 0, NOT_KNOWN)
    low, high = contrast.days_range
    said = f"{signed(contrast.days)} days ({signed(low)} to {signed(high)})"
    return Dot(contrast.days, low, high, said)


def points_dot(contrast: Contrast | None) -> Dot:
    """The difference of shares, in parts of a hundred."""
    if contrast is None:
        return Dot(None, 0, 0, TOO_FEW)
    share = contrast.share
    value, low, high = (signed(part * 100) for part in (share.value, share.low, share.high))
    return Dot(share.value, share.low, share.high, f"{value} of 100 ({low} to {high})")


def _points_axis(colours: Palette) -> Figure:
    return plain_axis(colours) | {"tickvals": [-1, -0.5, 0, 0.5, 1], "ticktext": ["−100", "−50", "0", "+50", "+100"]}


def signed(number: float) -> str:
    """A difference as a whole number with its sign: "−3", "0", "+12"; words where there is no end to it."""
    if abs(number) == NEVER:
        return NOT_KNOWN
    return f"{round(number):+d}".replace("-", "−") if round(number) else "0"
