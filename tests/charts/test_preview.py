from collections.abc import Callable
from typing import Any

import pytest

from recovery.charts.preview import AlertCounts, preview_alt, preview_figure
from recovery.errors import InvalidInput

ROWS = [AlertCounts("Severe <b>", 1200, 300), AlertCounts("No report", 0, 7)]


def test_each_row_has_a_bar_for_today_and_one_for_the_change_with_their_numbers() -> None:
    today, proposed = preview_figure(ROWS)["data"]
    assert (today["x"], today["text"]) == ([1200, 0], ["1,200", "0"])
    assert (proposed["x"], proposed["text"]) == ([300, 7], ["300", "7"])


def test_the_two_differ_by_more_than_colour() -> None:
    today, proposed = preview_figure(ROWS)["data"]
    assert "pattern" in today["marker"]
    assert "pattern" not in proposed["marker"]
    assert today["name"] != proposed["name"]


def test_the_bars_of_a_row_stand_apart() -> None:
    today, proposed = preview_figure(ROWS)["data"]
    assert today["offset"] + today["width"] <= proposed["offset"]
    assert proposed["offset"] + proposed["width"] <= 0.5


def test_the_figure_in_words() -> None:
    assert preview_alt(ROWS[:1]) == "Alerts in the period: Severe <b>: 1,200 today, 300 with the change."
    assert preview_alt([]) == "Alerts in the period: none."


def test_a_count_below_none_is_refused() -> None:
    with pytest.raises(InvalidInput, match="Severe: there cannot be fewer than 0 alerts"):
        AlertCounts("Severe", -1, 2)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_plotly_accepts_it(accepts: Callable[[dict[str, Any]], None], dark: bool) -> None:
    accepts(preview_figure(ROWS, dark=dark))
    accepts(preview_figure([], dark=dark))
