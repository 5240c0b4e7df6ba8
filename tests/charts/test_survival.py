import re
from collections.abc import Callable
from typing import Any

import pytest

from recovery.charts.curves import drops
from recovery.charts.palette import LIGHT
from recovery.charts.survival import in_words, survival_alt, survival_figure
from recovery.domain.bands import Basis
from tests.charts.cohorts import group

DAILY = {(2, 3): 10, (4, 5): 20, (6, 7): 10}
"""Reports on every day: a quarter clear by day 3, three quarters by day 5, all by day 7."""

WIDE = {(2, 3): 10, (3, 7): 20, (8, None): 10}
"""Half of them clear somewhere in days 4 to 7; a quarter still with it at the end."""


@pytest.fixture
def band(window):
    return window(3, 7, Basis.FIGURE, Basis.FIGURE)


def lines(figure: dict[str, Any], **asked: Any) -> list[dict[str, Any]]:
    return [
        trace
        for trace in figure["data"]
        if trace["mode"] == "lines" and all(trace["line"].get(key) == value for key, value in asked.items())
    ]


def test_daily_reports_make_steps_on_the_day_that_is_clear(band) -> None:
    figure = survival_figure(group(DAILY, band), band, span=10)
    (curve,) = lines(figure, width=2.5)
    corners = list(zip(curve["x"], curve["y"], strict=True))
    assert corners == [(0, 1), (3, 1), (3, 0.75), (5, 0.75), (5, 0.25), (7, 0.25), (7, 0), (7, 0)]
    assert lines(figure, dash="dot") == []


def test_where_the_reports_do_not_say_the_day_the_curve_breaks_and_a_box_holds_its_ways(band) -> None:
    figure = survival_figure(group(WIDE, band), band, span=10)
    (curve,) = lines(figure, width=2.5)
    corners = list(zip(curve["x"], curve["y"], strict=True))
    assert corners == [(0, 1), (3, 1), (3, 0.75), (3, 0.75), (None, None), (7, 0.25), (8, 0.25)]
    (dotted,) = lines(figure, dash="dot")
    assert (dotted["x"], dotted["y"]) == ([3, 7], [0.75, 0.25])
    (box,) = lines(figure, width=1)
    assert (set(box["x"]), set(box["y"])) == ({3, 7}, {0.75, 0.25})


def test_who_still_had_it_at_the_end_never_falls_out_of_the_curve(band) -> None:
    found = group(WIDE, band)
    assert [(drop.after, drop.by, drop.is_known) for drop in drops(found)] == [(2, 3, True), (3, 7, False)]


def test_hover_says_both_ends_where_the_day_is_not_known(band) -> None:
    figure = survival_figure(group(WIDE, band), band, span=10)
    said = next(trace for trace in figure["data"] if trace.get("marker", {}).get("opacity") == 0)["hovertext"]
    assert said[5].startswith("Day 5: between 25% and 75%<br>still with it<br>(95% range ")
    assert said[3].startswith("Day 3: 75% still with it<br>(95% range ")


def test_marks_stand_at_half_and_at_the_bands_end(band) -> None:
    figure = survival_figure(group(DAILY, band), band, span=10)
    half, end = figure["data"][-2:]
    assert (half["x"], half["y"], half["marker"]["symbol"]) == ([5], [0.5], "diamond")
    assert (end["x"], end["y"]) == ([7], [0])
    assert half["hovertext"][0].startswith("half clear by day 5 (same in nearly all samples)")
    assert end["hovertext"][0].startswith("100% clear by day 7 (")
    assert [note["text"] for note in figure["layout"]["annotations"]][-2:] == [
        "of 40 who had it",
        "<b>100% clear</b> by day 7",
    ]


@pytest.mark.parametrize(
    ("clear", "day", "stands"),
    [
        pytest.param(21, 7, 0.5, id="just below half: above the whisker"),
        pytest.param(19, 7, 0.525, id="just above half: where it is"),
        pytest.param(36, 7, 0.1, id="far from half: where it is"),
        pytest.param(19, 15, 0.5, id="late, just above half: below the whisker"),
    ],
)
def test_words_keep_off_the_whisker_of_the_median(window, clear: int, day: int, stands: float) -> None:
    band = window(3, day, Basis.FIGURE, Basis.FIGURE)
    figure = survival_figure(group({(2, 3): clear, (16, 17): 40 - clear}, band), band, span=20)
    words = figure["layout"]["annotations"][-1]
    assert words["y"] == pytest.approx(stands)
    assert words["yanchor"] == ("top" if day == 15 else "bottom")


def test_the_range_is_stepped_and_holds_the_curve(band) -> None:
    found = group(DAILY, band)
    _, ribbon, *_ = survival_figure(found, band, span=10)["data"]
    assert all(point.low <= point.still <= point.high for point in found.curve)
    highest = {(p.day, round(p.high, 4)) for p in found.curve}
    assert highest <= set(zip(ribbon["x"], ribbon["y"], strict=True))


def test_the_curve_ends_with_the_axis(band) -> None:
    (curve,) = lines(survival_figure(group(DAILY, band), band, span=4), width=2.5)
    assert max(curve["x"]) <= 5


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        pytest.param(
            DAILY, r"half clear by day 5 \(same in nearly all samples\); 100% clear by day 7 .*; of 40 who", id="all"
        ),
        pytest.param(WIDE, r"half clear after day 3 and by day 7 \(.*; 75% clear by day 7 .*; of 40", id="a wide span"),
        pytest.param({(5, None): 20}, r"half of them were not yet known to be clear; 0% clear .*; of 20", id="no end"),
        pytest.param({(2, 3): 10}, "too few to show", id="below the limit"),
        pytest.param({}, "too few to show", id="nobody"),
    ],
)
def test_the_picture_in_words(band, accepts, ends: Any, said: str) -> None:
    found = group(ends, band)
    assert re.match(said, in_words(found)), in_words(found)
    assert survival_alt(found, band, name="Redness").endswith(". Usually gone, day 3 to 7.")
    accepts(survival_figure(found, band, span=10))


def test_below_the_limit_nothing_is_drawn_or_counted(band) -> None:
    figure = survival_figure(group({(2, 3): 10}, band), band, span=10)
    assert len(figure["data"]) == 1
    assert "too few to show" in [note["text"] for note in figure["layout"]["annotations"]]
    assert "10" not in str(figure["data"][0].get("hovertext", ""))


@pytest.mark.parametrize("small", [False, True])
@pytest.mark.parametrize("dark", [False, True])
def test_plotly_accepts_it(band, accepts: Callable[[dict[str, Any]], None], dark: bool, small: bool) -> None:
    figure = survival_figure(group(WIDE, band), band, span=10, dark=dark, small=small)
    accepts(figure)
    assert (figure["layout"]["font"]["color"] == LIGHT.ink) is not dark
