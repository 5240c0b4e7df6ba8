from itertools import pairwise

import pytest

from recovery.charts.palette import DARK, LIGHT, Palette, faded, palette
from recovery.domain.catalogue import Severity

TEXT, MARK = 4.5, 3.0  # WCAG 2.2, success criteria 1.4.3 and 1.4.11
APART = 1.7  # ours: words and numbers tell severities apart too, so 1.4.11 does not ask for 3

themes = pytest.mark.parametrize("colours", [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")])


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


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


def test_on_a_dark_page_shades_that_touch_are_told_apart() -> None:
    assert min(contrast(one, other) for one, other in pairwise(DARK.ramp)) >= APART


def test_the_theme_chooses_the_palette() -> None:
    assert palette(dark=False) is LIGHT
    assert palette(dark=True) is DARK


def test_a_faded_colour_keeps_its_hue() -> None:
    assert faded("#0B6374", 0.25) == "rgba(11,99,116,0.25)"
