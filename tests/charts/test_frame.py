from collections.abc import Callable
from itertools import pairwise

import pytest

from recovery.charts.course import course_figure
from recovery.charts.frame import TICK_GAP, TODAY_PX, day_axis, day_ticks, even_ticks
from recovery.charts.palette import LIGHT
from recovery.charts.strip import strip_figure
from recovery.domain.finding import Finding


@pytest.mark.parametrize(
    ("span", "today", "landmarks", "ticks"),
    [
        pytest.param(21, 9, (7, 3), [0, 3, 7, 9, 14, 21], id="band, weeks, ends and today"),
        pytest.param(21, 8, (7, 3), [0, 3, 8, 14, 21], id="today displaces its neighbour"),
        pytest.param(21, 30, (7, 3), [0, 3, 7, 14, 21], id="today off the axis"),
        pytest.param(0, 0, (7, 3), [0], id="the first day alone"),
    ],
)
def test_day_numbers(span: int, today: int, landmarks: tuple[int, ...], ticks: list[int]) -> None:
    assert day_ticks(span=span, today=today, landmarks=landmarks) == ticks


@pytest.mark.parametrize(
    ("span", "ticks"),
    [
        pytest.param(5, [0, 1, 2, 3, 4, 5], id="every day"),
        pytest.param(14, [0, 2, 4, 6, 8, 10, 12, 14], id="every other day"),
        pytest.param(40, [0, 7, 14, 21, 28, 35], id="every week"),
        pytest.param(365, [0], id="a year"),
    ],
)
def test_even_day_numbers_thin_out(span: int, ticks: list[int]) -> None:
    assert even_ticks(span=span, today=-1) == ticks


@pytest.mark.parametrize("span", [1, 7, 14, 21, 30, 40, 120])
def test_day_numbers_never_touch_and_name_today(span: int) -> None:
    for today in range(span + 1):
        for ticks in (day_ticks(span=span, today=today), even_ticks(span=span, today=today)):
            gaps = [after - before for before, after in pairwise(ticks)]
            assert all(gap >= span * TICK_GAP for gap in gaps)
            assert today in ticks


def test_today_is_a_word_under_its_number() -> None:
    axis = day_axis(LIGHT, [0, 9], span=21, today=9)
    assert axis["ticktext"] == ["0", "<b>9</b><br><b>today</b>"]
    assert axis["fixedrange"] is True


def test_today_as_the_last_day_keeps_its_word(find: Callable[..., Finding]) -> None:
    found = find("redness", "1".ljust(22, "x"))
    for layout in (course_figure(found, span=21)["layout"], strip_figure([found], span=21)["layout"]):
        assert layout["xaxis"]["ticklabeloverflow"] == "allow"
        assert layout["margin"]["r"] >= TODAY_PX
