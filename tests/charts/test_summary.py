from collections.abc import Callable
from typing import Any

import pytest

from recovery.charts.summary import ShareClear, in_words, summary_alt, summary_figure
from recovery.errors import InvalidInput

ROWS = [
    ShareClear("Redness", "Derma roller", 0.72, 34),
    ShareClear("Numbness", "Derma roller", 1.0, 1),
    ShareClear("Redness", "Laser & <b>", None, 3),
]


def words_of(figure: dict[str, Any]) -> list[str]:
    placed = sorted(figure["layout"]["annotations"], key=lambda note: note["y"])
    return [note["text"] for note in placed]


def test_rows_are_grouped_in_the_order_given() -> None:
    words = words_of(summary_figure(ROWS))
    assert words[:2] == ["<b>Redness</b>", "72% of 34 treatments"]
    assert words[-2:] == ["<b>Numbness</b>", "100% of 1 treatment"]


def test_one_mark_a_method_with_its_own_shape() -> None:
    roller, laser = summary_figure(ROWS)["data"]
    assert (roller["name"], roller["x"], roller["y"]) == ("Derma roller", [0.72, 1.0], [1, 4])
    assert (laser["name"], laser["x"]) == ("Laser &amp; &lt;b&gt;", [None])
    assert roller["marker"]["symbol"] != laser["marker"]["symbol"]
    assert roller["marker"]["color"] != laser["marker"]["color"]


def test_too_few_are_said_and_counted_but_not_drawn() -> None:
    figure = summary_figure(ROWS)
    third = [note["text"] for note in figure["layout"]["annotations"] if note["y"] == 2]
    assert third[0] == "3 treatments"
    assert third[1].endswith("not enough to say")
    assert [track["y0"] for track in figure["layout"]["shapes"]] == [1, 4]


@pytest.mark.parametrize(
    ("share", "evaluable", "words"),
    [
        pytest.param(0.724, 34, "72% of 34 treatments", id="share"),
        pytest.param(0.0, 1, "0% of 1 treatment", id="none of one"),
        pytest.param(1.0, 1200, "100% of 1,200 treatments", id="many"),
        pytest.param(None, 0, "not enough to say, 0 treatments", id="nobody"),
    ],
)
def test_a_share_never_stands_without_its_number(share: float | None, evaluable: int, words: str) -> None:
    assert in_words(ShareClear("Redness", "Laser", share, evaluable)) == words


@pytest.mark.parametrize(
    ("share", "evaluable", "field"),
    [
        pytest.param(1.2, 3, "share", id="more than all"),
        pytest.param(-0.1, 3, "share", id="less than none"),
        pytest.param(float("nan"), 3, "share", id="no number"),
        pytest.param(0.5, -1, "evaluable", id="negative count"),
    ],
)
def test_an_impossible_share_is_refused(share: float, evaluable: int, field: str) -> None:
    with pytest.raises(InvalidInput, match="Redness by Laser") as refused:
        ShareClear("Redness", "Laser", share, evaluable)
    assert refused.value.field == field


def test_the_figure_in_words() -> None:
    assert summary_alt(ROWS[:1]) == ("Share clear by the end of the band: Redness, Derma roller: 72% of 34 treatments.")
    assert summary_alt([]) == "Share clear by the end of the band: nothing to show yet."


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_plotly_accepts_it(accepts: Callable[[dict[str, Any]], None], dark: bool) -> None:
    accepts(summary_figure(ROWS, dark=dark))
    accepts(summary_figure([], dark=dark))


def test_within_which_a_share_may_lie_is_drawn_and_said():
    row = ShareClear("Redness", "Laser", 0.8, 120, low=0.7, high=0.85)
    figure = summary_figure([row])
    bars = figure["data"][0]["error_x"]
    assert (bars["array"], bars["arrayminus"]) == ([0.05], [0.1])
    assert "80%, may be 70% to 85%, of 120 treatments" in summary_alt([row])


def test_a_share_lies_within_its_own_range():
    with pytest.raises(InvalidInput, match="outside"):
        ShareClear("Redness", "Laser", 0.8, 120, low=0.9, high=0.95)
