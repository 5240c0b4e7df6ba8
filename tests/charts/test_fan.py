from collections.abc import Callable
from typing import Any

import pytest

from recovery.charts.course import course_alt, course_figure
from recovery.charts.fan import FOR_CLINICIANS, FOR_PATIENTS, Fan, fan_alt, fan_figure, runs
from recovery.charts.legend import Kind, legend_html
from recovery.charts.palette import LIGHT
from recovery.domain.bands import Basis
from recovery.domain.cohort import LEAST_FOR_TAILS
from tests.charts.cohorts import expected

DAYS = {0: (0, 0, 0, 20, 20), 1: (0, 10, 20, 10, 0), 2: (3,), 4: (30, 10, 0, 0, 0)}
"""Day 2 with too few, day 3 without a report."""


@pytest.fixture
def band(window):
    return window(3, 7, Basis.FIGURE, Basis.FIGURE)


@pytest.fixture
def figure(band):
    return fan_figure(expected(DAYS), band, span=7)


def named(figure: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(trace for trace in figure["data"] if trace.get("name") == name)
    return found


def test_the_fan_ends_before_the_first_day_with_too_few(figure) -> None:
    middle, ribbon = named(figure, "The middle one"), named(figure, "Middle half")
    assert (middle["x"], middle["y"]) == ([0, 1], [3, 2])
    assert (min(ribbon["x"]), max(ribbon["x"]), None in ribbon["x"]) == (-0.4, 1.4, False)


def test_it_stands_on_levels_that_were_reported(figure) -> None:
    drawn = [y for name in ("Nine in ten", "Middle half", "The middle one") for y in named(figure, name)["y"]]
    assert all(isinstance(y, int) for y in drawn)


def test_a_day_alone_is_seen(band) -> None:
    middle = named(fan_figure(expected({0: (20, 20), 1: (3,)}), band, span=7), "The middle one")
    assert (middle["x"], middle["marker"]["size"]) == ([0], 5)


@pytest.mark.parametrize(("reports", "tails"), [(LEAST_FOR_TAILS - 1, False), (LEAST_FOR_TAILS, True)])
def test_nine_in_ten_are_drawn_and_told_where_more_than_one_lies_beyond(band, reports: int, *, tails: bool) -> None:
    few = expected({0: (reports - 1, 0, 0, 0, 1)})
    names = [trace.get("name") for trace in fan_figure(few, band, span=7)["data"]]
    assert ("Nine in ten" in names, "nine in ten" in fan_alt(few, band, name="Redness")) == (tails, tails)


def test_nine_in_ten_holds_the_middle_half(figure) -> None:
    outer, inner = named(figure, "Nine in ten"), named(figure, "Middle half")
    assert outer["x"] == inner["x"]
    assert max(y for y in outer["y"] if y is not None) >= max(y for y in inner["y"] if y is not None)


def test_a_fan_has_another_hue_than_a_band(figure) -> None:
    assert named(figure, "The middle one")["line"]["color"] == LIGHT.group
    assert LIGHT.group not in (LIGHT.accent, LIGHT.past, LIGHT.muted)


def test_hover_speaks_words(figure) -> None:
    said = named(figure, "The middle one")["hovertext"]
    assert said[0] == (
        "<b>Day 0</b>, 40 reports<br>the middle one severe<br>half of them severe to very severe"
        "<br>nine in ten severe to very severe"
    )


def test_days_in_a_row_are_found() -> None:
    assert [[day.day for day in run] for run in runs(expected(DAYS).days)] == [[0, 1], [4]]


def test_the_picture_in_words(band) -> None:
    said = fan_alt(expected(DAYS), band, name="Redness")
    assert said.startswith("Redness, range by day: day 0: the middle one severe, ")
    assert said.endswith("40 reports a day. Too few to show on day 2. Usually gone, day 3 to 7.")


@pytest.mark.parametrize("words", [FOR_CLINICIANS, FOR_PATIENTS])
def test_behind_a_course_both_are_named(find, accepts, words: tuple[str, str]) -> None:
    fan, finding = Fan(expected(DAYS), *words), find("redness", "43x21")
    figure = course_figure(finding, span=21, fan=fan)
    line = next(trace for trace in figure["data"] if trace.get("line", {}).get("color") == LIGHT.accent)
    middle = named(figure, "The middle one")
    assert figure["data"].index(middle) < figure["data"].index(line)
    names = figure["layout"]["annotations"][-1]
    assert names["text"] == (
        f'<span style="color:{LIGHT.accent}">●</span> {words[0]} &nbsp; '
        f'<span style="color:{LIGHT.group}">– –</span> {words[1]}'
    )
    assert (names["yref"], names["y"], names["yanchor"]) == ("paper", 1, "bottom")  # above the plot
    assert names["yshift"] < figure["layout"]["margin"]["t"]
    assert middle["hovertext"][0].startswith(f"<b>Day 0</b>, {words[1]}, 40 reports")
    accepts(figure)


def test_a_course_without_a_fan_is_drawn_as_ever(find) -> None:
    finding = find("redness", "43x21")
    assert course_figure(finding, span=21) == course_figure(finding, span=21, fan=None)
    assert course_alt(finding) == course_alt(finding, fan=None)


@pytest.mark.parametrize(
    ("severities", "said"),
    [
        pytest.param(
            "43", " Day 1, other treatments: the middle one moderate, half of them mild to moderate,", id="shown"
        ),
        pytest.param("432", " Day 2, other treatments: too few to show.", id="too few"),
        pytest.param(
            "",
            " Day 0, other treatments: the middle one severe, half of them severe to very severe,",
            id="no report yet",
        ),
    ],
)
def test_what_the_group_had_on_that_day_is_said_beside_the_course(find, severities: str, said: str) -> None:
    words = course_alt(find("redness", severities), fan=Fan(expected(DAYS), *FOR_CLINICIANS))
    assert said in words


def test_the_key_explains_the_fan(find) -> None:
    assert "Other treatments: dashed the middle one" in legend_html([find("redness", "1")], span=21, marks=[Kind.FAN])


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("days", [DAYS, {}, {3: (1,)}], ids=["some", "none", "too few"])
def test_plotly_accepts_it(band, accepts: Callable[[dict[str, Any]], None], days: Any, dark: bool) -> None:
    accepts(fan_figure(expected(days), band, span=7, dark=dark))
    accepts(fan_figure(expected(days), band, span=7, dark=dark, small=True))
