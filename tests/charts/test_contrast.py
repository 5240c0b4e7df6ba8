from collections.abc import Callable
from typing import Any

import pytest

from recovery.charts.contrast import Compared, contrast_alt, contrast_figure
from recovery.charts.differences import Difference, differences_alt, differences_figure, signed
from recovery.charts.palette import palette
from recovery.charts.points import points_alt, points_figure
from recovery.domain.bands import Basis
from recovery.domain.contrast import contrast
from recovery.errors import InvalidInput
from tests.charts.cohorts import LIMIT, group

SOON, LATE, FEW, NEVER = {(2, 3): 20, (4, 5): 20}, {(7, 8): 30}, {(2, 3): 7}, {(9, None): 20}


@pytest.fixture
def band(window):
    return window(3, 7, Basis.FIGURE, Basis.FIGURE)


@pytest.fixture
def groups(band):
    names = {"Laser & <b>": LATE, "Derma roller": SOON, "Ultrasound": FEW, "Other": NEVER}
    return [Compared(name, group(ends, band)) for name, ends in names.items()]


@pytest.fixture
def differences(groups, band):
    one, *others = groups
    return [
        Difference(one.label, other.label, contrast(one.recovered, other.recovered, band=band, limit=LIMIT))
        for other in others
    ]


def words(figure: dict[str, Any]) -> list[str]:
    return [note["text"] for note in figure["layout"]["annotations"]]


def test_groups_stand_in_the_order_given_and_not_by_how_they_came_out(groups, band) -> None:
    shown = [trace["name"] for trace in contrast_figure(groups, band, span=10)["data"] if trace.get("name")]
    assert shown == [
        "Laser &amp; &lt;b&gt; · n 30",
        "Derma roller · n 40",
        "Ultrasound · too few",
        "Other · n 20",
    ]


def test_colour_never_stands_alone(groups, band) -> None:
    named = [trace for trace in contrast_figure(groups, band, span=10)["data"] if trace.get("name")]
    assert len({trace["line"]["dash"] for trace in named}) == 4
    assert len({trace["line"]["color"] for trace in named}) == 4


def test_a_group_of_too_few_has_no_curve_and_no_number(groups, band) -> None:
    few = contrast_figure([groups[2], groups[2]], band, span=10)
    assert [trace["x"] for trace in few["data"][1:]] == [[None], [None]]
    for told in (contrast_alt(groups, band, name="Redness"), points_alt(groups, name="Redness"), str(few)):
        assert " 7 who" not in told
        assert "of 7" not in told


@pytest.mark.parametrize("many", [0, 1, 5])
def test_two_to_four_groups_are_compared(groups, band, many: int) -> None:
    some = [groups[0]] * many
    for draw in (lambda: contrast_figure(some, band, span=10), lambda: points_figure(some)):
        with pytest.raises(InvalidInput, match=f"2 to 4 groups can be compared, not {many}"):
            draw()


def test_points_have_their_ranges_and_say_them(groups) -> None:
    figure = points_figure(groups)
    days = [trace for trace in figure["data"] if trace["xaxis"] == "x"]
    assert [(trace["x"], trace["y"]) for trace in days] == [([8], [0]), ([3], [1])]
    assert all(trace["error_x"]["arrayminus"][0] >= 0 and trace["error_x"]["array"][0] >= 0 for trace in figure["data"])
    said = words(figure)
    assert said[0] == "<b>Half clear by day, with its 95% range</b>"
    assert any("Laser &amp; &lt;b&gt; · n 30: day 8 (same in nearly all samples)" in word for word in said)
    assert any("Ultrasound: too few" in word for word in said)
    assert any("Other · n 20: not known yet" in word for word in said)
    assert any("Derma roller · n 40: 100% (91% to 100%)" in word for word in said)


def test_differences_are_signed_and_stand_around_none(differences) -> None:
    figure = differences_figure(differences)
    assert [shape["x0"] for shape in figure["layout"]["shapes"]] == [0, 0]
    first, last = figure["layout"]["xaxis"]["range"]
    assert first == -last
    said = words(figure)
    assert any("Laser &amp; &lt;b&gt; less Derma roller: −100 of 100 (−100 to −85)" in word for word in said)
    assert any("less Ultrasound: too few" in word for word in said)
    assert any("less Other: not known yet" in word for word in said)


@pytest.mark.parametrize(
    ("number", "words"),
    [(-3.0, "−3"), (0.2, "0"), (-0.2, "0"), (12.4, "+12"), (float("inf"), "not known yet")],
)
def test_a_difference_is_said_with_its_sign(number: float, words: str) -> None:
    assert signed(number) == words


def test_without_a_difference_the_days_of_the_axis_do_not_repeat() -> None:
    figure = differences_figure([Difference("Laser", "Ultrasound", None)])
    assert figure["layout"]["xaxis"]["range"] == [-2, 2]


def test_words_keep_the_line_at_no_difference_out(differences) -> None:
    words = differences_figure(differences)["layout"]["annotations"]
    assert {each["bgcolor"] for each in words} == {palette(dark=False).background}


def test_long_names_are_broken_so_that_a_phone_shows_their_figures() -> None:
    long = Difference("December 2025 to February 2026", "September to November 2026", None)
    short = differences_figure([Difference("Laser", "Ultrasound", None)])["layout"]
    broken = differences_figure([long])["layout"]
    assert broken["annotations"][1]["text"].endswith("November<br>2026: too few")
    assert broken["height"] > short["height"]


def test_the_pictures_in_words(groups, differences, band) -> None:
    assert contrast_alt(groups, band, name="Redness").startswith(
        "Redness, 4 groups: Laser & <b>: half clear by day 8 (same in nearly all samples); "
        "0% clear by day 7 (0% to 12%); "
    )
    assert "Ultrasound: half clear too few, too few clear by day 7, too few" in points_alt(groups, name="Redness")
    assert differences_alt([], name="Redness") == "Redness, differences: nothing to show yet."
    assert "Laser & <b> less Ultrasound: too few" in differences_alt(differences, name="Redness")


@pytest.mark.parametrize("dark", [False, True])
def test_plotly_accepts_them(groups, differences, band, accepts: Callable[[dict[str, Any]], None], dark: bool) -> None:
    accepts(contrast_figure(groups, band, span=10, dark=dark))
    accepts(points_figure(groups, dark=dark))
    accepts(differences_figure(differences, dark=dark))
    accepts(differences_figure([], dark=dark))
