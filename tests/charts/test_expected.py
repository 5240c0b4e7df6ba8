from collections.abc import Callable
from typing import Any

import pytest

from recovery.charts.expected import QUIET, expected_alt, expected_figure
from recovery.charts.numbers import TOO_FEW
from recovery.charts.palette import LIGHT, faded, palette
from recovery.domain.bands import Basis
from tests.charts.cohorts import expected

DAYS = {0: (0, 0, 10, 20, 10), 1: (10, 20, 10, 0, 0), 3: (5, 2, 0, 0, 0), 4: (20, 0, 0, 0, 0)}
"""Day 2 without a report, day 3 with too few."""


@pytest.fixture
def band(window):
    return window(3, 7, Basis.FIGURE, Basis.FIGURE)


@pytest.fixture
def figure(band):
    return expected_figure(expected(DAYS), band, span=7)


def bars(figure: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {trace["name"]: trace for trace in figure["data"] if "name" in trace}


def test_each_day_stacks_to_all_of_its_reports_with_the_worst_at_the_foot(figure) -> None:
    stacked = [trace for trace in figure["data"] if trace.get("name", TOO_FEW)[:3] not in ("too", "Too")]
    assert [trace["name"] for trace in stacked] == ["Very severe", "Severe", "Moderate", "Mild", "None"]
    assert [trace["x"] for trace in stacked] == [[0, 1, 4]] * 5
    assert [sum(shares) for shares in zip(*(trace["y"] for trace in stacked), strict=True)] == pytest.approx([1] * 3)
    assert [trace["y"][0] for trace in stacked] == [0.25, 0.5, 0.25, 0, 0]


def test_colours_are_those_of_the_severities(figure) -> None:
    assert bars(figure)["Severe"]["marker"]["color"] == LIGHT.ramp[3]


@pytest.mark.parametrize("dark", [False, True])
def test_none_is_a_quiet_column_without_an_outline(band, dark: bool) -> None:
    none = bars(expected_figure(expected(DAYS), band, span=7, dark=dark))["None"]["marker"]
    assert none["color"] == faded(palette(dark=dark).muted, QUIET)
    assert none["line"]["width"] == 0


@pytest.mark.parametrize("small", [False, True])
def test_the_number_beside_the_strip_is_not_cut_however_many_report(band, small: bool) -> None:
    figure = expected_figure(expected({0: (145_628, 0, 0, 0, 0)}), band, span=7, small=small)["layout"]
    assert figure["yaxis2"]["ticktext"] == ["n 145,628"]
    assert figure["margin"]["l"] >= figure["yaxis2"]["ticklabelstandoff"] + 6 * len("n 145,628")


def test_days_with_too_few_are_a_gap_with_a_reason_and_days_without_a_report_a_bare_one(figure) -> None:
    gap = bars(figure)["Too few to show"]
    assert (gap["x"], gap["y"], gap["marker"]["pattern"]["shape"]) == ([3], [1], ".")
    assert gap["hovertext"] == ["Day 3: too few to show"]
    drawn = {day for trace in figure["data"] if trace["type"] == "bar" for day in trace["x"]}
    assert drawn == {0, 1, 3, 4}


def test_nothing_in_the_figure_tells_the_number_of_a_hidden_day(figure) -> None:
    strip = next(trace for trace in figure["data"] if trace.get("yaxis") == "y2")
    assert (strip["x"], strip["y"]) == ([0, 1, 4], [40, 40, 20])
    assert strip["hovertext"][2] == "Day 4:<br>20 reports"
    assert figure["layout"]["yaxis2"]["ticktext"] == ["n 40"]


def test_hover_speaks_words(figure) -> None:
    assert bars(figure)["Severe"]["hovertext"][0] == "Day 0: 50% severe<br>of 40 reports"


def test_the_band_stands_above_the_bars_that_would_hide_it(figure) -> None:
    window = figure["data"][0]
    assert min(window["y"]) > 1
    assert (min(window["x"]), max(window["x"])) == (3, 7)
    assert [edge["layer"] for edge in figure["layout"]["shapes"]] == ["above", "above"]


def test_a_small_one_has_no_legend_and_keeps_its_numbers(band, figure) -> None:
    small = expected_figure(expected(DAYS), band, span=7, small=True)
    assert not small["layout"]["showlegend"]
    assert small["layout"]["height"] < figure["layout"]["height"]
    assert small["data"] == figure["data"]


def test_the_picture_in_words(band) -> None:
    assert expected_alt(expected(DAYS), band, name="Redness") == (
        "Redness, severities by day: day 0: 25% moderate, 50% severe, 25% very severe of 40 reports; "
        "day 4: 100% none of 20 reports. 20 to 40 reports a day. Too few to show on day 3. Usually gone, day 3 to 7."
    )


@pytest.mark.parametrize(
    ("days", "said"),
    [
        pytest.param({}, "nothing to show yet. No report.", id="no report"),
        pytest.param({2: (1,)}, "nothing to show yet. Too few to show on day 2.", id="too few on every day"),
    ],
)
def test_a_group_without_a_day_to_show_says_so(band, accepts, days, said) -> None:
    assert said in expected_alt(expected(days), band, name="Redness")
    accepts(expected_figure(expected(days), band, span=7))


@pytest.mark.parametrize("basis", Basis)
@pytest.mark.parametrize("dark", [False, True])
def test_plotly_accepts_it(window, accepts: Callable[[dict[str, Any]], None], basis: Basis, dark: bool) -> None:
    accepts(expected_figure(expected(DAYS), window(3, 7, basis, basis), span=7, dark=dark))
