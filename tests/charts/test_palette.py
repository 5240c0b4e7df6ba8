from itertools import pairwise
from operator import mul

import pytest

from recovery.charts.palette import DARK, LIGHT, Palette, faded, palette
from recovery.domain.catalogue import Severity

TEXT, MARK = 4.5, 3.0  # WCAG 2.2, success criteria 1.4.3 and 1.4.11
APART = 1.55  # ours: words and numbers tell severities apart too, so 1.4.11 does not ask for 3

themes = pytest.mark.parametrize("colours", [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")])


SIGHTS = {
    "all colours": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "no red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "no blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""What linear red, green and blue become for eyes without one kind of cones (Machado and others, 2009, severity 1)."""


def linear(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def seen_luminance(colour: str, sight: tuple[tuple[float, ...], ...]) -> float:
    seen = [min(max(sum(map(mul, row, linear(colour))), 0.0), 1.0) for row in sight]
    return sum(map(mul, (0.2126, 0.7152, 0.0722), seen))


def luminance(colour: str) -> float:
    return seen_luminance(colour, SIGHTS["all colours"])


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_agrees_with_the_figures_of_the_look() -> None:
    assert contrast("#0B6374", "#FFFFFF") == pytest.approx(6.9, abs=0.05)
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@themes
@pytest.mark.parametrize("name", ["ink", "muted", "accent", "group", "past", "urgent"])
def test_words_are_readable(colours: Palette, name: str) -> None:
    assert contrast(getattr(colours, name), colours.background) >= TEXT


@themes
def test_marks_are_visible(colours: Palette) -> None:
    marks = (colours.accent, colours.group, colours.band_edge, colours.past, colours.urgent, *colours.methods)
    assert all(contrast(mark, colours.background) >= MARK for mark in marks)


@themes
@pytest.mark.parametrize("severity", Severity)
def test_numbers_are_readable_on_their_cell(colours: Palette, severity: Severity) -> None:
    assert contrast(colours.on_ramp[severity], colours.ramp[severity]) >= TEXT


@themes
def test_each_severity_stands_out_more_than_the_one_below(colours: Palette) -> None:
    steps = [contrast(step, colours.background) for step in colours.ramp]
    assert steps == sorted(set(steps))


@themes
@pytest.mark.parametrize("sight", SIGHTS)
def test_shades_that_touch_are_told_apart_however_colours_are_seen(colours: Palette, sight: str) -> None:
    shades = [colours.background, *colours.ramp[1:]]  # none is an empty column
    seen = [seen_luminance(shade, SIGHTS[sight]) for shade in shades]
    steps = [(max(pair) + 0.05) / (min(pair) + 0.05) for pair in pairwise(seen)]
    assert min(steps) >= APART


def test_the_theme_chooses_the_palette() -> None:
    assert palette(dark=False) is LIGHT
    assert palette(dark=True) is DARK


def test_a_faded_colour_keeps_its_hue() -> None:
    assert faded("#0B6374", 0.25) == "rgba(11,99,116,0.25)"
