from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from recovery.charts.contrast import Compared, contrast_alt, contrast_figure, looks_of
from recovery.charts.differences import Difference, days_dot, differences_alt, differences_figure, share_dot
from recovery.charts.palette import LIGHT, palette
from recovery.charts.points import points_alt, points_figure
from recovery.domain.bands import Basis
from recovery.domain.cohort import Share
from recovery.domain.contrast import Contrast, contrast
from recovery.domain.resolution import NEVER as NO_END
from recovery.domain.resolution import Range
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
    return [Difference(other, contrast(one.recovered, other.recovered, band=band, limit=LIMIT)) for other in others]


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


def test_each_other_group_stands_against_the_first_with_its_own_sign(groups, differences) -> None:
    figure = differences_figure(groups[0], differences)
    assert [shape["x0"] for shape in figure["layout"]["shapes"]] == [0, 0]
    said = [word.replace("<br>", " ") for word in words(figure)]
    assert any("Derma roller against Laser &amp; &lt;b&gt;: 5 days earlier (3 to 5 earlier)" in word for word in said)
    assert any("Derma roller against Laser &amp; &lt;b&gt;: 100 more in 100 (85 to 100 more)" in word for word in said)
    assert any("Ultrasound against Laser &amp; &lt;b&gt;: too few" in word for word in said)
    assert any("Other against Laser &amp; &lt;b&gt;: not known yet" in word for word in said)
    assert figure["data"][0]["marker"]["color"] == looks_of(groups, LIGHT)[1].colour


@pytest.mark.parametrize(
    ("days", "ends", "said"),
    [
        (3, (1, 5), "3 days earlier (1 to 5 earlier)"),
        (-1, (-3, -1), "1 day later (1 to 3 later)"),
        (0, (0, 0), "0 days (same in nearly all samples)"),
        (0, (-1, 2), "0 days (2 earlier to 1 later)"),
        (-2, (-NO_END, 0), "2 days later (0 to any number later)"),
    ],
)
def test_days_are_said_with_their_way(days, ends, said) -> None:
    told = Contrast("redness", 40, 40, days, Range(*ends), Share(0, 0, 0))
    assert days_dot(told).said == said


@pytest.mark.parametrize(
    ("share", "said"),
    [
        ((-0.23, -0.24, -0.22), "23 more in 100 (22 to 24 more)"),
        ((0.02, -0.01, 0.05), "2 fewer in 100 (5 fewer to 1 more)"),
        ((0.004, 0.003, 0.0049), "0.4 fewer in 100 (0.3 to 0.5 fewer)"),
        ((0.0, 0.0, 0.0), "none more in 100 (same in nearly all samples)"),
    ],
)
def test_shares_are_said_with_their_way(share, said) -> None:
    assert share_dot(Contrast("redness", 40, 40, 0, Range(0, 0), Share(*share))).said == said


@pytest.mark.parametrize(("share", "most"), [((0.02, 0.01, 0.03), 10), ((-0.5, -0.6, -0.4), 66), ((1, 0.9, 1), 100)])
def test_the_axis_of_shares_fits_what_is_shown_the_same_to_both_sides(groups, share, most) -> None:
    told = Contrast("redness", 40, 40, 0, Range(0, 0), Share(*share))
    figure = differences_figure(groups[0], [Difference(groups[1], told)])
    assert figure["layout"]["xaxis2"]["range"] == pytest.approx([-most, most])


def test_without_a_difference_the_days_of_the_axis_do_not_repeat(groups) -> None:
    figure = differences_figure(groups[0], [Difference(groups[2], None)])
    assert figure["layout"]["xaxis"]["range"] == [-2, 2]


def test_a_method_keeps_its_colour_and_sign_in_whatever_order_it_is_chosen(groups) -> None:
    placed = [replace(group, place=place) for place, group in enumerate(groups)]
    seen = [
        {look.name: (look.colour, look.symbol, look.dash) for look in looks_of(some, LIGHT)}
        for some in (placed, placed[::-1], placed[2:])
    ]
    assert seen[0] == seen[1]
    assert seen[2].items() <= seen[0].items()


def test_a_group_whose_band_is_anothers_says_so(groups, band) -> None:
    borrowing = [replace(groups[0], borrowed=True), groups[1], replace(groups[2], borrowed=True)]
    shown = [trace["name"] for trace in contrast_figure(borrowing, band, span=10)["data"] if trace.get("name")]
    assert shown == [
        "Laser &amp; &lt;b&gt; · n 30 · borrowed band",
        "Derma roller · n 40",
        "Ultrasound · borrowed band · too few",
    ]


def test_groups_of_the_same_place_are_told_apart_all_the_same(groups) -> None:
    same = [replace(group, place=1) for group in groups]
    assert len({look.colour for look in looks_of(same, LIGHT)}) == len(same)


def test_words_keep_the_line_at_no_difference_out(groups, differences) -> None:
    words = differences_figure(groups[0], differences)["layout"]["annotations"]
    assert {each["bgcolor"] for each in words} == {palette(dark=False).background}


def test_long_names_are_broken_so_that_a_phone_shows_their_figures(groups) -> None:
    first, other = (
        replace(groups[2], label=name) for name in ("September to November 2026", "December 2025 to February 2026")
    )
    short = differences_figure(groups[0], [Difference(groups[2], None)])["layout"]
    broken = differences_figure(first, [Difference(other, None)])["layout"]
    assert broken["annotations"][1]["text"].endswith("November<br>2026: too few")
    assert broken["height"] > short["height"]


def test_the_pictures_in_words(groups, differences, band) -> None:
    assert contrast_alt(groups, band, name="Redness").startswith(
        "Redness, 4 groups: Laser & <b>: half clear by day 8 (same in nearly all samples); "
        "0% clear by day 7 (0% to 12%); "
    )
    assert "Ultrasound: half clear too few, too few clear by day 7, too few" in points_alt(groups, name="Redness")
    assert "Ultrasound against Laser & <b>: half clear too few" in differences_alt(
        groups[0], differences, name="Redness"
    )


@pytest.mark.parametrize("dark", [False, True])
def test_plotly_accepts_them(groups, differences, band, accepts: Callable[[dict[str, Any]], None], dark: bool) -> None:
    accepts(contrast_figure(groups, band, span=10, dark=dark))
    accepts(points_figure(groups, dark=dark))
    accepts(differences_figure(groups[0], differences, dark=dark))
