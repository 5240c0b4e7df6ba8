from collections.abc import Callable
from typing import Any

import pytest

from recovery.charts.summary import NOBODY, ShareClear, in_words, summary_alt, summary_figure
from recovery.errors import InvalidInput

METHODS = ["Derma roller", "Ultrasound", "Laser & <b>"]

ROWS = [
    ShareClear("Redness", "Derma roller", 0.72, 40, known=34),
    ShareClear("Numbness", "Derma roller", 1.0, 1, known=1),
    ShareClear("Redness", "Laser & <b>", None),
]


def figure_of(rows: list[ShareClear]) -> dict[str, Any]:
    return summary_figure(rows, methods=METHODS)


def words_of(figure: dict[str, Any]) -> list[str]:
    placed = sorted(figure["layout"]["annotations"], key=lambda note: note["y"])
    return [note["text"] for note in placed]


def test_rows_are_grouped_in_the_order_given() -> None:
    words = words_of(figure_of(ROWS))
    assert words[:2] == ["<b>Redness</b>", "72% · n 40"]
    assert words[-2:] == ["<b>Numbness</b>", "100% · n 1"]


def test_one_mark_a_method_with_its_own_shape() -> None:
    roller, laser = figure_of(ROWS)["data"]
    assert (roller["name"], roller["x"], roller["y"]) == ("Derma roller", [0.72, 1.0], [1, 4])
    assert (laser["name"], laser["x"]) == ("Laser &amp; &lt;b&gt;", [None])
    assert roller["marker"]["symbol"] != laser["marker"]["symbol"]
    assert roller["marker"]["color"] != laser["marker"]["color"]


def test_a_method_keeps_its_colour_and_its_sign_whichever_are_shown() -> None:
    rows = [ShareClear("Redness", method, 0.5, 40, known=34) for method in METHODS]
    _, ultrasound, laser = figure_of(rows)["data"]
    assert [figure_of(some)["data"][0]["marker"] for some in (rows[1:2], rows[2:])] == [
        ultrasound["marker"],
        laser["marker"],
    ]
    assert [trace["name"] for trace in figure_of(rows[::-1])["data"]][:2] == METHODS[:2]


def test_what_is_held_back_keeps_its_row_and_has_no_number() -> None:
    figure = figure_of(ROWS)
    (third,) = [note["text"] for note in figure["layout"]["annotations"] if note["y"] == 2]
    assert third.endswith("■</span> held back")
    assert [track["y0"] for track in figure["layout"]["shapes"]] == [1, 4]


def test_a_method_whose_bands_are_anothers_says_so_in_the_legend() -> None:
    rows = [ROWS[0], ShareClear("Redness", "Ultrasound", 0.5, 40, known=34, borrowed=True)]
    assert [trace["name"] for trace in figure_of(rows)["data"]] == ["Derma roller", "Ultrasound, borrowed bands"]


def test_six_digits_are_not_cut() -> None:
    row = ShareClear("Redness", "Ultrasound", 0.996, 145_628, known=140_741, low=0.994, high=0.998)
    figure = figure_of([row])
    behind = words_of(figure)[-1]
    assert behind == "99.6% (99.4–99.8%) · n 145,628"
    assert figure["layout"]["margin"]["r"] >= 10 + 6 * len(behind)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        pytest.param((0.724, 40, 34), "72% of 40 treatments that had it; known of 34", id="share"),
        pytest.param((0.0, 1, 1), "0% of 1 treatment that had it; known of 1", id="none of one"),
        pytest.param((0.004, 1200, 1100), "under 1% of 1,200 treatments that had it; known of 1,100", id="nearly none"),
        pytest.param((None,), "held back", id="held back"),
    ],
)
def test_a_share_says_of_how_many_it_is_and_of_how_many_it_is_known(row: tuple[Any, ...], words: str) -> None:
    assert in_words(ShareClear("Redness", "Laser", *row)) == words


def test_that_nobody_had_it_is_not_called_held_back() -> None:
    assert words_of(figure_of([ShareClear("Redness", "Ultrasound", None, why=NOBODY)]))[-1].endswith("nobody had it")


@pytest.mark.parametrize(
    ("share", "known", "field"),
    [
        pytest.param(1.2, 3, "share", id="more than all"),
        pytest.param(-0.1, 3, "share", id="less than none"),
        pytest.param(float("nan"), 3, "share", id="no number"),
        pytest.param(0.5, -1, "known", id="negative count"),
        pytest.param(0.5, 4, "known", id="more known than there are"),
    ],
)
def test_an_impossible_share_is_refused(share: float, known: int, field: str) -> None:
    with pytest.raises(InvalidInput, match=r"Redness by Laser") as refused:
        ShareClear("Redness", "Laser", share, 3, known=known)
    assert refused.value.field == field


def test_the_figure_in_words() -> None:
    assert summary_alt(ROWS[:1]) == (
        "Share clear by the end of the band: Redness, Derma roller: 72% of 40 treatments that had it; known of 34."
    )
    assert summary_alt([]) == "Share clear by the end of the band: nothing to show yet."


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_plotly_accepts_it(accepts: Callable[[dict[str, Any]], None], dark: bool) -> None:
    accepts(summary_figure(ROWS, methods=METHODS, dark=dark))
    accepts(summary_figure([], methods=METHODS, dark=dark))


def test_within_which_a_share_may_lie_is_drawn_and_said():
    row = ShareClear("Redness", "Ultrasound", 0.8, 120, known=100, low=0.7, high=0.85)
    figure = figure_of([row])
    bars = figure["data"][0]["error_x"]
    assert (bars["array"], bars["arrayminus"]) == ([0.05], [0.1])
    assert "80% (70% to 85%) of 120 treatments that had it; known of 100" in summary_alt([row])


def test_a_share_lies_within_its_own_range():
    with pytest.raises(InvalidInput, match="outside"):
        ShareClear("Redness", "Laser", 0.8, 120, low=0.9, high=0.95)
