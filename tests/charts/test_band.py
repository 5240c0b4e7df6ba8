from collections.abc import Callable
from typing import Any

import pytest

from recovery.charts.band import SOFT_DAYS, band_edges, band_fill, band_label, band_title
from recovery.charts.palette import LIGHT
from recovery.domain.bands import Band, Basis

FIGURE, WORDS, GENERAL, CLINIC = Basis.FIGURE, Basis.WORDS, Basis.GENERAL, Basis.CLINIC
NONE_LEFT = 0.0

Window = Callable[[int, int, Basis, Basis], Band]


def fill_of(band: Band) -> dict[str, Any]:
    return band_fill(band, LIGHT, top=4.4, bottom=-0.4)


@pytest.mark.parametrize(
    ("low", "high", "edges", "reach"),
    [
        pytest.param(FIGURE, FIGURE, [3, 7], (3, 7), id="both edges are figures"),
        pytest.param(CLINIC, CLINIC, [3, 7], (3, 7), id="the practice's own band"),
        pytest.param(WORDS, FIGURE, [7], (3 - SOFT_DAYS, 7), id="soft lower edge"),
        pytest.param(FIGURE, WORDS, [3], (3, 7 + SOFT_DAYS), id="soft upper edge"),
        pytest.param(WORDS, WORDS, [], (3 - SOFT_DAYS, 7 + SOFT_DAYS), id="words"),
        pytest.param(GENERAL, GENERAL, [], (3, 7), id="no time of its own"),
    ],
)
def test_each_edge_is_drawn_by_its_basis(
    window: Window, low: Basis, high: Basis, edges: list[int], reach: tuple[float, float]
) -> None:
    band = window(3, 7, low, high)
    drawn = fill_of(band)
    lines = band_edges(band, LIGHT, top=4.4, bottom=-0.4)
    assert [line["x0"] for line in lines] == [line["x1"] for line in lines] == edges
    assert (min(drawn["x"]), max(drawn["x"])) == reach
    assert ("fillpattern" in drawn) is (high is GENERAL)
    assert ("fillgradient" in drawn) is (WORDS in (low, high))


@pytest.mark.parametrize(
    ("low", "high", "clear"),
    [
        pytest.param(WORDS, FIGURE, (True, False), id="fades in"),
        pytest.param(FIGURE, WORDS, (False, True), id="fades out"),
        pytest.param(WORDS, WORDS, (True, True), id="fades in and out"),
    ],
)
def test_a_soft_edge_fades_to_nothing(window: Window, low: Basis, high: Basis, clear: tuple[bool, bool]) -> None:
    scale = fill_of(window(3, 7, low, high))["fillgradient"]["colorscale"]
    assert tuple(scale[end][1].endswith(",0)") for end in (0, -1)) == clear


def test_the_fading_is_centred_on_the_edge(window: Window) -> None:
    band = window(3, 7, WORDS, FIGURE)
    left, right = 3 - SOFT_DAYS, 7
    full_from = left + fill_of(band)["fillgradient"]["colorscale"][1][0] * (right - left)
    assert full_from == pytest.approx(3 + SOFT_DAYS)


@pytest.mark.parametrize("last", [3, 4, 5, 21])
def test_gradient_stops_rise_however_narrow_the_band(window: Window, last: int) -> None:
    scale = fill_of(window(3, last, WORDS, WORDS))["fillgradient"]["colorscale"]
    stops = [stop for stop, _ in scale]
    assert stops == sorted(stops)
    assert (stops[0], stops[-1]) == (0, 1)


@pytest.mark.parametrize(
    ("first", "last", "basis", "label"),
    [
        pytest.param(3, 7, FIGURE, "usually gone, day 3 to 7", id="figure"),
        pytest.param(3, 7, CLINIC, "usually gone, day 3 to 7", id="clinic"),
        pytest.param(3, 5, WORDS, "usually gone, about day 3 to 5", id="words"),
        pytest.param(5, 5, FIGURE, "usually gone, day 5", id="one day"),
        pytest.param(3, 21, GENERAL, "no exact time given", id="general"),
    ],
)
def test_the_label_says_what_is_known(window: Window, first: int, last: int, basis: Basis, label: str) -> None:
    assert band_label(window(first, last, basis, basis)) == label


@pytest.mark.parametrize(
    ("first", "last", "at", "anchor"),
    [
        pytest.param(3, 7, 3, "left", id="early band"),
        pytest.param(10, 16, 16, "right", id="late band"),
        pytest.param(10, 40, 21, "right", id="band that runs off the axis"),
    ],
)
def test_the_label_stays_inside_the_card_and_above_the_plot(
    window: Window, first: int, last: int, at: int, anchor: str
) -> None:
    title = band_title(window(first, last, FIGURE, FIGURE), LIGHT, span=21)
    assert (title["x"], title["xanchor"]) == (at, anchor)
    assert (title["y"], title["yref"], title["yanchor"]) == (1, "paper", "bottom")
